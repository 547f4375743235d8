package dev.tocsin.cli;

import dev.tocsin.respond.Block;
import dev.tocsin.risk.SuspiciousAddresses;
import dev.tocsin.trail.ClientRecord;
import dev.tocsin.trail.KnownClients;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tocsin ip list}. */
@Command(
    name = "list",
    header = "List the clients that attacked, the blocked ones first.",
    customSynopsis = "tocsin ip list [--dir DIR] [--blocked] [--format FORMAT]",
    description = {"", "Who reads is recorded in security_cases.log beside the journal.%n"},
    sortOptions = false)
final class IpListCommand implements Callable<Integer> {
  private final Output output;

  @Mixin ResponseJournals journals = new ResponseJournals();

  @Option(names = "--blocked", description = "Only those that are shut out now.")
  boolean blocked;

  @Mixin FormatOption format = new FormatOption();

  IpListCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    boolean json = format.isJson();
    KnownClients clients = new KnownClients();
    long played = journals.play(output, clients::take);
    journals.access.record(journals.folder, played, false, output);
    TableText table =
        new TableText("CLIENT", "BLOCKED UNTIL", "BY", "THREAT", "ALERTS", "EVENTS", "LAST SEEN");
    int shown = 0;
    for (ClientRecord client : clients.all()) {
      if (blocked && client.block().isEmpty()) {
        continue;
      }
      shown++;
      if (json) {
        output.line(ClientText.json(client));
        continue;
      }
      SuspiciousAddresses.Entry seen = client.seen();
      table.row(
          client.address().network(),
          client.block().map(block -> AlertText.time(block.until())).orElse("-"),
          client.block().map(ClientText::blockedBy).orElse("-"),
          seen == null ? "-" : seen.threatLevel().text(),
          Integer.toString(client.alerts()),
          seen == null ? "0" : Long.toString(seen.eventCount()),
          seen == null
              ? client.block().map(Block::since).map(AlertText::time).orElse("-")
              : AlertText.time(seen.lastSeen()));
    }
    if (!json && shown > 0) {
      table.print(output);
    }
    if (shown == 0) {
      output.note(blocked ? "no client is blocked" : "no client has attacked");
    }
    return journals.exitCode();
  }
}
