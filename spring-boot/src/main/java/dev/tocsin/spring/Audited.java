package dev.tocsin.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Each call of the method becomes a security event: a success when it returns, a failure when it
 * throws. The call itself does what it did before.
 *
 * <pre>{@code
 * @Audited(type = "data_export", targetType = "report", target = "#id", details = "rows=#result.rows()")
 * Report export(String id) { … }
 * }</pre>
 *
 * <p>Expressions are Spring's (SpEL), over the parameters by their names or as {@code #a0}, {@code
 * #a1}, …, and {@code #result}, which is null where the method throws or has none. They may read
 * properties and call methods of these values; types, beans and assignments are not to be had. What
 * can't be right is told when the bean is made: a mistake in an expression, an unknown event type
 * or parameter, a method that no proxy can catch (private, static, final), and one whose outcome is
 * not known when it returns, as with reactive types, Kotlin's suspend functions and a plain {@link
 * java.util.concurrent.Future}. A {@link java.util.concurrent.CompletionStage} is followed to its
 * end. What does not use {@code #result} is taken as it is before the call. An expression that
 * fails while the application runs is told in the event's details and disturbs nothing.
 *
 * <p>As with all advice of Spring's, calls from within the same bean are not seen. Where the audit
 * log is fail-closed, a call whose event can't be recorded throws, after the method has done its
 * work.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Audited {
  /** Name of the event's type, in any case, for example {@code data_export}. */
  String type();

  /** What is acted on, in a word, for example {@code report}; by default nothing. */
  String targetType() default "";

  /** An expression for the id of what is acted on; by default nothing. */
  String target() default "";

  /** Further facts, each as {@code name=expression}. */
  String[] details() default {};
}
