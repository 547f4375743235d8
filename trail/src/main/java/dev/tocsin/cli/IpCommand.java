package dev.tocsin.cli;

import dev.tocsin.event.ClientAddress;
import dev.tocsin.text.SafeText;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code tocsin ip}: the clients that attacked, and those that are shut out. */
@Command(
    name = "ip",
    header = "List, show, block and unblock clients.",
    description = {
      "",
      "A client is an IPv4 address, or an IPv6 network of 64 bits. What people block is recorded in"
          + " security_cases.log beside the journal, which the application follows.%n"
    })
final class IpCommand implements Callable<Integer> {

  /** The command with its own ones. */
  static CommandLine commandLine(Output output) {
    return new CommandLine(new IpCommand())
        .addSubcommand(new IpListCommand(output))
        .addSubcommand(new IpShowCommand(output))
        .addSubcommand(new IpBlockCommand(output))
        .addSubcommand(new IpUnblockCommand(output));
  }

  @Override
  public Integer call() {
    throw CliException.usage("ip: use ip list, show, block or unblock, as --help tells");
  }

  /** The client that an argument names. */
  static ClientAddress client(String text) {
    ClientAddress network = ClientAddress.parseNetwork(text);
    ClientAddress client = network == null ? ClientAddress.parse(text) : network;
    if (client == null) {
      throw CliException.usage(
          SafeText.quoted(text)
              + ": is no client: give an IPv4 or IPv6 address, or a network as in"
              + " 2001:db8:1:2::/64");
    }
    return client;
  }
}
