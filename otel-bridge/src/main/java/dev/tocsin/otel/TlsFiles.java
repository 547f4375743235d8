package dev.tocsin.otel;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The files that TLS is configured by.
 *
 * @param trusted certificates that a receiver's must lead to; without them those of the JDK count
 * @param clientKey what this process proves itself by; only together with the next
 * @param clientCertificates the key's certificate, and those it leads to
 */
record TlsFiles(
    Optional<PemFile> trusted, Optional<PemFile> clientKey, Optional<PemFile> clientCertificates) {
  /** Of the protocol, that are spoken. */
  static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

  /**
   * Reads the files and gives them to an exporter's builder.
   *
   * @param trust takes the trusted certificates
   * @param identify takes the client's key and certificates
   * @throws IOException one line that names setting, file and way out
   */
  void configure(Consumer<byte[]> trust, BiConsumer<byte[], byte[]> identify) throws IOException {
    if (trusted.isPresent()) {
      trust.accept(trusted.get().certificates());
    }
    if (clientKey.isPresent() && clientCertificates.isPresent()) {
      identify.accept(clientKey.get().key(), clientCertificates.get().certificates());
    }
  }

  /** What changes when a file does: short-lived keys are exchanged under a running process. */
  List<Object> stamp() {
    return Stream.of(trusted, clientKey, clientCertificates)
        .flatMap(Optional::stream)
        .map(PemFile::stamp)
        .toList();
  }
}
