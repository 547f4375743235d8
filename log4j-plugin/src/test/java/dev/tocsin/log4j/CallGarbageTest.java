package dev.tocsin.log4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.EventType;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.util.Constants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one audit call leaves to the garbage collector once the compiler has settled. */
class CallGarbageTest {
  /**
   * The text of the id, 80 bytes; the call, 40; its message, 48; and 32 for what happens once a
   * second and for one clock that the compiler does not take out.
   */
  private static final int BOUND = 200;

  /** Where a servlet API is there, Log4j makes an event of its own for each call. */
  private static final int EVENT_OF_LOG4J = Constants.ENABLE_THREADLOCALS ? 0 : 160;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"", "writeTimeoutMillis=\"0\""})
  void aCallUnderKeysWithRedactionAndRulesLeavesLittleMoreThanTheTextOfItsId(String writer)
      throws Exception {
    int bound = BOUND + EVENT_OF_LOG4J;
    List<String> printed =
        ChildJvm.run(
            SteadyCalls.class, List.of(), folder.toString(), Integer.toString(bound), writer);
    System.out.println("bytes of an audit call: " + printed);
    assertThat(printed)
        .singleElement()
        .satisfies(bytes -> assertThat(Double.parseDouble(bytes)).isLessThanOrEqualTo(bound));
  }

  @Test
  void whereSomethingMayKeepTheMessageEachCallHasAnEventOfItsOwn() {
    try (LogSetup log = LogSetup.audit(folder, "fsync=\"no\"", "")) {
      KeepingAppender keeping = KeepingAppender.addTo(log.context());
      String first = log.security().event(EventType.AUTH_SUCCESS).user("ada").log();
      String second = log.security().event(EventType.AUTH_SUCCESS).user("grace").log();
      assertThat(first).isNotEqualTo(second);
      assertThat(keeping.messages())
          .satisfiesExactly(
              message -> assertThat(message).contains("user_id=ada"),
              message -> assertThat(message).contains("user_id=grace"));
    }
  }
}
