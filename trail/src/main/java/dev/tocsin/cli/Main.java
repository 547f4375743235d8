package dev.tocsin.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParameterException;

/** Starts the {@code tocsin} command, and turns whatever goes wrong into one line and a code. */
public final class Main {
  private Main() {}

  /** Runs a command line and ends the process with one of {@link ExitCode}. */
  public static void main(String[] args) {
    Output output = Output.ofProcess();
    InputStream input = new FileInputStream(FileDescriptor.in);
    System.exit(run(args, input, output, ServiceLoader.load(CommandProvider.class)));
  }

  /** Runs a command line in this process. */
  static int run(
      String[] args, InputStream input, Output output, Iterable<CommandProvider> providers) {
    boolean debug = Arrays.asList(args).contains("--debug");
    try {
      int code = commandLine(input, output, providers).execute(args);
      output.flush();
      return code;
    } catch (OutputClosedException e) {
      return ExitCode.DONE;
    } catch (Throwable e) {
      return report(e, debug, output);
    }
  }

  private static CommandLine commandLine(
      InputStream input, Output output, Iterable<CommandProvider> providers) {
    TocsinCommand root = new TocsinCommand(output);
    CommandLine line = new CommandLine(root);
    line.addSubcommand(new EmitCommand(input, output));
    line.addSubcommand(new TailCommand(output));
    line.addSubcommand(new QueryCommand(output));
    line.addSubcommand(new StatsCommand(output));
    line.addSubcommand(new SqlCommand(output));
    line.addSubcommand(new ExportCommand(output));
    line.addSubcommand(new ReportCommand(output));
    line.addSubcommand(new VerifyCommand(output));
    line.addSubcommand(new KeygenCommand(output));
    line.addSubcommand(new DoctorCommand(output));
    line.addSubcommand(new RevealCommand(input, output));
    line.addSubcommand(new PseudonymCommand(output));
    line.addSubcommand("rules", RulesCommand.commandLine(input, output));
    line.addSubcommand("alerts", AlertsCommand.commandLine(output));
    line.addSubcommand("ip", IpCommand.commandLine(output));
    line.addSubcommand("case", CaseCommand.commandLine(output));
    for (CommandProvider provider : providers) {
      provider.commands().forEach(line::addSubcommand);
      line.getSubcommands()
          .forEach((name, below) -> provider.commandsOf(name).forEach(below::addSubcommand));
    }
    line.addSubcommand(new CompletionCommand(output));

    // An argument that begins with @ is a value like any other: --user @alice names no file.
    line.setExpandAtFiles(false);
    line.setOut(writer(output.results()));
    line.setErr(writer(output.errors()));
    line.setColorScheme(
        Help.defaultColorScheme(output.terminal().colorsOut() ? Help.Ansi.ON : Help.Ansi.OFF));
    line.setParameterExceptionHandler((error, args) -> usage(error, args, output));
    line.setExecutionExceptionHandler(
        (error, failed, parsed) -> {
          if (error instanceof OutputClosedException closed) {
            throw closed;
          }
          return report(error, root.isDebug(), output);
        });
    return line;
  }

  private static PrintWriter writer(OutputStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  private static int usage(ParameterException error, String[] args, Output output) {
    output.error(UsageErrors.describe(error));
    if (Arrays.asList(args).contains("--debug")) {
      output.stack(error);
    }
    return ExitCode.USAGE;
  }

  private static int report(Throwable error, boolean debug, Output output) {
    output.progressDone();
    int code;
    if (error instanceof CliException told) {
      output.error(String.valueOf(told.getMessage()));
      code = told.exitCode();
    } else if (error instanceof OutOfMemoryError) {
      output.error("out of memory: give Java more, as in JAVA_TOOL_OPTIONS=-Xmx1g");
      code = ExitCode.FAULT;
    } else {
      output.error("a fault in tocsin itself: " + error + ": run it with --debug and report it");
      code = ExitCode.FAULT;
    }
    if (debug) {
      output.stack(error);
    }
    return code;
  }
}
