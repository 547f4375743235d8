package dev.tocsin.doctor;

/** Mistakes for which the start is refused, told as it tells them. */
final class RefusedCheck implements ConfigurationCheck {
  @Override
  public String id() {
    return "refused";
  }

  @Override
  public void look(Application application, Report report) {
    application.configuration().mistakes().forEach(report::error);
  }
}
