package dev.tocsin.cli;

import picocli.CommandLine.IVersionProvider;

/** The line of {@code --version}. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "tocsin "
          + (version == null ? "(built without a version)" : version)
          + " (Java "
          + Runtime.version()
          + ")"
    };
  }
}
