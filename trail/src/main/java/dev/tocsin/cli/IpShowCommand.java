package dev.tocsin.cli;

import dev.tocsin.event.ClientAddress;
import dev.tocsin.risk.SuspiciousAddresses;
import dev.tocsin.text.SafeText;
import dev.tocsin.trail.AlertRecord;
import dev.tocsin.trail.ClientRecord;
import dev.tocsin.trail.KnownClients;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tocsin ip show}. */
@Command(
    name = "show",
    header = "Show what is known of a client.",
    customSynopsis = "tocsin ip show [--dir DIR] [--format FORMAT] CLIENT",
    description = {"", "Who reads is recorded in security_cases.log beside the journal.%n"},
    sortOptions = false)
final class IpShowCommand implements Callable<Integer> {
  private final Output output;

  @Parameters(paramLabel = "CLIENT", description = "An address, or an IPv6 network of 64 bits.")
  String text = "";

  @Mixin ResponseJournals journals = new ResponseJournals();

  @Mixin FormatOption format = new FormatOption();

  IpShowCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    boolean json = format.isJson();
    ClientAddress address = IpCommand.client(text);
    KnownClients clients = new KnownClients();
    long played = journals.play(output, clients::take);
    journals.access.record(journals.folder, played, false, output);
    ClientRecord client = clients.client(address);
    if (json) {
      output.line(ClientText.json(client));
      return journals.exitCode();
    }
    line("client", client.address().network());
    line("blocked", client.block().isPresent() ? "yes" : "no");
    client
        .block()
        .ifPresent(
            block -> {
              line("since", AlertText.time(block.since()));
              line("until", AlertText.time(block.until()));
              line("by", ClientText.blockedBy(block));
              line("repeat", Integer.toString(block.repeat()));
            });
    line("suspicious", client.suspicious() ? "yes" : "no");
    SuspiciousAddresses.Entry seen = client.seen();
    if (seen != null) {
      line("threat", seen.threatLevel().text());
      line("first seen", AlertText.time(seen.firstSeen()));
      line("last seen", AlertText.time(seen.lastSeen()));
      line("events", Long.toString(seen.eventCount()));
    }
    for (AlertRecord alert : clients.alertsOf(client.address())) {
      line(
          "alert",
          alert.id()
              + " "
              + AlertText.time(alert.firedAt())
              + " "
              + alert.rule()
              + " "
              + alert.status());
    }
    return journals.exitCode();
  }

  private void line(String name, String value) {
    output.line(String.format("%-12s %s", name, SafeText.oneLine(value)));
  }
}
