package dev.tocsin.servlet;

import dev.tocsin.event.Quote;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/** What {@link MetricsServlet} and {@link HealthServlet} have in common: whom they answer, how. */
abstract class MonitoringServlet extends HttpServlet {
  private static final String TOKEN_FILE = "tokenFile";
  private static final String ROLE = "role";
  private static final List<String> PARAMETERS = List.of(TOKEN_FILE, ROLE);

  private volatile Access access;

  MonitoringServlet(Access access) {
    this.access = access;
  }

  /**
   * Reads the init parameters {@code tokenFile} and {@code role}; where there is none, what the
   * constructor got holds.
   *
   * @throws ServletException if one is wrong or unknown; one line that says how it is right
   */
  @Override
  public void init() throws ServletException {
    for (String name : Collections.list(getInitParameterNames())) {
      if (!PARAMETERS.contains(name)) {
        throw new ServletException(
            "init parameter " + Quote.of(name) + " is unknown: use tokenFile or role");
      }
    }
    Access given = access;
    String file = getInitParameter(TOKEN_FILE);
    String role = getInitParameter(ROLE);
    if (role != null && role.isBlank()) {
      throw new ServletException("init parameter role is empty: name a role, or leave it out");
    }
    access =
        new Access(
            file == null ? given.token() : token(file),
            role == null ? given.role() : role,
            given.audit());
  }

  private static BearerToken token(String file) throws ServletException {
    try {
      return BearerToken.fromFile(Path.of(file));
    } catch (InvalidPathException | IOException e) {
      throw new ServletException("init parameter tokenFile: " + e.getMessage(), e);
    }
  }

  /** Answers GET and HEAD; TRACE and OPTIONS are nobody's business here. */
  @Override
  protected final void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    answerTo(request, response).send(request, response);
  }

  private Answer answerTo(HttpServletRequest request, HttpServletResponse response) {
    String method = request.getMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      response.setHeader("Allow", "GET, HEAD");
      return Answer.error(HttpServletResponse.SC_METHOD_NOT_ALLOWED, "use GET or HEAD");
    }
    Access current = access;
    Access.Caller caller = current.caller(request);
    boolean excluded =
        caller == Access.Caller.UNKNOWN && current.isRestricted() && isForKnownOnly();
    if (excluded && current.token() == null) {
      return Answer.error(HttpServletResponse.SC_FORBIDDEN, "this needs a role that you lack");
    }
    if (excluded || caller == Access.Caller.IMPOSTOR) {
      response.setHeader("WWW-Authenticate", "Bearer");
      return Answer.error(
          HttpServletResponse.SC_UNAUTHORIZED, "this needs a bearer token, the right one");
    }
    return answer(request, response, caller == Access.Caller.KNOWN);
  }

  /** Whether nobody else gets an answer where some callers are known. */
  abstract boolean isForKnownOnly();

  /** The answer to a GET or a HEAD; may set headers. */
  abstract Answer answer(HttpServletRequest request, HttpServletResponse response, boolean known);
}
