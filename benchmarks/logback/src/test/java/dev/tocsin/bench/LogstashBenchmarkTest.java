package dev.tocsin.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.core.joran.spi.JoranException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogstashBenchmarkTest {
  @TempDir private Path folder;

  @BeforeEach
  void filesGoIntoTheTestsFolder() {
    System.setProperty(Folder.PROPERTY, folder.toString());
  }

  @AfterEach
  void forgetThat() {
    System.clearProperty(Folder.PROPERTY);
  }

  @Test
  void theEncoderWritesThe14FieldsBeforeTheCallReturnsAndInEveryIteration()
      throws IOException, JoranException {
    LogstashBenchmark.EncoderFile file = new LogstashBenchmark.EncoderFile();
    for (int iteration = 0; iteration < 2; iteration++) {
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
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void log4jIsNotOnThisClassPath() {
    assertThat(System.getProperty("java.class.path")).doesNotContain("log4j");
  }
}
