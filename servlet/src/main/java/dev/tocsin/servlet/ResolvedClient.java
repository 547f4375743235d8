package dev.tocsin.servlet;

import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.Provenance;

/**
 * The address that a request is taken to come from, and how far that can be relied on.
 *
 * @param address the client's address, never null
 * @param provenance {@link Provenance#PEER} when it is the other end of the connection itself,
 *     {@link Provenance#TRUSTED_PROXY} when a trusted proxy told it
 */
public record ResolvedClient(ClientAddress address, Provenance provenance) {}
