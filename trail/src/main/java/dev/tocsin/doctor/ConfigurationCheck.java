package dev.tocsin.doctor;

import java.io.IOException;

/** Looks at a configuration and at what is known of the process that runs with it. */
interface ConfigurationCheck extends Check {
  /**
   * Reports what it finds.
   *
   * @throws IOException if something can't be looked at
   */
  void look(Application application, Report report) throws IOException;
}
