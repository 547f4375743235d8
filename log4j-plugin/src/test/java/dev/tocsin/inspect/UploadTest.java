package dev.tocsin.inspect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.inspect.Upload.Finding;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadTest {
  private static final byte[] NOTHING = {};

  private static List<Finding> named(String name) {
    return Upload.inspect(name, null, NOTHING).findings();
  }

  private static List<Finding> beginning(
      @Nullable String name, @Nullable String type, String head) {
    return Upload.inspect(name, type, head.getBytes(ISO_8859_1)).findings();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "../../etc/cron.d/x.txt | PATH, PARENT_PATH",
        "..\\..\\boot.ini | PATH, PARENT_PATH",
        "a/../b.txt | PATH, PARENT_PATH",
        ".. | PARENT_PATH",
        "C:\\Users\\bob\\cat.jpg | PATH",
        "shell.jsp | SERVER_SCRIPT",
        "SHELL.PhP | SERVER_SCRIPT",
        "shell.php. | SERVER_SCRIPT",
        "shell.aspx;.jpg | SERVER_SCRIPT",
        "shell.asp::$DATA | SERVER_SCRIPT",
        "shell.php.jpg | HIDDEN_SERVER_SCRIPT",
        "shell.php .jpg | HIDDEN_SERVER_SCRIPT",
        "invoice.pdf.exe | PROGRAM, DOUBLE_EXTENSION",
        "invoice.pdf       .scr | PROGRAM, DOUBLE_EXTENSION",
        "setup.exe | PROGRAM",
        "report.docm | PROGRAM",
        "page.html | ACTIVE_CONTENT",
        "logo.SVG | ACTIVE_CONTENT",
        ".htaccess | SPECIAL_NAME",
        "web.config | SPECIAL_NAME",
        "con | SPECIAL_NAME",
        "AUX.txt | DEVICE_NAME",
        "prn.pdf | DEVICE_NAME",
        "shell;.php | SERVER_SCRIPT",
        "x;.jsp | SERVER_SCRIPT",
        "shell:.php | SERVER_SCRIPT",
        "shell.jpg;.php | SERVER_SCRIPT",
        "shell.php/ | PATH, SERVER_SCRIPT",
        "shell.php/. | PATH, SERVER_SCRIPT",
        "shell.php\\\\.\\\\ | PATH, SERVER_SCRIPT",
        "a/./web.config/. | PATH, SPECIAL_NAME",
      })
  void dangerousNames(String name, String findings) {
    assertThat(named(name))
        .containsExactlyInAnyOrder(
            List.of(findings.split(", ")).stream().map(Finding::valueOf).toArray(Finding[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "cat.jpg",
    "Rechnung März 2026.pdf",
    "v1.2.3-notes.txt",
    "archive.tar.gz",
    "...and more.txt",
    "報告書.docx",
    "O'Brien & Söhne.xlsx",
    "data..csv",
    "README",
    ".gitignore",
    "photo.of.phpunit.png",
    "console.log",
    "auxiliary.txt",
    "common1.csv",
    "no extension",
    "include.me.jpeg",
    "a.inc.jpg",
  })
  void honestNames(String name) {
    assertThat(named(name)).isEmpty();
  }

  @Test
  void charactersThatHideWhatFollows() {
    assertThat(named("x.jsp\0.png")).contains(Finding.CONTROL_CHARACTER, Finding.SERVER_SCRIPT);
    assertThat(named("cat\n.png")).containsExactly(Finding.CONTROL_CHARACTER);
    assertThat(named("invoice\u202egpj.exe")).contains(Finding.DIRECTION_OVERRIDE, Finding.PROGRAM);
    assertThat(named("a\u2067b.png")).containsExactly(Finding.DIRECTION_OVERRIDE);
  }

  @Test
  void typesThatSaySo() {
    assertThat(beginning("x.dat", "application/x-msdownload", "")).containsExactly(Finding.PROGRAM);
    assertThat(beginning("x", "Image/SVG+xml; charset=utf-8", ""))
        .containsExactly(Finding.ACTIVE_CONTENT);
    assertThat(beginning("x", "image/png", "")).isEmpty();
    assertThat(beginning(null, null, "")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'<?php echo 1;'", "'  \n<?PHP'", "'\u00ef\u00bb\u00bf<?= $x ?>'", "'<%@ page import'",
    "'#!/bin/sh'", "'\u007fELF\u0002'", "'\u00ca\u00fe\u00ba\u00be'", "'\u00cf\u00fa\u00ed\u00fe'",
  })
  void programsThatPassForPictures(String head) {
    assertThat(beginning("cat.jpg", "image/jpeg", head)).containsExactly(Finding.DISGUISED_PROGRAM);
  }

  @Test
  void programsOfWindows() {
    assertThat(beginning("cat.jpg", "image/jpeg", "MZ\u0090\0\u0003\0\0"))
        .containsExactly(Finding.DISGUISED_PROGRAM);
    assertThat(beginning("note.txt", "text/plain", "MZ is the mark of Mark Zbikowski")).isEmpty();
    // The sender's type does not talk it down.
    assertThat(beginning("cat.jpg", "application/x-msdownload", "MZ\u0090\0\u0003"))
        .containsExactly(Finding.DISGUISED_PROGRAM, Finding.PROGRAM);
    // It says what it is.
    assertThat(beginning("setup.exe", null, "MZ\u0090\0\u0003")).containsExactly(Finding.PROGRAM);
    assertThat(beginning("run", "application/x-sh", "#!/bin/sh")).containsExactly(Finding.PROGRAM);
  }

  @ParameterizedTest
  @CsvSource({
    "build, '#!/usr/bin/env node', PROGRAM",
    "cli.js, '#!/usr/bin/env node', 'PROGRAM, ACTIVE_CONTENT'",
    "cli.mjs, '#!/usr/bin/env node', 'PROGRAM, ACTIVE_CONTENT'",
    "tool.fish, '#!/usr/bin/fish', PROGRAM",
    "run.sh, '#!/bin/sh', PROGRAM",
    "page.ejs, '<%= title %>', TEMPLATE",
    "page.html.erb, '<%= title %>', TEMPLATE",
  })
  void scriptsAndTemplatesThatSaySoAreNoDisguise(String name, String head, String findings) {
    Upload upload = Upload.inspect(name, null, head.getBytes(ISO_8859_1));

    assertThat(upload.findings())
        .containsExactly(
            List.of(findings.split(", ")).stream().map(Finding::valueOf).toArray(Finding[]::new));
    assertThat(upload.confidence()).isEqualTo(Confidence.LOW);
  }

  @Test
  void honestBeginnings() {
    for (String head :
        List.of(
            "%PDF-1.7", "\u0089PNG\r\n", "GIF89a", "PK\3\4", "# Heading", "<p>", "", "\0\0\0")) {
      assertThat(beginning("a.bin.txt", "application/octet-stream", head)).isEmpty();
    }
  }

  @Test
  void confidenceIsThatOfTheWorst() {
    assertThat(Upload.inspect("cat.jpg", null, NOTHING).confidence()).isNull();
    assertThat(Upload.inspect("x.html", null, NOTHING).confidence()).isEqualTo(Confidence.LOW);
    assertThat(Upload.inspect("x.php", null, NOTHING).confidence()).isEqualTo(Confidence.MEDIUM);
    assertThat(Upload.inspect("../x.php", null, NOTHING).confidence()).isEqualTo(Confidence.HIGH);
    assertThat(Finding.SERVER_SCRIPT.indicator()).isEqualTo("upload.server_script");
  }

  @Test
  void nothingMakesItFail() {
    Random random = new Random(7);
    String alphabet = "./\\:;\0 \u202e\ud800apjsxeh";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder name = new StringBuilder();
      for (int n = random.nextInt(12); n > 0; n--) {
        name.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      byte[] head = new byte[random.nextInt(Upload.HEAD_BYTES * 2)];
      random.nextBytes(head);
      Upload upload = Upload.inspect(name.toString(), name.toString(), head);
      assertThat(upload.confidence() == null).isEqualTo(upload.findings().isEmpty());
    }
    assertThat(named("/".repeat(1_000_000) + "x.jsp")).contains(Finding.SERVER_SCRIPT);
  }
}
