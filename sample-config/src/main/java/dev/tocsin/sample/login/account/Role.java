package dev.tocsin.sample.login.account;

/** What a user may do. */
public enum Role {
  /** Signs in, searches, signs out. */
  MEMBER,
  /** Also sees the admin page, unlocks accounts, and blocks and unblocks clients. */
  ADMIN
}
