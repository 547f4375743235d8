package dev.tocsin.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads docs/journal.md as somebody would who writes a second implementation: the chain is computed
 * here by what the page says, without the product's code.
 */
class JournalPageTest {
  private static final Page PAGE = Page.of("docs/journal.md");
  private static final Pattern JOURNAL = Pattern.compile("\"journal\":\"([0-9a-f]{32})\"");
  private static final int TAIL = 33 - 1;

  @TempDir private Path folder;

  private static MessageDigest sha() throws Exception {
    return MessageDigest.getInstance("SHA-256");
  }

  private static String first16(byte[] hash) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 16));
  }

  private static void chainHolds(List<String> lines) throws Exception {
    Matcher id = JOURNAL.matcher(lines.get(0));
    assertThat(id.find()).isTrue();
    MessageDigest start = sha();
    start.update("tocsin-journal-v1\0".getBytes(UTF_8));
    byte[] h = start.digest(HexFormat.of().parseHex(id.group(1)));
    for (int n = 1; n <= lines.size(); n++) {
      byte[] line = lines.get(n - 1).getBytes(UTF_8);
      if (lines.get(n - 1).startsWith("{\"record\":")) {
        if (lines.get(n - 1).contains("\"line\":")) {
          assertThat(lines.get(n - 1)).contains("\"line\":" + (n - 1) + ",");
        }
        for (String member : List.of("prev", "head")) {
          if (lines.get(n - 1).contains("\"" + member + "\":")) {
            assertThat(lines.get(n - 1))
                .contains("\"" + member + "\":\"" + HexFormat.of().formatHex(h) + "\"");
          }
        }
      }
      MessageDigest next = sha();
      next.update(h);
      next.update(line, 0, line.length - TAIL);
      h = next.digest();
      assertThat(lines.get(n - 1)).endsWith(",\"tag\":\"" + first16(h) + "\"}");
    }
  }

  @Test
  void chainOfTheExampleIsAsThePageSays() throws Exception {
    chainHolds(
        PAGE.blocks().stream()
            .filter(block -> block.language().equals("json"))
            .findFirst()
            .orElseThrow()
            .lines());
  }

  private void write() throws Exception {
    Run run =
        Run.java(
            folder,
            LibraryClassPath.with(SampleRun.testClasses()),
            List.of(
                "-Dlog4j2.configurationFile="
                    + Checkout.ROOT.resolve("sample-config/minimal/log4j2.xml"),
                SampleApp.class.getName()));
    assertThat(run.exit()).as(run.err()).isZero();
  }

  @Test
  void chainOfARealFileIsAsThePageSaysAlsoAfterARestart() throws Exception {
    write();
    write();
    List<String> lines = Files.readAllLines(folder.resolve("logs/security_audit.log"));
    chainHolds(lines);
    assertThat(lines)
        .filteredOn(line -> line.startsWith("{\"record\":"))
        .extracting(line -> line.substring(11, line.indexOf('"', 11)))
        .startsWith("segment", "checkpoint", "open")
        .endsWith("checkpoint");
  }

  @Test
  void ownLinesHaveTheMembersThatThePageShows() throws Exception {
    write();
    for (String line : Files.readAllLines(folder.resolve("logs/security_audit.log"))) {
      if (line.startsWith("{\"record\":")) {
        String shape =
            line.substring(0, line.length() - TAIL)
                .replaceAll(":\"(?!segment|checkpoint|open)[^\"]*\"", ":_")
                .replace("\"key\":null", "\"key\":_")
                .replaceAll(
                    "(\"(?:segment|line|first_seq|last_seq|next_seq|epoch)\"):\\d+", "$1:_");
        assertThat(PAGE.text().replaceAll(":[A-Z]{1,4}(?=[,`\\n])", ":_")).contains(shape);
      }
    }
  }

  @Test
  void headFileIsAsThePageSays() throws Exception {
    write();
    byte[] head = Files.readAllBytes(folder.resolve("logs/security_audit.log.head"));
    assertThat(head).hasSize(1024);
    for (int slot = 0; slot < 2; slot++) {
      String line = new String(head, slot * 512, 512, UTF_8);
      assertThat(line).endsWith("\n");
      String body = line.stripTrailing();
      body = body.substring(0, body.length() - TAIL);
      MessageDigest sha = sha();
      sha.update("tocsin-head-v1\0".getBytes(UTF_8));
      String tag = first16(sha.digest(body.getBytes(UTF_8)));
      assertThat(line.stripTrailing()).isEqualTo(body + ",\"tag\":\"" + tag + "\"}");
      Matcher generation = Pattern.compile("\"generation\":(\\d+)").matcher(line);
      assertThat(generation.find()).isTrue();
      assertThat(Long.parseLong(generation.group(1)) % 2).isEqualTo(slot);
    }
  }
}
