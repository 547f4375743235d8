package dev.tocsin.otel;

import static dev.tocsin.otel.SampleEvents.attributes;
import static dev.tocsin.otel.SampleEvents.draft;
import static dev.tocsin.otel.SampleEvents.full;
import static dev.tocsin.otel.SampleEvents.records;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import io.opentelemetry.api.common.Attributes;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlAttributesTest {
  private final LogRecords records = records();

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "/a/b,                            /a/b,      -,        -, -",
        "/,                               /,         -,        -, -",
        "/a?x=1&y=%20,                    /a,        x=1&y=%20, -, -",
        "/a?,                             /a,        -,        -, -",
        "?x=1,                            -,         x=1,      -, -",
        "/a#top,                          /a,        -,        top, -",
        "/a?b#c?d#e,                      /a,        b,        c?d#e, -",
        "/a#c?d,                          /a,        -,        c?d, -",
        "/r?to=https://x/y,               /r,        to=https://x/y, -, -",
        "https://h.example,               -,         -,        -, https://h.example",
        "https://h.example?x=1,           -,         x=1,      -, https://h.example?x=1",
        "http://h:80/a/b?c=d#e,           /a/b,      c=d,      e, http://h:80/a/b?c=d#e",
        "HTTPS://[2001:db8::1]/a,         /a,        -,        -, HTTPS://[2001:db8::1]/a",
        "https://u:p@h/a@b,               /a@b,      -, -, https://REDACTED:REDACTED@h/a@b",
        "https://u@x@h?q@r,               -,         q@r, -, https://REDACTED:REDACTED@h?q@r",
        "android-app://com.x/y,           /y,        -,        -, android-app://com.x/y",
        "//h.example/a,                   //h.example/a, -,    -, -",
        "*,                               *,         -,        -, -",
        "h.example:443,                   h.example:443, -,    -, -",
        "javascript:alert(1),             javascript:alert(1), -, -, -",
        "://,                             ://,       -,        -, -",
        "://h/a,                          ://h/a,    -,        -, -",
        "a b://h/c,                       a b://h/c, -,        -, -",
        "1a://h/c,                        1a://h/c,  -,        -, -",
        "#,                               -,         -,        -, -",
        "?,                               -,         -,        -, -",
        "??,                              -,         ?,        -, -",
      })
  void urlIsTakenApart(
      String url,
      @Nullable String path,
      @Nullable String query,
      @Nullable String fragment,
      @Nullable String full) {
    EventDraft draft = draft(EventType.API_ACCESS);
    draft.set(EventField.REQUEST_URL, url);
    Attributes attributes = records.of(draft, 1).getAttributes();
    assertThat(attributes.get(stringKey("url.path"))).isEqualTo(path);
    assertThat(attributes.get(stringKey("url.query"))).isEqualTo(query);
    assertThat(attributes.get(stringKey("url.fragment"))).isEqualTo(fragment);
    assertThat(attributes.get(stringKey("url.full"))).isEqualTo(full);
  }

  @Test
  void urlsOfAnyCharactersHarmNothing() {
    Random random = new Random(4711);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder url = new StringBuilder();
      for (int n = random.nextInt(14); n > 0; n--) {
        url.append("/:?#@a.\ud800\u0000é".charAt(random.nextInt(10)));
      }
      EventDraft draft = draft(EventType.API_ACCESS);
      draft.set(EventField.REQUEST_URL, url);
      Attributes attributes = records.of(draft, 1).getAttributes();
      String full = attributes.get(stringKey("url.full"));
      if (full == null) {
        assertThat(
                attributes.asMap().entrySet().stream()
                    .filter(each -> each.getKey().getKey().startsWith("url."))
                    .mapToInt(each -> ((String) each.getValue()).length())
                    .sum())
            .as(url.toString())
            .isBetween(url.length() - 2, url.length());
      }
    }
  }

  @Test
  void pathIsTheTargetWhereNoOtherIsTold() {
    EventDraft draft = draft(EventType.API_ACCESS);
    draft.set(EventField.REQUEST_URL, "https://h/a/b?c");
    assertThat(attributes(records.of(draft, 1)))
        .containsEntry("tocsin.target.type", "request")
        .containsEntry("tocsin.target.id", "/a/b");
  }
}
