package dev.tocsin.otel.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.otel.stack.Json;
import dev.tocsin.otel.stack.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PictureTest {
  private static final Json DASHBOARD =
      Json.of(
          """
          {"title": "T & <b>", "description": "D.", "templating": {"list": []}, "panels": [
            {"type": "stat", "title": "Lost", "gridPos": {"x": 0, "y": 0, "w": 6, "h": 4},
             "fieldConfig": {"overrides": [], "defaults": {"unit": "short", "noValue": "0",
               "thresholds": {"steps": [
                 {"color": "green", "value": null}, {"color": "red", "value": 1}]}}}},
            {"type": "table", "title": "Users", "gridPos": {"x": 6, "y": 0, "w": 18, "h": 8},
             "transformations": [
               {"id": "organize", "options": {"renameByName": {"Value #A": "Events"}}},
               {"id": "sortBy", "options": {"sort": [{"field": "Events", "desc": true}]}}],
             "fieldConfig": {"overrides": [], "defaults": {"unit": "short", "noValue": "none"}}}
          ]}
          """);

  private static String drawn(boolean known, List<Sample> lost, List<Sample> users) {
    List<Panel> panels = Panel.of(DASHBOARD);
    return Picture.of(
        DASHBOARD,
        Map.of(),
        List.of(answer(panels.get(0), known, lost), answer(panels.get(1), true, users)));
  }

  private static Answer answer(Panel panel, boolean known, List<Sample> samples) {
    Instant now = Instant.EPOCH;
    return new Answer(
        panel,
        List.of(new Answer.Reply("A", "", samples, List.of(), List.of())),
        now,
        now,
        now,
        Duration.ofMinutes(1),
        labels -> known);
  }

  private static List<Sample> number(double value) {
    return List.of(new Sample(Map.of(), value));
  }

  private static List<Sample> user(String name) {
    return List.of(new Sample(Map.of("user_id", name), 3));
  }

  @Test
  void aNumberHasTheColourOfItsThreshold() {
    assertThat(drawn(true, number(0), List.of())).contains("<text class=\"big middle green\"");
    assertThat(drawn(true, number(7), List.of())).contains("<text class=\"big middle red\"");
  }

  @Test
  void noAnswerIsDrawnAsThePanelSays() {
    assertThat(drawn(true, List.of(), List.of())).contains(">0</text>").contains(">none</text>");
  }

  @Test
  void anotherNumberIsAnotherPictureUnlessItIsOfAMoment() {
    assertThat(Steady.of(drawn(true, number(1), List.of())))
        .isNotEqualTo(Steady.of(drawn(true, number(2), List.of())));
    assertThat(Steady.of(drawn(false, number(1), List.of())))
        .isEqualTo(Steady.of(drawn(false, number(2), List.of())))
        .contains(">Lost</text>");
  }

  @Test
  void anotherRowIsAnotherPicture() {
    assertThat(Steady.of(drawn(true, List.of(), user("bob"))))
        .isNotEqualTo(Steady.of(drawn(true, List.of(), user("carol"))));
  }

  @Test
  void textCanNotLeaveItsElement() {
    String hostile = "</text><text class=\"x moment\">&\u0001\ud800";
    String picture = drawn(true, List.of(), user(hostile));
    assertThat(picture)
        .contains(">&lt;/text&gt;&lt;text class=&quot;x moment&quot;&gt;&amp;  </text>")
        .contains("<title id=\"title\">T &amp; &lt;b&gt;</title>");
    assertThat(Steady.of(picture)).isEqualTo(picture);
  }

  @Test
  void aTypeThatNobodyDrawsIsToldByItsName() {
    assertThatThrownBy(() -> PanelDrawing.of("geomap"))
        .hasMessage("nobody draws a panel of type geomap");
  }
}
