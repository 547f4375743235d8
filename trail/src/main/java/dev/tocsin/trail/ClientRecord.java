package dev.tocsin.trail;

import dev.tocsin.event.ClientAddress;
import dev.tocsin.respond.Block;
import dev.tocsin.risk.SuspiciousAddresses;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What journals say of a client.
 *
 * @param address an address, or the network of an IPv6 one
 * @param seen when it attacked and how; null if it did not
 * @param block by which it is shut out now
 * @param alerts how many were about it
 * @param suspicious whether it is now
 */
public record ClientRecord(
    ClientAddress address,
    SuspiciousAddresses.@Nullable Entry seen,
    Optional<Block> block,
    int alerts,
    boolean suspicious) {}
