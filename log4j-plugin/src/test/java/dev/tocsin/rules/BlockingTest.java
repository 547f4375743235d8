package dev.tocsin.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Provenance;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which events make a rule block. */
class BlockingTest {
  private static final String RULES =
      """
      title: Failed
      name: failed
      detection: {s: {event_type: auth_failure}, condition: s}
      ---
      title: Many
      name: many
      correlation:
        type: event_count
        rules: failed
        group-by: ip_address
        timespan: 10s
        condition: {gte: 3}
      response:
        block: {duration: 15m}
      """;

  private static Trace play(Trace trace, int events, Consumer<EventDraft> change) {
    for (int i = 0; i < events; i++) {
      EventDraft event = trace.event(EventType.AUTH_FAILURE, 1, "192.0.2.1", null);
      change.accept(event);
      trace.play(event, 1);
    }
    return trace;
  }

  @Test
  void blocksWithTheEventThatMakesTheConditionTrueAndEachOneAfter() {
    assertThat(play(new Trace(RULES), 2, event -> {}).blocks).isEmpty();
    assertThat(play(new Trace(RULES), 4, event -> {}).blocks)
        .containsExactly("many 192.0.2.1", "many 192.0.2.1");
  }

  static Stream<Arguments> guesses() {
    return Stream.of(
        guess("a header of an untrusted proxy", e -> e.setIpProvenance(Provenance.HEADER)),
        guess("low confidence", e -> e.putDetail("confidence", "low")),
        guess("medium confidence", e -> e.putDetail("confidence", "medium")),
        guess("from another site", e -> e.putDetail("cross_site", true)));
  }

  private static Arguments guess(String name, Consumer<EventDraft> change) {
    return Arguments.of(name, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("guesses")
  void whatMayBeMadeUpAlertsAndNeverBlocks(String name, Consumer<EventDraft> change) {
    Trace trace = play(new Trace(RULES), 5, change);
    assertThat(trace.said).hasSize(1);
    assertThat(trace.blocks).isEmpty();
    // Nor does it help others to the threshold.
    assertThat(play(trace, 2, event -> {}).blocks).isEmpty();
    // And it saves nobody.
    assertThat(play(trace, 1, event -> {}).blocks).containsExactly("many 192.0.2.1");
  }

  static Stream<Arguments> certainties() {
    return Stream.of(
        guess("peer", e -> e.setIpProvenance(Provenance.PEER)),
        guess("trusted proxy", e -> e.setIpProvenance(Provenance.TRUSTED_PROXY)),
        guess("high confidence", e -> e.putDetail("confidence", "high")),
        guess("from the same site", e -> e.putDetail("cross_site", false)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("certainties")
  void whatIsCertainBlocks(String name, Consumer<EventDraft> change) {
    assertThat(play(new Trace(RULES), 3, change).blocks).hasSize(1);
  }

  @Test
  void aRuleThatSimulatesAlertsAndBlocksNobody() {
    Trace trace = new Trace(RULES.replace("name: many", "name: many\nsimulate: true"));
    play(trace, 5, event -> {});
    assertThat(trace.said).hasSize(1);
    assertThat(trace.blocks).isEmpty();
  }

  @Test
  void guessesDoNotBlockThroughARuleBetween() {
    String chained =
        RULES.replace("response:\n  block: {duration: 15m}\n", "")
            + """
            ---
            title: Again and again
            name: again_and_again
            correlation:
              type: event_count
              rules: many
              group-by: ip_address
              timespan: 10s
              condition: {gte: 2}
            response:
              block: {duration: 15m}
            """;
    Trace trace = play(new Trace(chained), 4, e -> e.putDetail("confidence", "low"));
    assertThat(trace.said).hasSize(1).first().asString().contains("again_and_again");
    assertThat(trace.blocks).isEmpty();
    assertThat(play(trace, 4, event -> {}).blocks).containsExactly("again_and_again 192.0.2.1");
  }

  @Test
  void whatWasCountedBeforeTheFirstGuessStillCounts() {
    Trace trace = play(new Trace(RULES), 2, event -> {});
    play(trace, 1, event -> event.setIpProvenance(Provenance.HEADER));
    assertThat(trace.said).hasSize(1);
    assertThat(trace.blocks).isEmpty();
    assertThat(play(trace, 1, event -> {}).blocks).containsExactly("many 192.0.2.1");
  }

  @Test
  void everyoneIsBlockedHoweverManyAreFiring() {
    Trace trace = new Trace(Trace.rules(RULES), 2);
    for (int client = 1; client <= 5; client++) {
      for (int i = 0; i < 3; i++) {
        trace.play(EventType.AUTH_FAILURE, 1, "192.0.2." + client, null);
      }
    }
    assertThat(trace.said).hasSize(3).last().asString().contains("ip_address=*");
    assertThat(trace.blocks).hasSize(5).last().asString().isEqualTo("many 192.0.2.5");
  }
}
