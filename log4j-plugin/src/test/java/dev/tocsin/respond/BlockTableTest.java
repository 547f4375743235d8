package dev.tocsin.respond;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Severity;
import dev.tocsin.rules.Rule;
import dev.tocsin.rules.RuleFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is shut out, and how long. */
class BlockTableTest {
  private static final Instant START = Instant.parse("2026-11-28T10:00:00Z");

  private final BlockTable table = new BlockTable(3, client -> client.text().endsWith(".99"));

  private static ClientAddress address(String text) {
    return Objects.requireNonNull(ClientAddress.parse(text));
  }

  private static Rule rule(String name, String block) {
    String yaml =
        """
        title: T
        name: any
        detection: {s: {event_type: auth_failure}, condition: s}
        ---
        title: T
        name: %s
        correlation:
          {type: event_count, rules: any, group-by: ip_address, timespan: 5m, condition: {gte: 5}}
        response:
          block: {%s}
        """
            .formatted(name, block);
    try {
      return Objects.requireNonNull(
          RuleFile.read(
                  "r.yaml",
                  new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)),
                  EventTypes.builtIn())
              .find(name));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private boolean isBlocked(ClientAddress client, Instant at) {
    return table.isBlocked(client, () -> at);
  }

  private Optional<Block> block(ClientAddress client, Rule rule, Instant at) {
    return table.block(client, rule, at, at);
  }

  private static Instant at(long minutes) {
    return START.plus(Duration.ofMinutes(minutes));
  }

  private long minutes(Optional<Block> block) {
    return block.map(each -> each.duration().toMinutes()).orElse(0L);
  }

  @Test
  void aBlockHasAnEndAndIsNotBegunTwice() {
    Rule rule = rule("a", "duration: 15m");
    ClientAddress eve = address("192.0.2.1");
    assertThat(block(eve, rule, at(0))).isPresent();
    assertThat(block(eve, rule, at(14))).isEmpty();
    assertThat(isBlocked(eve, at(15).minusNanos(1))).isTrue();
    assertThat(isBlocked(eve, at(15))).isFalse();
    assertThat(table.expire(at(14))).isEmpty();
    assertThat(table.expire(at(15))).hasSize(1);
    assertThat(table.expire(at(16))).isEmpty();
    assertThat(isBlocked(address("192.0.2.2"), at(1))).isFalse();
  }

  /** A journal is read back: what would be over by now is no block, and its end is none either. */
  @Test
  void aBlockOfThePastIsNone() {
    Rule rule = rule("a", "duration: 15m, factor: 2, max: 24h");
    ClientAddress eve = address("192.0.2.1");
    assertThat(table.block(eve, rule, at(0), at(15))).isEmpty();
    assertThat(table.expire(at(16))).isEmpty();
    assertThat(table.block(eve, rule, at(0), at(14))).isPresent();
    assertThat(isBlocked(eve, at(14))).isTrue();
    assertThat(table.expire(at(16))).hasSize(1);
  }

  private static final long DAY = 24 * 60;

  /** The clock ran ahead by a day and is right again: nobody knows when it was, so it is now. */
  @Test
  void aBlockThatWasMadeWhileTheClockRanAheadBeginsAnew() {
    Rule rule = rule("a", "duration: 15m, factor: 2, max: 24h");
    ClientAddress eve = address("192.0.2.1");
    ClientAddress mallory = address("192.0.2.2");
    table.expire(at(DAY));
    block(eve, rule, at(DAY));
    block(mallory, rule, at(DAY));

    assertThat(isBlocked(eve, at(2))).as("first looked at").isTrue();
    assertThat(table.expire(at(3))).isEmpty();
    assertThat(table.live()).extracting(Block::until).containsExactly(at(17), at(18));
    assertThat(isBlocked(eve, at(17).minusNanos(1))).isTrue();
    assertThat(isBlocked(eve, at(17))).isFalse();
    assertThat(table.expire(at(18))).extracting(Block::client).containsExactly(eve, mallory);
    assertThat(isBlocked(mallory, at(DAY))).isFalse();
    assertThat(minutes(block(eve, rule, at(20)))).as("a repeat").isEqualTo(30);
  }

