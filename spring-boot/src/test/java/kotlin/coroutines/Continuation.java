package kotlin.coroutines;

/** Stands for Kotlin's, which is known by its name alone. */
public interface Continuation<T> {}
