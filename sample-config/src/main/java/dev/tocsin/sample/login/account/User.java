package dev.tocsin.sample.login.account;

/**
 * A user as the directory keeps it.
 *
 * @param id the name to sign in with, lower-case
 * @param name the name for people
 * @param pin the PIN's hash; the PIN itself is kept nowhere
 */
public record User(String id, String name, Role role, PinHash pin) {}
