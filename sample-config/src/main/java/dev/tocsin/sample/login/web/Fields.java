package dev.tocsin.sample.login.web;

import jakarta.servlet.http.HttpServletRequest;

/** Reads form fields. */
final class Fields {

  private Fields() {}

  /** The field without blanks around it; empty when it is missing. */
  static String text(HttpServletRequest request, String name) {
    String value = request.getParameter(name);
    return value == null ? "" : value.strip();
  }
}