  @Test
  void aBlockThatEndedWhileTheClockRanAheadStaysOver() {
    Rule rule = rule("a", "duration: 15m");
    ClientAddress eve = address("192.0.2.1");
    table.expire(at(0));
    block(eve, rule, at(0));
    table.expire(at(5));
    block(address("192.0.2.2"), rule, at(DAY));
    assertThat(table.unblock(address("192.0.2.2"), at(DAY + 1))).isPresent();
    table.expire(at(DAY + 1));

    assertThat(table.expire(at(6))).isEmpty();
    assertThat(table.all()).hasSize(2).noneMatch(block -> block.isLive(at(6)));
    assertThat(isBlocked(address("192.0.2.2"), at(6))).isFalse();
    assertThat(block(address("192.0.2.2"), rule, at(7))).map(Block::repeat).contains(1);
    assertThat(table.unblock(address("192.0.2.2"), at(8))).isPresent();
  }

  /** A snapshot, or a journal that is read back, was written by a clock that ran ahead. */
  @Test
  void aBlockOfBeforeARestartThatIsAheadBeginsAnew() {
    Rule rule = rule("a", "duration: 15m");
    Block kept =
        new Block(
            address("192.0.2.1"), at(DAY), at(DAY + 15), 0, Optional.of("a"), Optional.empty());
    assertThat(table.put(kept, at(DAY + 1))).isTrue();
    assertThat(table.expire(at(0))).isEmpty();
    assertThat(table.block(address("192.0.2.2"), rule, at(DAY), at(0)))
        .map(Block::until)
        .contains(at(15));
    assertThat(table.expire(at(15))).hasSize(2);
  }

  @Test
  void aClockThatStepsBackALittleChangesNoBlock() {
    Rule rule = rule("a", "duration: 15m");
    ClientAddress eve = address("192.0.2.1");
    table.expire(at(1));
    Optional<Block> block = block(eve, rule, at(1));
    assertThat(isBlocked(eve, at(0))).isTrue();
    table.expire(at(0));
    assertThat(table.live()).containsExactlyElementsOf(block.stream().toList());
  }

  @Test
  void aRepeatIsLongerUntilADayHasPassedSinceTheLastEnd() {
    Rule rule = rule("a", "duration: 15m, factor: 2, max: 1h");
    ClientAddress eve = address("192.0.2.1");
    assertThat(minutes(block(eve, rule, at(0)))).isEqualTo(15);
    assertThat(minutes(block(eve, rule, at(15)))).isEqualTo(30);
    assertThat(minutes(block(eve, rule, at(45)))).isEqualTo(60);
    assertThat(minutes(block(eve, rule, at(105)))).isEqualTo(60);
    assertThat(minutes(block(eve, rule, at(165 + 24 * 60 - 1)))).isEqualTo(60);
    long end = 165 + 24 * 60 - 1 + 60;
    assertThat(minutes(block(eve, rule, at(end + 24 * 60)))).isEqualTo(15);
  }

