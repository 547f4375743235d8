package dev.tocsin.otel.stack;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** An authority and its certificates, as {@code collector-config/certificates} makes them. */
public final class TrialAuthority {
  private static final char[] NO_PASSWORD = {};

  private final Path folder;

  private TrialAuthority(Path folder) {
    this.folder = folder;
  }

  /** Makes one with certificates of these names, or ends the test where there is no openssl. */
  public static TrialAuthority make(Path folder, String... names)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("bash", "../collector-config/certificates", folder.toString()));
    command.addAll(List.of(names));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    int code = process.waitFor();
    if (code == 3 && said.contains("not found") && !"true".equals(System.getenv("CI"))) {
      assumeTrue(false, said);
    }
    if (code != 0) {
      throw new IOException(said);
    }
    return new TrialAuthority(folder);
  }

  public Path authority() {
    return folder.resolve("ca.pem");
  }

  public Path certificate(String name) {
    return folder.resolve(name + ".pem");
  }

  public Path key(String name) {
    return folder.resolve(name + "-key.pem");
  }

  /** The variables by which collector and Loki find theirs. */
  public Map<String, String> variables(String name) {
    return Map.of(
        "TOCSIN_TLS_CA", authority().toString(),
        "TOCSIN_TLS_CLIENT_CA", authority().toString(),
        "TOCSIN_TLS_CERT", certificate(name).toString(),
        "TOCSIN_TLS_KEY", key(name).toString());
  }

  /**
   * A client that trusts this authority.
   *
   * @param name whose certificate it shows; null for nobody's
   */
  public HttpClient client(@Nullable String name) throws IOException, GeneralSecurityException {
    KeyStore own = KeyStore.getInstance("PKCS12");
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    trusted.load(null, null);
    trusted.setCertificateEntry("authority", read(authority()));
    if (name != null) {
      own.setKeyEntry(
          name, readKey(key(name)), NO_PASSWORD, new Certificate[] {read(certificate(name))});
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, NO_PASSWORD);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(Duration.ofSeconds(10))
        .sslContext(context)
        .build();
  }

  private static Certificate read(Path file) throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private static PrivateKey readKey(Path file) throws IOException, GeneralSecurityException {
    String pem = Files.readString(file, US_ASCII).replaceAll("-----[A-Z ]+-----", "");
    return KeyFactory.getInstance("EC")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
  }
}
