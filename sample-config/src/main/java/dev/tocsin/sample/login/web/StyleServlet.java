package dev.tocsin.sample.login.web;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;

/** The style sheet, from the class path. */
public final class StyleServlet extends HttpServlet {

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try (InputStream style = StyleServlet.class.getResourceAsStream("style.css")) {
      if (style == null) {
        response.sendError(404);
        return;
      }
      response.setContentType("text/css; charset=utf-8");
      style.transferTo(response.getOutputStream());
    }
  }
}
