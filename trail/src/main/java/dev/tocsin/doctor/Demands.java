package dev.tocsin.doctor;

/**
 * What a deployment has to keep to.
 *
 * @param pci whether the system is in scope of PCI DSS, so that 10.5.1 holds for all its audit logs
 */
public record Demands(boolean pci) {
  /** Nothing but what the events themselves say. */
  public static final Demands NONE = new Demands(false);
}
