package dev.tocsin.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.DigestException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/**
 * What the bytes of one event cost at the least: their copy, their write, their hash, their tag.
 * They run on every class path, so that each peer stands beside floors of its own run. One thread.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(1)
public class Floors {

  /** What copying and hashing need. */
  @State(Scope.Benchmark)
  public static class Hashing {
    private final byte[] line = Sample.line().getBytes(UTF_8);
    private final byte[] copy = new byte[line.length];
    private final byte[] hash = new byte[32];
    private MessageDigest sha;
    private Mac mac;

    @Setup
    public void make() throws GeneralSecurityException {
      sha = MessageDigest.getInstance("SHA-256");
      mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
    }
  }

  @Benchmark
  public int floor_write(PlainFile file) throws IOException {
    return file.write();
  }

  @Benchmark
  public byte[] floor_copy(Hashing state) {
    System.arraycopy(state.line, 0, state.copy, 0, state.line.length);
    return state.copy;
  }

  @Benchmark
  public byte[] floor_sha256(Hashing state) throws DigestException {
    state.sha.update(state.line, 0, state.line.length);
    state.sha.digest(state.hash, 0, state.hash.length);
    return state.hash;
  }

  @Benchmark
  public byte[] floor_hmac(Hashing state) throws GeneralSecurityException {
    state.mac.update(state.line, 0, state.line.length);
    state.mac.doFinal(state.hash, 0);
    return state.hash;
  }

  /** The tag alone: the chain hashes the line once, and its tag is one of that hash. */
  @Benchmark
  public byte[] floor_hmac_of_hash(Hashing state) throws GeneralSecurityException {
    state.mac.update(state.hash, 0, state.hash.length);
    state.mac.doFinal(state.hash, 0);
    return state.hash;
  }
}