  @Test
  void anotherRuleProlongsOnlyByALongerBlock() {
    ClientAddress eve = address("192.0.2.1");
    Rule quarter = rule("quarter", "duration: 15m");
    assertThat(block(eve, quarter, at(0))).isPresent();
    assertThat(block(eve, rule("same", "duration: 15m"), at(5))).isEmpty();
    assertThat(block(eve, rule("day", "duration: 24h"), at(5)))
        .hasValueSatisfying(block -> assertThat(block.repeat()).isZero());
    assertThat(block(eve, quarter, at(6))).isEmpty();
    assertThat(isBlocked(eve, at(60))).isTrue();
    assertThat(table.live()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2001:db8:1:2::1", "2001:db8:1:2:ffff::9"})
  void anIpv6ClientIsItsNetwork(String other) {
    block(address("2001:db8:1:2::7"), rule("a", "duration: 15m"), at(0));
    assertThat(isBlocked(address(other), at(1))).isTrue();
    assertThat(isBlocked(address("2001:db8:1:3::7"), at(1))).isFalse();
  }

  @Test
  void whoIsSparedIsNeverBlocked() {
    ClientAddress spared = address("192.0.2.99");
    assertThat(block(spared, rule("a", "duration: 15m"), at(0))).isEmpty();
    Block byHand = new Block(spared, at(0), at(9), 0, Optional.empty(), Optional.of("ops"));
    assertThat(table.put(byHand, at(0))).isFalse();
    assertThat(isBlocked(spared, at(1))).isFalse();
  }

  @Test
  void whoIsUnblockedWasBlocked() {
    Rule rule = rule("a", "duration: 15m, factor: 2, max: 1h");
    ClientAddress eve = address("192.0.2.1");
    block(eve, rule, at(0));
    assertThat(table.unblock(eve, at(5))).isPresent();
    assertThat(table.unblock(eve, at(5))).isEmpty();
    assertThat(isBlocked(eve, at(5))).isFalse();
    assertThat(table.expire(at(60))).isEmpty();
    assertThat(minutes(block(eve, rule, at(61)))).isEqualTo(30);
  }

  @Test
  void whatWasSaidBeforeABlockBeganDoesNotEndIt() {
    ClientAddress eve = address("192.0.2.1");
    assertThat(table.unblockAsOf(eve, at(0))).isEmpty();
    block(eve, rule("a", "duration: 15m"), at(5));
    assertThat(table.unblockAsOf(eve, at(4))).isEmpty();
    assertThat(isBlocked(eve, at(6))).isTrue();
    assertThat(table.unblockAsOf(eve, at(5))).isPresent();
    assertThat(isBlocked(eve, at(6))).isFalse();
  }

  @Test
  void aFullTableGivesUpWhatIsOverThenWhatEndsFirst() {
    Rule rule = rule("a", "duration: 15m");
    for (int i = 1; i <= 3; i++) {
      block(address("192.0.2." + i), rule, at(i));
    }
    table.expire(at(17));
    block(address("192.0.2.4"), rule, at(17));
    assertThat(table.evictions()).isZero();
    assertThat(table.live()).hasSize(2);
    block(address("192.0.2.5"), rule, at(17));
    block(address("192.0.2.6"), rule, at(17));
    assertThat(table.evictions()).isEqualTo(1);
    assertThat(isBlocked(address("192.0.2.3"), at(17))).isFalse();
    assertThat(isBlocked(address("192.0.2.6"), at(17))).isTrue();
    assertThat(table.all()).hasSize(3);
    assertThatThrownBy(() -> new BlockTable(0, client -> false))
        .hasMessage("capacity 0: use at least 1");
  }

  @Test
  void aSnapshotIsReadBackAsItWas() {
    block(address("192.0.2.1"), rule("a", "duration: 15m"), at(0));
    table.put(
        new Block(address("2001:db8::"), at(0), at(9), 2, Optional.empty(), Optional.of("o\"p\ns")),
        at(0));
    AlertState alert =
        new AlertState(
            new UUID(1, 2),
            "a",
            "Title \u2028 \"x\"",
            Severity.CRITICAL,
            Map.of("ip_address", "192.0.2.1"),
            7,
            2,
            at(0),
            at(1),
            List.of("e1", "e2"),
            at(1),
            Instant.MAX,
            AlertState.Status.ACKNOWLEDGED,
            "ann",
            at(30),
            true);
    Snapshot snapshot = new Snapshot("j", 42, 7, at(3), List.of(alert), table.all());
    assertThat(Snapshot.parse(snapshot.toJson())).isEqualTo(snapshot);
    String nobody = snapshot.withoutNames().toJson();
    assertThat(Snapshot.parse(nobody)).isEqualTo(snapshot.withoutNames());
    assertThat(nobody).doesNotContain("192.0.2.1").doesNotContain("2001:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"format\":2}",
        "{\"format\":1,\"journal\":7}",
        "{\"format\":1,\"journal\":\"j\",\"seq\":1,\"case_seq\":1,\"at\":\"now\",\"alerts\":[],\"blocks\":[]}",
        "{\"format\":1,\"journal\":\"j\",\"seq\":1,\"case_seq\":1,\"at\":\"2026-11-28T10:00:00Z\",\"alerts\":[1],\"blocks\":[]}",
        "{\"format\":1,\"journal\":\"j\",\"seq\":1,\"case_seq\":1,\"at\":\"2026-11-28T10:00:00Z\",\"blocks\":[]}",
        "{\"format\":1,\"journal\":\"j\",\"seq\":null}"
      })
  void whatIsNoSnapshotIsRefused(String text) {
    assertThatThrownBy(() -> Snapshot.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anAlertThatIsOlderThanTheMemoryOfBlocksHasHadItsAnswer() {
    Rule week = rule("a", "duration: 7d");
    ClientAddress eve = address("192.0.2.1");
    assertThat(blockSince(eve, week, 0, 0)).isPresent();
    assertThat(table.unblock(eve, at(60))).isPresent();
    long nextDay = 60 + 25 * 60;
    table.expire(at(nextDay));

    assertThat(blockSince(eve, week, 0, nextDay)).as("still firing").isEmpty();
    assertThat(blockSince(eve, week, nextDay - 1, nextDay)).as("a new alert").isPresent();
  }

  private Optional<Block> blockSince(ClientAddress client, Rule rule, long since, long now) {
    return table.blockSince(client, rule, at(since), at(now));
  }

  @Test
  void anAlertOfElsewhereIsAnsweredOnceHoweverOftenItIsTold() {
    Rule rule = rule("a", "duration: 15m, factor: 2, max: 24h");
    ClientAddress eve = address("192.0.2.1");
    assertThat(blockSince(eve, rule, 0, 2)).map(Block::until).contains(at(15));
    assertThat(blockSince(eve, rule, 0, 3)).isEmpty();
    assertThat(blockSince(eve, rule, 1, 14)).as("another engine's").isEmpty();
    table.expire(at(15));
    assertThat(blockSince(eve, rule, 0, 20)).as("still firing").isEmpty();
    assertThat(blockSince(eve, rule, 14, 20)).as("began while it was blocked").isEmpty();
    assertThat(isBlocked(eve, at(20))).isFalse();
    assertThat(blockSince(eve, rule, 21, 22)).as("a repeat").map(Block::repeat).contains(1);
    assertThat(minutes(blockSince(eve, rule, 60, 60))).isEqualTo(60);
  }

  @Test
  void anAlertOfElsewhereThatIsOldBlocksNobody() {
    Rule rule = rule("a", "duration: 15m");
    assertThat(blockSince(address("192.0.2.1"), rule, 0, 15)).isEmpty();
    assertThat(table.all()).isEmpty();
    assertThat(blockSince(address("192.0.2.1"), rule, 0, 14)).map(Block::since).contains(at(0));
    assertThat(isBlocked(address("192.0.2.1"), at(15))).isFalse();
  }

  @Test
  void anAlertOfElsewhereNeitherShortensABlockNorUndoesItsEnd() {
    Rule shorter = rule("a", "duration: 15m");
    Rule longer = rule("b", "duration: 20m");
    ClientAddress eve = address("192.0.2.1");
    assertThat(block(eve, shorter, at(10))).isPresent();
    assertThat(blockSince(eve, longer, 4, 11)).as("would end sooner").isEmpty();
    assertThat(blockSince(eve, longer, 6, 11)).map(Block::until).contains(at(26));
    assertThat(table.unblock(eve, at(12))).isPresent();
    assertThat(blockSince(eve, shorter, 11, 13)).isEmpty();
    assertThat(blockSince(eve, rule("c", "duration: 1h"), 11, 13)).as("let in by hand").isEmpty();
    assertThat(isBlocked(eve, at(13))).isFalse();
    assertThat(blockSince(eve, shorter, 12, 13)).as("what comes after counts").isPresent();
  }

  @Test
  void anAlertOfElsewhereSparesWhomALocalOneSpares() {
    assertThat(blockSince(address("192.0.2.99"), rule("a", "duration: 15m"), 0, 0)).isEmpty();
  }
}
