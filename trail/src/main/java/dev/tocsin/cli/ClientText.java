package dev.tocsin.cli;

import dev.tocsin.respond.Block;
import dev.tocsin.risk.SuspiciousAddresses;
import dev.tocsin.trail.ClientRecord;

/** Clients as commands show them. */
final class ClientText {
  private ClientText() {}

  /** One JSON object. */
  static String json(ClientRecord client) {
    return JsonLine.of(
        json -> {
          json.writeStringField("ip_address", client.address().network());
          json.writeBooleanField("blocked", client.block().isPresent());
          if (client.block().isPresent()) {
            Block block = client.block().get();
            json.writeStringField("blocked_since", AlertText.time(block.since()));
            json.writeStringField("blocked_until", AlertText.time(block.until()));
            json.writeStringField("blocked_by", blockedBy(block));
            json.writeNumberField("repeat", block.repeat());
          }
          json.writeBooleanField("suspicious", client.suspicious());
          json.writeNumberField("alerts", client.alerts());
          SuspiciousAddresses.Entry seen = client.seen();
          if (seen != null) {
            json.writeStringField("threat_level", seen.threatLevel().text());
            json.writeStringField("first_seen", AlertText.time(seen.firstSeen()));
            json.writeStringField("last_seen", AlertText.time(seen.lastSeen()));
            json.writeNumberField("event_count", seen.eventCount());
          }
        });
  }

  static String blockedBy(Block block) {
    return block.rule().map(rule -> "rule " + rule).orElse(block.by().orElse("unknown"));
  }
}
