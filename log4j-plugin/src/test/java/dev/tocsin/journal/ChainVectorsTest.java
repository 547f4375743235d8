package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.tocsin.keys.TagKey;
import dev.tocsin.keys.VerifyKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The chain against journals that were written by hand from the format's definition. */
class ChainVectorsTest {
  private static final String JOURNAL = "00112233445566778899aabbccddeeff";
  private static final byte[] KEY =
      HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
  private static final String PUBLIC_KEY =
      "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8";
  private static final String SIGNATURE = ",\"signature\":\"";

  /** The journals of the folder {@code vectors}, and how their tags are made. */
  private enum Vector {
    PLAIN,
    KEYED,
    SIGNED,
    EVOLVING;

    byte[] content() throws IOException {
      String name = "/vectors/" + name().toLowerCase(java.util.Locale.ROOT) + "/security_audit.log";
      try (InputStream in =
          Objects.requireNonNull(ChainVectorsTest.class.getResourceAsStream(name), name)) {
        return in.readAllBytes();
      }
    }

    Tagger firstTagger() {
      return this == PLAIN ? Tagger.unkeyed() : Tagger.keyed("k1", 0, KEY);
    }
  }

  /** Goes over a journal as a verifier does, with the keys moving on where they evolve. */
  private static List<Boolean> verdicts(Vector vector, byte[] content) throws IOException {
    List<Boolean> verdicts = new ArrayList<>();
    Tagger tagger = vector.firstTagger();
    Chain chain = Chain.start(JOURNAL, tagger);
    try (LineSource lines = new LineSource(new ByteArrayInputStream(content), 0)) {
      while (lines.next()) {
        int tagAt = chain.take(lines.buffer(), lines.start(), lines.length());
        verdicts.add(tagAt >= 0 && chain.isTag(tagger, lines.buffer(), tagAt));
        String line = new String(lines.copy(), UTF_8);
        if (vector == Vector.EVOLVING && line.startsWith("{\"record\":\"checkpoint\"")) {
          tagger = tagger.next();
        }
      }
      if (lines.restBytes() > 0) {
        verdicts.add(false);
      }
    }
    return verdicts;
  }

  @ParameterizedTest
  @EnumSource
  void everyTagComesOutAsWritten(Vector vector) throws IOException {
    byte[] content = vector.content();
    int lines = vector == Vector.PLAIN || vector == Vector.KEYED ? 6 : 8;
    assertThat(verdicts(vector, content)).hasSize(lines).doesNotContain(false);
  }

  /** The other direction: bodies are given, and the whole file is written anew. */
  @ParameterizedTest
  @EnumSource
  void bodiesMakeTheSameFileAgain(Vector vector) throws IOException {
    byte[] content = vector.content();
    Chain chain = Chain.start(JOURNAL, vector.firstTagger());
    java.io.ByteArrayOutputStream written = new java.io.ByteArrayOutputStream();
    byte[] tail = new byte[Chain.TAIL_BYTES];
    for (String line : new String(content, UTF_8).lines().toList()) {
      byte[] whole = line.getBytes(UTF_8);
      int body = whole.length - 32;
      chain.begin();
      chain.update(whole, 0, 7);
      chain.update(whole, 7, body - 7);
      chain.end(tail, 0);
      written.write(whole, 0, body);
      written.writeBytes(tail);
      if (vector == Vector.EVOLVING && line.startsWith("{\"record\":\"checkpoint\"")) {
        chain.moveOn();
      }
    }
    assertThat(written.toByteArray()).isEqualTo(content);
  }

  @ParameterizedTest
  @EnumSource
  void anyFlippedBitIsNoticed(Vector vector) throws IOException {
    byte[] content = vector.content();
    int flips = 0;
    for (int at = 0; at < content.length; at++) {
      for (int bit = 1; bit < 256; bit <<= 1) {
        content[at] ^= (byte) bit;
        if (!verdicts(vector, content).contains(false)) {
          fail("bit %d of byte %d: not noticed", bit, at);
        }
        content[at] ^= (byte) bit;
        flips++;
      }
    }
    System.out.println(vector + ": " + flips + " flipped bits, all noticed");
  }

  @ParameterizedTest
  @EnumSource(names = {"KEYED", "SIGNED", "EVOLVING"})
  void keyedTagsNeedTheirKey(Vector vector) throws IOException {
    assertThat(verdicts(Vector.PLAIN, vector.content())).doesNotContain(true);
  }

