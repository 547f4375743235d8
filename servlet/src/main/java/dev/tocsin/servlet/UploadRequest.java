package dev.tocsin.servlet;

import dev.tocsin.inspect.Upload;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * A request whose uploaded files are looked at when the application asks for them, and not before:
 * an upload that it does not want is not read. It gets them as they are, also those that can't be
 * looked at.
 */
final class UploadRequest extends HttpServletRequestWrapper {
  private final SeenUploads seen;

  UploadRequest(HttpServletRequest request, SeenUploads seen) {
    super(request);
    this.seen = seen;
  }

  static boolean isUpload(HttpServletRequest request) {
    String type = request.getContentType();
    return type != null && type.regionMatches(true, 0, "multipart/", 0, "multipart/".length());
  }

  @Override
  public Collection<Part> getParts() throws IOException, ServletException {
    Collection<Part> parts = super.getParts();
    if (seen.begin()) {
      for (Part part : parts) {
        look(part);
      }
    }
    return parts;
  }

  @Override
  public @Nullable Part getPart(String name) throws IOException, ServletException {
    getParts();
    return super.getPart(name);
  }

  private void look(Part part) {
    try {
      String name = part.getSubmittedFileName();
      if (name != null) {
        String type = part.getContentType();
        seen.add(name, type, Upload.inspect(name, type, head(part)));
      }
      // Else it is a field of the form.
    } catch (RuntimeException e) {
      seen.unread();
    }
  }

  /** The first bytes; none where they can't be read, as the name says something without them. */
  private byte[] head(Part part) {
    try (InputStream in = part.getInputStream()) {
      return in.readNBytes(Upload.HEAD_BYTES);
    } catch (IOException | RuntimeException e) {
      seen.unread();
      return new byte[0];
    }
  }
}
