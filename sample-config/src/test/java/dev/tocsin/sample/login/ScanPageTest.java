package dev.tocsin.sample.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScanPageTest {
  @TempDir Path folder;
  private AuditedService audited;

  @BeforeEach
  void startService() throws IOException {
    audited = AuditedService.start(folder);
  }

  @AfterEach
  void stopService() {
    audited.close();
  }

  @Test
  void tellsTheSameOfAnAccountThatIsThereOneThatIsLockedAndOneThatIsNot() throws Exception {
    List<String> there = fiveRefusals("alice", 23);
    List<String> locked = fiveRefusals("alice", 33);
    List<String> not = fiveRefusals("mallo", 43);

    assertThat(there)
        .extracting(ScanPageTest::problem)
        .containsExactly(
            "That did not work: user or PIN is wrong, or the account is locked. At most 4 more"
                + " tries.",
            "That did not work: user or PIN is wrong, or the account is locked. At most 3 more"
                + " tries.",
            "That did not work: user or PIN is wrong, or the account is locked. At most 2 more"
                + " tries.",
            "That did not work: user or PIN is wrong, or the account is locked. At most one more"
                + " try.",
            "That did not work, and this was the last try: the account is locked until 10:15 UTC.");
    assertThat(locked).isEqualTo(there);
    assertThat(not).isEqualTo(there.stream().map(body -> body.replace("alice", "mallo")).toList());
  }

  @Test
  void countsAnewForAnotherNameAndNoFurtherThanTheLock() throws Exception {
    String token = audited.codeFor(audited.browser());
    for (String user : List.of("alice", "alice", "bob")) {
      refusal(user, token, 1);
    }

    assertThat(problem(refusal("bob", token, 2))).endsWith("At most 3 more tries.");
    assertThat(problem(refusal("x".repeat(70), token, 3))).endsWith("At most 4 more tries.");
    for (int i = 0; i < 4; i++) {
      refusal("carol", token, 4 + i);
    }
    audited.clock.advance(Duration.ofSeconds(59));
    refusal("carol", token, 8);
    audited.clock.advance(Duration.ofSeconds(59));
    assertThat(problem(refusal("carol", token, 9))).endsWith("locked until 10:15 UTC.");
  }

  @Test
  void saysThatACodeIsOverAndTakesNoPinForIt() throws Exception {
    String token = audited.codeFor(audited.browser());
    audited.clock.advance(Duration.ofMinutes(2));

    HttpResponse<String> answer =
        audited
            .browser()
            .post("/scan", "token", token, "user", "alice", "pin", AuditedService.pinOf("alice"));

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("Code not valid");
  }

  /** From addresses of their own, as the rules turn a guesser away. */
  private List<String> fiveRefusals(String user, int firstHost) throws Exception {
    String token = audited.codeFor(audited.browser());
    List<String> bodies = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      bodies.add(refusal(user, token, firstHost + i).replace(token, "TOKEN"));
    }
    return bodies;
  }

  private String refusal(String user, String token, int host) throws Exception {
    HttpResponse<String> answer =
        audited
            .browserAt("198.51.100." + host)
            .post("/scan", "token", token, "user", user, "pin", "wrong");
    assertThat(answer.statusCode()).isEqualTo(401);
    return answer.body();
  }

  private static String problem(String body) {
    return body.replaceAll("(?s).*role=\"alert\">([^<]*)</p>.*", "$1");
  }
}
