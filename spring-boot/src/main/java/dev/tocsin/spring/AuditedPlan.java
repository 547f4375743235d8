package dev.tocsin.spring;

import dev.tocsin.audit.AuditEvent;
import dev.tocsin.audit.SecurityLogger;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.spel.support.SimpleEvaluationContext;

/**
 * What is told of the calls of one {@link Audited} method. Immutable and thread-safe.
 *
 * @param parameters names of the parameters; where there is none it is empty
 * @param target null where the method names none
 */
record AuditedPlan(
    String type,
    String targetType,
    @Nullable AuditedExpression target,
    List<AuditedExpression> details,
    List<String> parameters) {
  private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

  /** What a method returns before its outcome is known, beside futures. */
  private static final Set<String> OPEN =
      Set.of(
          "org.reactivestreams.Publisher",
          "java.util.concurrent.Flow$Publisher",
          "io.reactivex.rxjava3.core.CompletableSource",
          "io.reactivex.rxjava3.core.MaybeSource",
          "io.reactivex.rxjava3.core.ObservableSource",
          "io.reactivex.rxjava3.core.SingleSource",
          "io.reactivex.CompletableSource",
          "io.reactivex.MaybeSource",
          "io.reactivex.ObservableSource",
          "io.reactivex.SingleSource",
          "io.smallrye.mutiny.Uni",
          "io.vertx.core.Future",
          "kotlinx.coroutines.Job",
          "kotlinx.coroutines.flow.Flow",
          "org.springframework.web.context.request.async.DeferredResult",
          "org.springframework.web.context.request.async.WebAsyncTask");

  /** The last parameter of a function that Kotlin suspends. */
  private static final String CONTINUATION = "kotlin.coroutines.Continuation";

  AuditedPlan {
    details = List.copyOf(details);
    parameters = List.copyOf(parameters);
  }

  /**
   * Reads an annotation.
   *
   * @throws IllegalArgumentException if something is wrong; one line that names the method, the
   *     text and the way out
   */
  static AuditedPlan of(Method method, Audited audited, SecurityLogger logger) {
    try {
      requireUsable(method);
      var unused = logger.event(audited.type());
      List<String> parameters = parameters(method);
      Set<String> variables = variables(parameters);
      List<AuditedExpression> details = new ArrayList<>();
      for (String each : audited.details()) {
        details.add(detail(each, variables));
      }
      return new AuditedPlan(
          audited.type(),
          audited.targetType(),
          audited.target().isEmpty()
              ? null
              : AuditedExpression.parse("target", audited.target(), variables),
          details,
          parameters);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "@Audited on "
              + method.getDeclaringClass().getName()
              + "."
              + method.getName()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private static void requireUsable(Method method) {
    int modifiers = method.getModifiers();
    if (Modifier.isPrivate(modifiers)
        || Modifier.isStatic(modifiers)
        || Modifier.isFinal(modifiers)) {
      throw new IllegalArgumentException(
          "no proxy sees calls of a private, static or final method; make it an ordinary one");
    }
    Class<?> returned = method.getReturnType();
    if (isOpen(returned)) {
      throw new IllegalArgumentException(
          "returns "
              + returned.getName()
              + ", whose outcome is not known when it returns; log by SecurityLogger where it ends,"
              + " as in doOnSuccess and doOnError");
    }
    if (Future.class.isAssignableFrom(returned)
        && !CompletionStage.class.isAssignableFrom(returned)) {
      throw new IllegalArgumentException(
          "returns "
              + returned.getName()
              + ", whose end nobody is told of; return a CompletableFuture");
    }
    for (Class<?> each : method.getParameterTypes()) {
      if (each.getName().equals(CONTINUATION)) {
        throw new IllegalArgumentException(
            "is a suspend function, whose outcome is not known when it returns; log by"
                + " SecurityLogger where it ends");
      }
    }
  }

  /** By the names alone, as the libraries may not be there. */
  private static boolean isOpen(Class<?> type) {
    if (OPEN.contains(type.getName())) {
      return true;
    }
    for (Class<?> each : type.getInterfaces()) {
      if (isOpen(each)) {
        return true;
      }
    }
    Class<?> above = type.getSuperclass();
    return above != null && isOpen(above);
  }

  private static List<String> parameters(Method method) {
    @Nullable String @Nullable [] names = NAMES.getParameterNames(method);
    List<String> parameters = new ArrayList<>();
    for (int i = 0; i < method.getParameterCount(); i++) {
      String name = names == null ? null : names[i];
      parameters.add(name == null ? "" : name);
    }
    return parameters;
  }

  private static Set<String> variables(List<String> parameters) {
    Set<String> variables = new TreeSet<>(parameters);
    variables.remove("");
    for (int i = 0; i < parameters.size(); i++) {
      variables.add("a" + i);
    }
    return variables;
  }

  private static AuditedExpression detail(String text, Set<String> variables) {
    int equals = text.indexOf('=');
    if (equals < 1 || text.startsWith("==", equals)) {
      throw new IllegalArgumentException(
          "details \"" + text + "\": use name=expression, as in rows=#result.size()");
    }
    return AuditedExpression.parse(
        text.substring(0, equals).strip(), text.substring(equals + 1).strip(), variables);
  }

  /** Tells what does not wait for the result, as it is at the beginning of a call. */
  void tellBefore(AuditEvent event, @Nullable Object[] arguments) {
    event.target(orNull(targetType), null);
    tell(event, context(arguments, null), false);
  }

  /** Tells what waited for the result. */
  void tellAfter(AuditEvent event, @Nullable Object[] arguments, @Nullable Object result) {
    tell(event, context(arguments, result), true);
  }

  private SimpleEvaluationContext context(@Nullable Object[] arguments, @Nullable Object result) {
    SimpleEvaluationContext context =
        SimpleEvaluationContext.forReadOnlyDataBinding().withInstanceMethods().build();
    for (int i = 0; i < arguments.length; i++) {
      context.setVariable("a" + i, arguments[i]);
      if (!parameters.get(i).isEmpty()) {
        context.setVariable(parameters.get(i), arguments[i]);
      }
    }
    context.setVariable(AuditedExpression.RESULT, result);
    return context;
  }

  private void tell(AuditEvent event, EvaluationContext context, boolean withResult) {
    AuditedExpression id = target;
    if (id != null && id.needsResult() == withResult) {
      guarded(
          id,
          event,
          () -> {
            Object value = id.valueIn(context);
            event.target(orNull(targetType), value == null ? null : value.toString());
          });
    }
    for (AuditedExpression each : details) {
      if (each.needsResult() == withResult) {
        guarded(
            each,
            event,
            () -> {
              Object value = each.valueIn(context);
              if (value != null) {
                event.detail(each.name(), value);
              }
            });
      }
    }
  }

  /** The call goes on whatever becomes of its event, and of what methods of its values do. */
  private static void guarded(AuditedExpression expression, AuditEvent event, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | StackOverflowError e) {
      String message = e.getMessage();
      event.detail(
          expression.name() + "_error", message == null ? e.getClass().getName() : message);
    }
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
