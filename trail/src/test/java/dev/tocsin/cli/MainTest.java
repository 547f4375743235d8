package dev.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

class MainTest {
  private static final Terminal COLORED = new Terminal(true, true, true);

  @Test
  void showsTheHelpOnStandardErrorWithoutACommand() {
    CommandLineRun run = CommandLineRun.of();
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("Usage: tocsin", "Exit codes:", "generate-completion");
  }

  @Test
  void showsHelpAndVersionOnStandardOutput() {
    CommandLineRun help = CommandLineRun.of("--help");
    assertThat(help.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(help.err()).isEmpty();
    assertThat(help.out()).contains("Usage: tocsin", "--debug").doesNotContain("\u001b");
    assertThat(CommandLineRun.of("--version").out()).startsWith("tocsin ").contains("(Java ");
    assertThat(run("say", "--help").out()).contains("Usage: tocsin say");
  }

  @Test
  void coloursTheHelpOnATerminalOnly() {
    assertThat(CommandLineRun.of(COLORED, List.of(), "--help").out()).contains("\u001b[");
    assertThat(CommandLineRun.of(new Terminal(true, true, false), List.of(), "--help").out())
        .doesNotContain("\u001b");
  }

  @Test
  void namesTheNearestCommand() {
    CommandLineRun run = run("syy", "hello");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .isEqualTo(
            "tocsin: unknown command \"syy\": did you mean say? (tocsin --help lists all)\n");
  }

  @Test
  void namesTheNearestOption() {
    CommandLineRun run = run("say", "--debgu=1");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .isEqualTo(
            "tocsin: unknown option \"--debgu\": did you mean --debug?"
                + " (tocsin say --help lists all)\n");
  }

  @Test
  void tellsUnexpectedAndMissingArgumentsInOneLine() {
    assertThat(run("say", "one", "two").err())
        .isEqualTo("tocsin: unexpected argument \"two\": see tocsin say --help\n");
    CommandLineRun missing = run("say");
    assertThat(missing.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(missing.err())
        .isEqualTo("tocsin: Missing required parameter: '<text>': see tocsin say --help\n");
  }

  @Test
  void runsCommandsOfOtherModules() {
    CommandLineRun run = run("say", "héllo");
    assertThat(run).isEqualTo(new CommandLineRun(ExitCode.DONE, "héllo\n", ""));
  }

  @Test
  void takesAnArgumentThatBeginsWithAnAtSignAsItIs() {
    assertThat(run("say", "@/etc/hostname").out()).isEqualTo("@/etc/hostname\n");
  }

  @Test
  void tellsAnErrorInOneLineAndItsStackOnlyWithDebug() {
    CommandLineRun plain = run("fail", "told");
    assertThat(plain).isEqualTo(new CommandLineRun(3, "", "tocsin: D: no such folder: make it\n"));
    CommandLineRun debug = run("fail", "--debug", "told");
    assertThat(debug.exitCode()).isEqualTo(3);
    assertThat(debug.err())
        .startsWith("tocsin: D: no such folder: make it\n")
        .contains("CliException", "    at dev.tocsin.cli.MainTest");
  }

  @Test
  void callsAFaultOfItsOwnWhatItIs() {
    for (String kind : List.of("exception", "error")) {
      CommandLineRun run = run("fail", kind);
      assertThat(run.exitCode()).isEqualTo(ExitCode.FAULT);
      assertThat(run.err())
          .startsWith("tocsin: a fault in tocsin itself: ")
          .contains("boom\\nsecond line")
          .hasLineCount(1);
    }
  }

  @Test
  void writesNoEscapeSequenceOfTheDataToATerminal() {
    String hostile = "\u001b[2J\u0007\u009b31m\u202e\r\nforged";
    for (Terminal terminal : List.of(Terminal.NONE, COLORED)) {
      String err =
          CommandLineRun.of(terminal, List.of(new TestCommands()), "say", "x", hostile).err();
      assertThat(err)
          .contains("\\u001b[2J\\u0007\\u009b31m\\u202e\\r\\nforged")
          .doesNotContain("\u001b[2J", "\u0007", "\u009b", "\u202e", "\r")
          .hasLineCount(1);
    }
  }

  @Test
  void endsQuietlyWhenNobodyReadsAnyMore() {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    for (String[] args : List.of(new String[] {"say", "hello"}, new String[] {"--help"})) {
      int code =
          Main.run(
              args,
              InputStream.nullInputStream(),
              new Output(closed, err, Terminal.NONE),
              List.of(new TestCommands()));
      assertThat(code).isEqualTo(ExitCode.DONE);
    }
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void tellsWhenResultsCannotBeWritten() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Main.run(
            new String[] {"say", "hello"},
            InputStream.nullInputStream(),
            new Output(full, err, Terminal.NONE),
            List.of(new TestCommands()));
    assertThat(code).isEqualTo(ExitCode.DATA);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "tocsin: standard output: No space left on device:"
                + " free space there or write to another place\n");
  }

  @Test
  void printsACompletionScriptThatKnowsTheCommands() {
    CommandLineRun run = run("generate-completion");
    assertThat(run.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(run.out()).startsWith("#!/usr/bin/env bash").contains("_complete_tocsin", "say");
  }

  private static CommandLineRun run(String... args) {
    return CommandLineRun.of(Terminal.NONE, List.of(new TestCommands()), args);
  }

  private static final class TestCommands implements CommandProvider {
    @Override
    public List<Object> commands() {
      return List.of(new Say(), new Fail());
    }
  }

  @Command(name = "say")
  private static final class Say implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Parameters private String text = "";

    @Override
    public Integer call() {
      Output.of(spec).line(text);
      return ExitCode.DONE;
    }
  }

  @Command(name = "fail")
  private static final class Fail implements Callable<Integer> {
    @Parameters private String how = "";

    @Override
    public Integer call() {
      switch (how) {
        case "told" -> throw CliException.data("D: no such folder: make it", null);
        case "error" -> throw new AssertionError("boom\nsecond line");
        default -> throw new IllegalStateException("boom\nsecond line");
      }
    }
  }
}
