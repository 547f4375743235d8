package io.smallrye.mutiny;

/** Stands for Mutiny's, which is known by its name alone. */
public interface Uni<T> {}
