package dev.tocsin.otel.cli;

import dev.tocsin.cli.AccessRecord;
import dev.tocsin.cli.CliException;
import dev.tocsin.cli.Output;
import dev.tocsin.cli.OwnTypes;
import dev.tocsin.otel.OtlpSettings;
import dev.tocsin.otel.Shipment;
import dev.tocsin.text.SafeText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tocsin ship}: sends what stopped processes left unsent. */
@Command(
    name = "ship",
    header = "Send what a stopped process left unsent to an OpenTelemetry collector.",
    customSynopsis = {
      "tocsin ship DIR --otlp URL [--protocol NAME] [--header-file FILE]...",
      "                   [--certificate FILE] [--client-key FILE]",
      "                   [--client-certificate FILE] [--allow-insecure]",
      "                   [--name NAME] [--source NAME] [--also FIELDS]",
      "                   [--without FIELDS] [--types FILE] [--timeout SECONDS]",
      "                   [--unaudited]"
    },
    description = {
      "",
      "Goes on where the application's bridge has come to, for every journal in DIR that no process"
          + " writes any more, and in the end for the command line's own. Every event arrives at"
          + " least once, as the very record that the bridge would have sent; receivers tell"
          + " repeats by log.record.uid. That it leaves is recorded in security_cases.log.%n"
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the receiver has everything",
      "1:it refused events for good; they lie in <file>.<name>.refused",
      "2:wrong usage",
      "3:something is left: the receiver does not answer, a process writes the journal, or a line"
          + " can't be read",
      "4:events had been deleted before they were sent, nothing else"
    },
    footer = {
      "",
      "Examples:",
      "  tocsin ship /var/log/shop --otlp https://collector.example.com:4318",
      "  tocsin ship logs --otlp http://127.0.0.1:4317 --protocol grpc"
    })
final class ShipCommand implements Callable<Integer> {
  private static final int MAX_SECONDS = 86_400;
  private static final long LAST_SECONDS = 10;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "DIR", arity = "0..1", description = "The folder of the journals.")
  @Nullable Path folder;

  @Mixin ReceiverOptions receiver = new ReceiverOptions();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The bridge whose cursor to go on from (default: otel).")
  String name = "otel";

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description = {
        "The service.name of what is sent (default: that of the environment, or else the name of"
            + " the journal's writer)."
      })
  @Nullable String source;

  @Option(
      names = "--also",
      paramLabel = "FIELDS",
      description = "Fields that leave though they would stay, as the bridge's also.")
  @Nullable String also;

  @Option(
      names = "--without",
      paramLabel = "FIELDS",
      description = "Fields that stay though they would leave, as the bridge's without.")
  @Nullable String without;

  @Mixin OwnTypes ownTypes = new OwnTypes();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "Give up when nothing has got through for so long (default: 60).")
  String timeout = "60";

  @Mixin AccessRecord access = new AccessRecord();

  @Override
  public Integer call() throws InterruptedException {
    Output output = Output.of(spec);
    Path from = folder;
    if (from == null) {
      throw CliException.usage(
          "DIR is missing: name the folder of the journal, as in tocsin ship logs");
    }
    Duration patience = Duration.ofSeconds(seconds(timeout));
    OtlpSettings settings = receiver.settings();
    try (Shipment shipment = shipment(settings)) {
      CountDownLatch told = new CountDownLatch(1);
      Thread hook = new Thread(() -> interrupt(shipment, told), "tocsin-ship-stop");
      Runtime.getRuntime().addShutdownHook(hook);
      try {
        return new Round(from, shipment, patience, output)
            .run(access, arguments(settings), ReceiverOptions.place(settings));
      } finally {
        output.flush();
        told.countDown();
        forget(hook);
      }
    } catch (IOException e) {
      throw CliException.data(String.valueOf(e.getMessage()), e);
    }
  }

  private Shipment shipment(OtlpSettings settings) throws IOException {
    Shipment.Options options = new Shipment.Options(name, ownTypes.read(), also, without, source);
    try {
      return new Shipment(options, settings);
    } catch (IllegalArgumentException e) {
      throw CliException.usage("--" + e.getMessage());
    }
  }

  /** The user's words, but of the receiver's address no more than may be shown. */
  private List<String> arguments(OtlpSettings settings) {
    String address = String.valueOf(receiver.url);
    String place = ReceiverOptions.place(settings);
    return spec.root().commandLine().getParseResult().originalArgs().stream()
        .map(word -> word.replace(address, place))
        .toList();
  }

  /** Has it end where it is, when the process is told to, and waits until that is told. */
  private static void interrupt(Shipment shipment, CountDownLatch told) {
    shipment.stop();
    try {
      if (!told.await(LAST_SECONDS, TimeUnit.SECONDS)) {
        // A cursor that was not told of is as right as one that was.
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It runs already: that is why this ends.
      return;
    }
  }

  private static long seconds(String text) {
    try {
      long value = Long.parseLong(text);
      if (value >= 1 && value <= MAX_SECONDS) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, as a number out of range is.
    }
    throw CliException.usage(
        "--timeout "
            + SafeText.quoted(text)
            + ": use whole seconds from 1 to "
            + MAX_SECONDS
            + ", as in 60");
  }
}
