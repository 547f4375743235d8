package dev.tocsin.doctor;

/** One thing that is looked at. Stateless. */
interface Check {
  /** Its name in findings; it never changes, as scripts and docs rely on it. */
  String id();
}
