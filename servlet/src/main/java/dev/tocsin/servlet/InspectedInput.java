package dev.tocsin.servlet;

import dev.tocsin.event.Nearest;
import dev.tocsin.event.Quote;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** What the filter looks through for attacks. */
public enum InspectedInput {
  /** The parameters of the URL's query. */
  PARAMETERS,

  /** The path of the URL. */
  PATH,

  /** The fields of a form, if the application reads them as parameters. */
  FORM,

  /** The names and strings of a JSON document, as far as the application reads it. */
  JSON;

  /** The name in configuration, for example {@code json}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads names with commas between them; {@code none} for none.
   *
   * @throws IllegalArgumentException if one is no such name
   */
  static Set<InspectedInput> parse(String text) {
    Set<InspectedInput> inputs = EnumSet.noneOf(InspectedInput.class);
    if (text.strip().equals("none")) {
      return inputs;
    }
    for (String name : text.split(",", -1)) {
      if (!name.isBlank()) {
        inputs.add(find(name.strip()));
      }
    }
    return inputs;
  }

  private static InspectedInput find(String name) {
    for (InspectedInput each : values()) {
      if (each.text().equals(name)) {
        return each;
      }
    }
    List<String> names = Stream.of(values()).map(InspectedInput::text).toList();
    throw new IllegalArgumentException(
        "input "
            + Quote.of(name)
            + ": "
            + Nearest.question(name, names)
            + "use none or some of "
            + String.join(", ", names));
  }
}
