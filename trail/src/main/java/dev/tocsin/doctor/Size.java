package dev.tocsin.doctor;

import java.util.Locale;

/** Numbers of bytes for people. */
final class Size {
  private static final String[] UNITS = {"KB", "MB", "GB", "TB", "PB"};

  private Size() {}

  /** With one digit after the point, by 1024: {@code 1.5 MB}. */
  static String text(long bytes) {
    if (bytes < 1024) {
      return bytes + " bytes";
    }
    double value = bytes;
    int unit = -1;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }
}
