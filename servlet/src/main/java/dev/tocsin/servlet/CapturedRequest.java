package dev.tocsin.servlet;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A request of whose body the beginning is kept as the application reads it. What the container
 * reads itself, the parameters of a form and the parts of an upload, does not pass here.
 */
final class CapturedRequest extends HttpServletRequestWrapper {
  private final Capture capture;
  private @Nullable ServletInputStream stream;
  private @Nullable BufferedReader reader;

  CapturedRequest(HttpServletRequest request, Capture capture) {
    super(request);
    this.capture = capture;
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    if (reader != null) {
      throw new IllegalStateException("the body is read by getReader()");
    }
    ServletInputStream passing = stream;
    if (passing == null) {
      passing = new Passing(super.getInputStream(), capture);
      stream = passing;
    }
    return passing;
  }

  @Override
  public BufferedReader getReader() throws IOException {
    BufferedReader present = reader;
    if (present == null) {
      String encoding = getCharacterEncoding();
      ServletInputStream passing = getInputStream();
      present =
          new BufferedReader(
              encoding == null
                  ? new InputStreamReader(passing, StandardCharsets.ISO_8859_1)
                  : new InputStreamReader(passing, encoding));
      reader = present;
    }
    return present;
  }

  private static final class Passing extends ServletInputStream {
    private final ServletInputStream from;
    private final Capture capture;

    Passing(ServletInputStream from, Capture capture) {
      this.from = from;
      this.capture = capture;
    }

    @Override
    public int read() throws IOException {
      int read = from.read();
      if (read >= 0) {
        capture.add(read);
      }
      return read;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = from.read(into, offset, length);
      if (read > 0) {
        capture.add(into, offset, read);
      }
      return read;
    }

    @Override
    public int available() throws IOException {
      return from.available();
    }

    @Override
    public boolean isFinished() {
      return from.isFinished();
    }

    @Override
    public boolean isReady() {
      return from.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      from.setReadListener(listener);
    }

    @Override
    public void close() throws IOException {
      from.close();
    }
  }
}
