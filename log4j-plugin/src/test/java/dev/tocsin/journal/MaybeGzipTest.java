package dev.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;

class MaybeGzipTest {
  /** A member of so many bytes of content, stored as they are, so that its length follows. */
  private static ByteArrayOutputStream member(int content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip =
        new GZIPOutputStream(out) {
          {
            def.setLevel(Deflater.NO_COMPRESSION);
          }
        }) {
      gzip.write(new byte[content]);
    }
    return out;
  }

  private static int read(byte[] bytes) throws IOException {
    try (InputStream in = MaybeGzip.open(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes().length;
    }
  }

  /** Also where a member ends as a buffer does, of 64 KiB. */
  @Test
  void whatIsBehindAMemberIsReadOrRefusedAndNeverPassedOver() throws IOException {
    for (int content = (1 << 16) - 60; content < (1 << 16) + 60; content++) {
      ByteArrayOutputStream bytes = member(content);
      assertThat(read(bytes.toByteArray())).isEqualTo(content);
      bytes.write(member(7).toByteArray());
      assertThat(read(bytes.toByteArray())).isEqualTo(content + 7);
      bytes.write("no member".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      byte[] damaged = bytes.toByteArray();
      assertThatThrownBy(() -> read(damaged)).isInstanceOf(ZipException.class);
      ByteArrayOutputStream single = member(content);
      single.write("no member".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      assertThatThrownBy(() -> read(single.toByteArray())).isInstanceOf(ZipException.class);
    }
  }
}
