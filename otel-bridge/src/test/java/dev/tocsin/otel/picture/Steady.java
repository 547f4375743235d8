package dev.tocsin.otel.picture;

import java.util.regex.Pattern;

/** What is the same in each run of a picture: all but the elements that are marked. */
public final class Steady {
  /** The class of elements that show times of day, rates of a moment and the like. */
  static final String MOMENT = "moment";

  private static final Pattern MARKED =
      Pattern.compile("\\s*<(\\w+) class=\"[^\"]*\\b" + MOMENT + "\"[^>]*?(/>|>[^<]*</\\1>)");

  private Steady() {}

  /** The picture without the elements that are marked. */
  public static String of(String svg) {
    return MARKED.matcher(svg).replaceAll("");
  }
}
