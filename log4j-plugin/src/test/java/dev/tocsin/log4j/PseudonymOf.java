package dev.tocsin.log4j;

import dev.tocsin.privacy.KeyPeriod;
import dev.tocsin.privacy.Pseudonymizer;
import java.nio.file.Path;

/** Prints the pseudonym of a value, under the key of now in a folder, made if need be. */
final class PseudonymOf {
  private PseudonymOf() {}

  public static void main(String[] args) {
    System.out.println(
        new PseudonymSettings(Path.of(args[0]), Pseudonymizer.FIELDS, KeyPeriod.YEAR)
            .open()
            .of(args[1]));
  }
}
