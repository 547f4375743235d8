package dev.tocsin.sample.login.web;

import dev.tocsin.event.SecurityEvent;
import dev.tocsin.event.Severity;
import dev.tocsin.respond.Block;
import dev.tocsin.sample.login.trail.RecentTrail;
import dev.tocsin.sample.login.trail.TrailView;
import dev.tocsin.trail.AlertRecord;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the audit log says, as HTML. Nearly all of it came from clients, so every text goes through
 * {@link Html#recorded}.
 */
final class TrailHtml {
  private static final int MAX_NAME_CHARS = 64;
  private static final int MAX_DETAIL_CHARS = 160;
  private static final int MAX_AGENT_CHARS = 120;
  private static final int MAX_LINE_CHARS = 300;

  private TrailHtml() {}

  /** The same place where there is nothing to show. */
  static String nothing(String why) {
    return """
    <section class="card wide">
      <h1>Audit log</h1>
      <p class="problem">%s</p>
    </section>
    """
        .formatted(Html.recorded(why, MAX_LINE_CHARS));
  }

  static String of(TrailView view) {
    return """
    <div class="title wide">
      <h1>Audit log</h1>
      <p>%s UTC</p>
      <a class="button quiet small" href="/admin">Look again</a>
    </div>
    %s
    <section class="card wide">
      <h2>Open alerts</h2>
      %s
    </section>
    <section class="card wide">
      <h2>Blocked clients</h2>
      %s
      %s
    </section>
    <section class="card wide">
      <h2>Newest events</h2>
      %s
      <p class="small">The newest %d, without starts and stops of the audit system and looks into it. This look was
      recorded, as is every one.</p>
    </section>
    """
        .formatted(
            Html.time(view.at()),
            damage(view.leftOut()),
            alerts(view.openAlerts()),
            blocks(view),
            BlockForm.EMPTY.html(),
            events(view.events()),
            RecentTrail.EVENTS);
  }

  private static String damage(List<String> leftOut) {
    return leftOut.isEmpty()
        ? ""
        : "<p class=\"problem wide\">Left out: "
            + leftOut.stream()
                .map(what -> Html.recorded(what, MAX_LINE_CHARS))
                .collect(Collectors.joining("; "))
            + "</p>";
  }

  private static String alerts(List<AlertRecord> alerts) {
    return alerts.isEmpty()
        ? "<p class=\"small\">None of the last " + RecentTrail.DAYS + " days.</p>"
        : table(
            "alerts",
            List.of("Severity", "Alert", "Of", "Events", "Action", "Since"),
            alerts,
            alert ->
                cells(
                    severity(alert.severity()),
                    Html.recorded(alert.title(), MAX_DETAIL_CHARS)
                        + " <span class=\"small\">"
                        + Html.recorded(alert.rule(), MAX_NAME_CHARS)
                        + (alert.status().equals("active") ? "" : ", " + alert.status())
                        + "</span>",
                    Html.recorded(alert.keyText(), MAX_NAME_CHARS),
                    Long.toString(alert.count()),
                    text(alert.action()),
                    Html.time(alert.firedAt())));
  }

  private static String blocks(TrailView view) {
    String more =
        view.moreBlocked() == 0
            ? ""
            : "<p class=\"small\">And "
                + view.moreBlocked()
                + " that were blocked before the last "
                + RecentTrail.DAYS
                + " days: tocsin ip list --blocked shows them.</p>";
    if (view.blocks().isEmpty()) {
      return more.isEmpty() ? "<p class=\"small\">Nobody is blocked.</p>" : more;
    }
    return table(
            "blocks",
            List.of("Client", "Until", "By", ""),
            view.blocks(),
            block ->
                cells(
                    Html.escape(block.client().network()),
                    Html.time(block.until()),
                    by(block),
                    unblock(block)))
        + more;
  }

  private static String by(Block block) {
    return Html.recorded(
        block.rule().map(rule -> "rule " + rule).or(block::by).orElse("–"), MAX_NAME_CHARS);
  }

  private static String unblock(Block block) {
    String address = Html.escape(block.client().text());
    return """
    <form method="post" action="/admin/unblock"><input type="hidden" name="address" value="%s">\
    <button class="button quiet small" aria-label="Unblock %s">Unblock</button></form>"""
        .formatted(address, address);
  }

  private static String events(List<SecurityEvent> events) {
    return table(
        "events",
        List.of("Time", "Severity", "Type", "User", "Address", "Success", "Details"),
        events,
        event ->
            cells(
                Html.time(event.timestamp()),
                severity(event.severity()),
                Html.recorded(event.eventType().name(), MAX_NAME_CHARS),
                text(event.userId()),
                text(event.ipAddress()),
                event.success() ? "<span class=\"ok\">yes</span>" : "<span class=\"bad\">no</span>",
                details(event)));
  }

  private static String details(SecurityEvent event) {
    String agent = event.userAgent();
    return Html.recorded(shown(event.details()), MAX_DETAIL_CHARS)
        + (agent == null
            ? ""
            : " <span class=\"agent small\">" + Html.recorded(agent, MAX_AGENT_CHARS) + "</span>");
  }

  private static String shown(Map<String, @Nullable Object> details) {
    return details.entrySet().stream()
        .map(detail -> detail.getKey() + "=" + detail.getValue())
        .collect(Collectors.joining(", "));
  }

  private static String severity(Severity severity) {
    String name = severity.text();
    return "<span class=\"severity %s\">%s</span>".formatted(Html.escape(name), Html.escape(name));
  }

  private static String text(@Nullable String value) {
    return value == null ? "–" : Html.recorded(value, MAX_NAME_CHARS);
  }

  private static <T> String table(
      String name, List<String> heads, List<T> rows, Function<T, String> row) {
    return "<table class=\""
        + name
        + "\">\n<thead><tr>"
        + heads.stream().map(head -> "<th>" + head + "</th>").collect(Collectors.joining())
        + "</tr></thead>\n<tbody>\n"
        + rows.stream()
            .map(each -> "<tr>" + row.apply(each) + "</tr>\n")
            .collect(Collectors.joining())
        + "</tbody></table>\n";
  }

  private static String cells(String... cells) {
    return "<td>" + String.join("</td><td>", cells) + "</td>";
  }
}
