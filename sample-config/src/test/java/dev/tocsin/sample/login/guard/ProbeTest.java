package dev.tocsin.sample.login.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.EventTypes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "' OR '1'='1",
        "' or 1=1 --",
        "\") OR (\"a\"=\"a\" or 1=1",
        "x' AND 1=1",
        "admin'--",
        "admin' #",
        "x' UNION SELECT id, pin FROM users--",
        "1 union all select null",
        "1; DROP TABLE users",
        "'; exec xp_cmdshell('dir')",
        "1 and sleep(5)",
        "1; waitfor delay '0:0:5'",
        "select * from information_schema.tables"
      })
  void knowsSqlInjection(String input) {
    assertThat(Probe.find(input)).isEqualTo(Probe.SQL_INJECTION);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "<ScRiPt src=//198.51.100.9/x.js>",
        "< script >",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "\"><iframe src=x>",
        "javascript:alert(1)",
        "data:text/html;base64,PHNjcmlwdD4="
      })
  void knowsXss(String input) {
    assertThat(Probe.find(input)).isEqualTo(Probe.XSS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "payroll",
        "O'Brien",
        "O'Brien and Sons",
        "rock 'n' roll",
        "select a union member",
        "drop in; help desk",
        "5 < 6 and 7 > 3",
        "a <b> c",
        "one=1",
        "how to script a database",
        "\u2018quoted\u2019 -- dashes",
        "sleep well"
      })
  void leavesHonestInputAlone(String input) {
    assertThat(Probe.find(input)).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void namesAnEventType(Probe probe) {
    assertThat(EventTypes.builtIn().find(probe.violationType())).isNotNull();
  }
}
