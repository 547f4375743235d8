package dev.tocsin.inspect;

import org.jspecify.annotations.Nullable;

/**
 * An input with its label.
 *
 * @param corpus where it is from
 * @param kind what it is an attack of; null for honest input
 * @param held whether its whole corpus is kept from learning
 */
record LabItem(String corpus, @Nullable AttackKind kind, boolean held, String text) {
  String kindName() {
    return kind == null ? "honest" : kind.text();
  }
}
