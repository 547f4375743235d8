package dev.tocsin.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/** A response of whose body the beginning is kept as the application writes it. */
final class CapturedResponse extends HttpServletResponseWrapper {
  private final Capture capture;
  private @Nullable ServletOutputStream stream;
  private @Nullable PrintWriter writer;

  CapturedResponse(HttpServletResponse response, Capture capture) {
    super(response);
    this.capture = capture;
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    ServletOutputStream passing = stream;
    if (passing == null) {
      passing = new Passing(super.getOutputStream(), capture, this);
      stream = passing;
    }
    return passing;
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    PrintWriter present = writer;
    if (present == null) {
      PrintWriter to = super.getWriter();
      present =
          new PrintWriter(new PassingChars(to, capture)) {
            @Override
            public boolean checkError() {
              boolean own = super.checkError();
              return to.checkError() || own;
            }
          };
      writer = present;
    }
    return present;
  }

  @Override
  public void resetBuffer() {
    super.resetBuffer();
    capture.clear();
  }

  @Override
  public void reset() {
    super.reset();
    writer = null;
    stream = null;
    capture.clear();
  }

  /** What was kept, as text; null if nothing was written. */
  @Nullable String body() {
    return capture.text(writer == null ? getCharacterEncoding() : "UTF-8");
  }

  /** Holds nothing back, so that nothing is missing when the container ends the response. */
  private static final class PassingChars extends Writer {
    private final Writer to;
    private final Capture capture;

    PassingChars(Writer to, Capture capture) {
      this.to = to;
      this.capture = capture;
    }

    @Override
    public void write(char[] from, int offset, int length) throws IOException {
      to.write(from, offset, length);
      capture.add(from, offset, length);
    }

    @Override
    public void flush() throws IOException {
      to.flush();
    }

    @Override
    public void close() throws IOException {
      to.close();
    }
  }

  private static final class Passing extends ServletOutputStream {
    private final ServletOutputStream to;
    private final Capture capture;
    private final CapturedResponse response;

    Passing(ServletOutputStream to, Capture capture, CapturedResponse response) {
      this.to = to;
      this.capture = capture;
      this.response = response;
    }

    /** By the container's own, as that knows more characters than the default one. */
    @Override
    public void print(String text) throws IOException {
      to.print(text);
      byte[] encoded = text.getBytes(Capture.charset(response.getCharacterEncoding()));
      capture.add(encoded, 0, encoded.length);
    }

    @Override
    public void write(int oneByte) throws IOException {
      to.write(oneByte);
      capture.add(oneByte);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      to.write(from, offset, length);
      capture.add(from, offset, length);
    }

    @Override
    public void flush() throws IOException {
      to.flush();
    }

    @Override
    public void close() throws IOException {
      to.close();
    }

    @Override
    public boolean isReady() {
      return to.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      to.setWriteListener(listener);
    }
  }
}
