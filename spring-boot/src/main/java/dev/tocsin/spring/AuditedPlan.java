package dev.tocsin.spring;

import dev.tocsin.audit.SecurityLogger;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;
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
  private static final List<String> REACTIVE =
      List.of("org.reactivestreams.Publisher", "java.util.concurrent.Flow$Publisher");

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
    if (isReactive(method.getReturnType())) {
      throw new IllegalArgumentException(
          "returns "
              + method.getReturnType().getName()
              + ", whose outcome is not known when it returns; log by SecurityLogger where it ends,"
              + " as in doOnSuccess and doOnError");
    }
  }

  /** By the names alone, as the libraries may not be there. */
  private static boolean isReactive(Class<?> type) {
    if (REACTIVE.contains(type.getName())) {
      return true;
    }
    for (Class<?> each : type.getInterfaces()) {
      if (isReactive(each)) {
        return true;
      }
    }
    Class<?> above = type.getSuperclass();
    return above != null && isReactive(above);
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

  /** The values at the beginning of a call, of all that does not wait for its result. */
  Facts before(@Nullable Object[] arguments) {
    Facts facts = new Facts(context(arguments, null));
    facts.take(this, false);
    return facts;
  }

  /** The same and what waited for the result. */
  Facts after(Facts before, @Nullable Object[] arguments, @Nullable Object result) {
    Facts facts = new Facts(context(arguments, result));
    facts.values.putAll(before.values);
    facts.take(this, true);
    return facts;
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

  /** What the expressions of one call have given. */
  static final class Facts {
    private final SimpleEvaluationContext context;
    private final Map<AuditedExpression, Object> values = new LinkedHashMap<>();

    private Facts(SimpleEvaluationContext context) {
      this.context = context;
    }

    private void take(AuditedPlan plan, boolean withResult) {
      AuditedExpression target = plan.target();
      if (target != null && target.needsResult() == withResult) {
        take(target);
      }
      for (AuditedExpression each : plan.details()) {
        if (each.needsResult() == withResult) {
          take(each);
        }
      }
    }

    private void take(AuditedExpression expression) {
      try {
        Object value = expression.valueIn(context);
        if (value != null) {
          values.put(expression, value);
        }
      } catch (RuntimeException e) {
        // Also what a method of a value throws: the call goes on whatever becomes of its event.
        values.put(expression, new Failed(String.valueOf(e.getMessage())));
      }
    }

    /** The value; null where there is none. */
    @Nullable Object get(AuditedExpression expression) {
      return values.get(expression);
    }
  }

  /** Stands for the value of an expression that failed. */
  record Failed(String reason) {}
}
