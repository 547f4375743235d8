package dev.tocsin.sample.login.web;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** One file that pages are made with: a style sheet, a script, a picture. From the class path. */
public final class ResourceServlet extends HttpServlet {
  private final byte[] content;
  private final String type;

  private ResourceServlet(String name, String type) throws IOException {
    try (InputStream file =
        Objects.requireNonNull(ResourceServlet.class.getResourceAsStream(name), name)) {
      this.content = file.readAllBytes();
    }
    this.type = type;
  }

  public static ResourceServlet style(String name) throws IOException {
    return new ResourceServlet(name, "text/css; charset=utf-8");
  }

  public static ResourceServlet script(String name) throws IOException {
    return new ResourceServlet(name, "text/javascript; charset=utf-8");
  }

  public static ResourceServlet picture(String name) throws IOException {
    return new ResourceServlet(name, "image/svg+xml");
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType(type);
    response.setContentLength(content.length);
    response.getOutputStream().write(content);
  }
}
