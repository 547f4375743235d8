package dev.tocsin.spring;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;

/** Knows a request for an error's page, which the container makes and no client. */
final class ErrorDispatch {
  ErrorDispatch() {}

  /** Whether it is what was denied. */
  boolean is(Object denied) {
    return denied instanceof HttpServletRequest request
        && request.getDispatcherType() == DispatcherType.ERROR;
  }
}
