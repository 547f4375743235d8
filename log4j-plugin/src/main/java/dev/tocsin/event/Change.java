package dev.tocsin.event;

import org.jspecify.annotations.Nullable;

/**
 * One field that an action changed.
 *
 * @param field the field's name
 * @param oldValue what it was, or null
 * @param newValue what it became, or null
 */
public record Change(String field, @Nullable Object oldValue, @Nullable Object newValue) {}
