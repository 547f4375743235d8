package dev.tocsin.doctor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Log4j itself finds wrong, and goes on without. */
final class ConfigurationErrorCheck implements ConfigurationCheck {
  /** Of a part that Log4j does not know the start may have more to say. */
  private static final Pattern PART = Pattern.compile("\"[^\"]+\"$");

  @Override
  public String id() {
    return "configuration-error";
  }

  @Override
  public void look(Application application, Report report) {
    String told = String.join("\n", application.configuration().mistakes());
    for (String error : application.configuration().statusErrors()) {
      Matcher part = PART.matcher(error);
      boolean known = part.find() ? told.contains(part.group()) : told.contains(error);
      if (!known) {
        report.warning(
            "Log4j: "
                + error
                + ": mend it, or look at it with the application's own class path if it is one of its"
                + " plugins");
      }
    }
  }
}
