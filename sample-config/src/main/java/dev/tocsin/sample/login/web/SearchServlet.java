package dev.tocsin.sample.login.web;

import dev.tocsin.inspect.Confidence;
import dev.tocsin.inspect.InputInspector;
import dev.tocsin.inspect.Suspicion;
import dev.tocsin.sample.login.LoginAudit;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Finds the services that one can sign in to. Its field is what attackers try first. */
public final class SearchServlet extends HttpServlet {
  private static final int MAX_CHARS = 200;
  private static final List<String> SERVICES =
      List.of("Calendar", "Expenses", "Help desk", "Library", "Mail", "Payroll", "Travel", "Wiki");

  private final LoginAudit audit;

  public SearchServlet(LoginAudit audit) {
    this.audit = audit;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String input = Fields.text(request, "q");
    if (input.length() > MAX_CHARS) {
      audit.inputTooLong(input);
      send(request, response, 400, "", "Search for " + MAX_CHARS + " characters at most.");
      return;
    }
    Suspicion found = InputInspector.inspect(input).orElse(null);
    if (found != null) {
      audit.attack(input, found);
    }
    // A guess refuses nobody. What keeps an attack from working is that the page escapes all it
    // shows, and that no statement is made of the input.
    boolean refuse = found != null && found.confidence() == Confidence.HIGH;
    send(
        request,
        response,
        refuse ? 400 : 200,
        input,
        refuse ? "That is not the name of a service. It was noted." : "");
  }

  private static void send(
      HttpServletRequest request,
      HttpServletResponse response,
      int status,
      String input,
      String problem)
      throws IOException {
    String body =
        """
        <section class="card narrow">
          <h1>Find a service</h1>
          <form method="get" action="/search" role="search">
            <label>Name<input name="q" value="%s" maxlength="200"></label>
            <button class="button">Search</button>
          </form>
          %s
        </section>
        """;
    String result =
        problem.isEmpty()
            ? results(input)
            : "<p class=\"problem\">" + Html.escape(problem) + "</p>";
    Page.of("Search", body.formatted(Html.escape(input), result), WebSession.user(request))
        .send(response, status);
  }

  private static String results(String input) {
    String wanted = input.toLowerCase(Locale.ROOT);
    StringBuilder items = new StringBuilder();
    for (String service : SERVICES) {
      if (service.toLowerCase(Locale.ROOT).contains(wanted)) {
        items.append("<li>").append(Html.escape(service)).append("</li>");
      }
    }
    return items.isEmpty()
        ? "<p>No service is called <q>" + Html.escape(input) + "</q>.</p>"
        : "<ul>" + items + "</ul>";
  }
}