  @Test
  void keysThatDoNotMoveOnFailAfterTheFirstCheckpoint() throws IOException {
    assertThat(verdicts(Vector.SIGNED, Vector.EVOLVING.content()))
        .startsWith(true, true, true)
        .endsWith(false, false, false, false, false);
  }

  @Test
  void theVerifierFindsOnlyTheTombstonesThatAreAnExample(@TempDir Path folder) throws IOException {
    Path publicKey = folder.resolve("signing.pub");
    byte[] encoded = HexFormat.of().parseHex("302a300506032b6570032100" + PUBLIC_KEY);
    Files.writeString(
        publicKey,
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getEncoder().encodeToString(encoded)
            + "\n-----END PUBLIC KEY-----\n");
    for (Vector vector : List.of(Vector.SIGNED, Vector.EVOLVING)) {
      Path journal = Files.createDirectory(folder.resolve(vector.name()));
      Files.write(journal.resolve("security_audit.log"), vector.content());
      Verification found =
          new Verifier()
              .tagKey(TagKey.of(KEY))
              .publicKey(VerifyKey.read(publicKey))
              .verify(journal);
      assertThat(found.findings())
          .extracting(Finding::kind)
          .as(vector.name())
          .containsExactly(Finding.Kind.TOMBSTONE_OUT_OF_ORDER, Finding.Kind.HEAD_ABSENT);
      assertThat(found.journals())
          .singleElement()
          .satisfies(
              read -> {
                assertThat(read.tagsChecked()).isTrue();
                assertThat(read.signedSeq()).isEqualTo(2);
              });
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIGNED", "EVOLVING"})
  void signaturesComeOutAsWritten(Vector vector) throws Exception {
    List<String> signed =
        new String(vector.content(), UTF_8).lines().filter(l -> l.contains(SIGNATURE)).toList();
    assertThat(signed).hasSize(3);
    for (String line : signed) {
      String signature = line.substring(line.indexOf(SIGNATURE) + SIGNATURE.length());
      assertThat(signature).matches("[A-Za-z0-9_-]{86}\",\"tag\":\"[A-Za-z0-9_-]{22}\"}");
      byte[] bytes = Base64.getUrlDecoder().decode(signature.substring(0, 86));
      assertThat(sign(signedPart(line))).isEqualTo(bytes);
      assertThat(verify(signedPart(line), bytes)).isTrue();
      assertThat(verify(signedPart(line.replace("\"line\":", "\"line\":1")), bytes)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PLAIN", "KEYED", "SIGNED", "EVOLVING"})
  void scanOfASegmentFindsItsStateAtTheEnd(String name, @TempDir Path folder) throws IOException {
    Vector vector = Vector.valueOf(name);
    Path file = folder.resolve("security_audit.log");
    Files.write(file, vector.content());
    VerifierKeys ring = new VerifierKeys();
    ring.addTagKey(TagKey.of(KEY));
    SegmentScan scan = SegmentScan.of(SegmentFile.read(file), ring);
    assertThat(scan.header().writer()).isEqualTo("shop");
    assertThat(scan.header().algorithm()).isEqualTo(vector.firstTagger().algorithm());
    assertThat(scan.wrongLineAt()).isEqualTo(-1);
    assertThat(scan.nextSeq()).isEqualTo(3);
    assertThat(scan.isSealed()).isTrue();
    assertThat(scan.end()).isEqualTo(Files.size(file));
    assertThat(scan.restBytes()).isZero();
    assertThat(scan.chain().lines())
        .isEqualTo(vector == Vector.KEYED || vector == Vector.PLAIN ? 6 : 8);
    assertThat(Objects.requireNonNull(scan.tagger()).epoch())
        .isEqualTo(vector == Vector.EVOLVING ? 2 : 0);
  }

  private static byte[] signedPart(String line) {
    return ("tocsin-checkpoint-v1\n" + line.substring(0, line.indexOf(SIGNATURE))).getBytes(UTF_8);
  }

  private static byte[] sign(byte[] message) throws GeneralSecurityException {
    PrivateKey key =
        KeyFactory.getInstance("Ed25519")
            .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, KEY));
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(key);
    signature.update(message);
    return signature.sign();
  }

  private static boolean verify(byte[] message, byte[] bytes) throws GeneralSecurityException {
    byte[] encoded = HexFormat.of().parseHex("302a300506032b6570032100" + PUBLIC_KEY);
    PublicKey key =
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    Signature signature = Signature.getInstance("Ed25519");
    signature.initVerify(key);
    signature.update(message);
    return signature.verify(bytes);
  }
}
