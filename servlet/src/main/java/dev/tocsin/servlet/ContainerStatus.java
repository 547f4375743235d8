package dev.tocsin.servlet;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * The status that a container answers for an exception of its own, such as one for a parameter that
 * it can't decode: Jetty's have {@code getCode()}, Tomcat's {@code getErrorCode()}.
 */
final class ContainerStatus {
  private static final int MOST_CAUSES = 20;
  private static final String[] GETTERS = {"getCode", "getErrorCode"};

  private ContainerStatus() {}

  /** The status for an exception that came through the filter; 500 for one of the application. */
  static int of(Throwable thrown) {
    Throwable each = thrown;
    for (int i = 0; i < MOST_CAUSES && each != null; i++) {
      for (String getter : GETTERS) {
        int status = call(each, getter);
        if (status >= 400 && status <= 599) {
          return status;
        }
      }
      each = each.getCause();
    }
    return 500;
  }

  private static int call(Throwable thrown, String getter) {
    try {
      Method method = thrown.getClass().getMethod(getter);
      return method.getReturnType() == int.class && method.invoke(thrown) instanceof Integer status
          ? status
          : 0;
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      return 0;
    }
  }
}
