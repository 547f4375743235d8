package dev.tocsin.cli;

import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.trail.KnownClients;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tocsin ip unblock}. */
@Command(
    name = "unblock",
    header = "Let a client in again.",
    customSynopsis = "tocsin ip unblock [--dir DIR] [--note TEXT] CLIENT",
    description = {
      "",
      "Recorded in security_cases.log beside the journal, with the user of the operating system;"
          + " every application that writes a journal there follows within a second. If the client"
          + " goes on attacking, it is blocked again.%n"
    },
    sortOptions = false)
final class IpUnblockCommand implements Callable<Integer> {
  private final Output output;

  @Parameters(paramLabel = "CLIENT", description = "An address, or an IPv6 network of 64 bits.")
  String text = "";

  @Mixin ResponseJournals journals = new ResponseJournals();

  @Mixin AlertChange change = new AlertChange();

  IpUnblockCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    ClientAddress client = IpCommand.client(text).networkAddress();
    KnownClients clients = new KnownClients();
    var unused = journals.play(output, clients::take);
    if (clients.client(client).block().isEmpty()) {
      throw CliException.data(
          client.network() + ": is not blocked: tocsin ip list --blocked shows who is", null);
    }
    change.record(
        journals.folder,
        EventType.CLIENT_UNBLOCKED,
        draft -> {
          draft.setAddress(client);
          draft
              .putDetail("client", client.network())
              .putDetail("reason", "by_hand")
              .putDetail("by", draft.text(EventField.USER_ID));
        });
    output.line("unblocked " + client.network());
    return ExitCode.DONE;
  }
}
