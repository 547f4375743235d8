package dev.tocsin.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.bench.PeersBenchmark.Ecs;
import dev.tocsin.bench.PeersBenchmark.JsonTemplate;
import dev.tocsin.bench.PeersBenchmark.LayoutFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PeersBenchmarkTest {
  @TempDir private Path folder;

  @BeforeEach
  void filesGoIntoTheTestsFolder() {
    System.setProperty(Folder.PROPERTY, folder.toString());
  }

  @AfterEach
  void forgetThat() {
    System.clearProperty(Folder.PROPERTY);
  }

  static Stream<LayoutFile> layouts() {
    return Stream.of(new JsonTemplate(), new Ecs());
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void aLayoutWritesThe14FieldsBeforeTheCallReturns(LayoutFile file) throws IOException {
    file.open();
    file.log("10.200.0.1");

    assertThat(Files.readAllLines(file.file(), UTF_8))
        .singleElement()
        .asString()
        .contains(
            "\"event_type\":\"auth_failure\"",
            "\"severity\":\"low\"",
            "\"success\":false",
            "\"user_id\":\"grace\"",
            "\"session_id\":\"" + SignIn.SESSION + "\"",
            "\"target_type\":\"endpoint\"",
            "\"target_id\":\"/login\"",
            "\"ip_address\":\"10.200.0.1\"",
            "\"user_agent\":\"" + SignIn.AGENT + "\"",
            "\"request_method\":\"POST\"",
            "\"request_url\":\"" + SignIn.URL + "\"",
            "\"reason\":\"wrong_password\"",
            "\"attempt\":3",
            "\"message\":\"sign-in of grace failed\"");
    file.close();
    assertThat(folder).isEmptyDirectory();
  }
}
