package dev.tocsin.spring;

import dev.tocsin.audit.AuditEvent;
import dev.tocsin.audit.SecurityLogger;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.apache.logging.log4j.ThreadContext;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.StaticMethodMatcherPointcutAdvisor;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * Finds {@link Audited} methods while beans are made, refuses those that can't be right, and tells
 * of their calls. Stands outside of transactions and of Spring Security's checks of methods, so
 * that a success is one that was committed and a call that was denied is told as a failure.
 * Thread-safe.
 */
final class AuditedCalls extends StaticMethodMatcherPointcutAdvisor {
  private static final Plan NONE = new Plan(null);

  private final SecurityLogger audit;
  private final Map<Key, Plan> plans = new ConcurrentHashMap<>();

  private record Key(Method method, Class<?> target) {}

  private record Plan(@Nullable AuditedPlan plan) {}

  AuditedCalls(SecurityLogger audit) {
    super((MethodInterceptor) MethodInvocation::proceed);
    this.audit = audit;
    setAdvice((MethodInterceptor) this::invoke);
    // Most beans are Spring's own; looking at each of their methods would take longer than the
    // rest.
    setClassFilter(type -> !type.getName().startsWith("org.springframework."));
    setOrder(Ordered.HIGHEST_PRECEDENCE + 1_000);
  }

  @Override
  public boolean matches(Method method, Class<?> targetClass) {
    return plan(method, targetClass) != null;
  }

  private @Nullable AuditedPlan plan(Method method, Class<?> target) {
    return plans.computeIfAbsent(new Key(method, target), this::read).plan();
  }

  private Plan read(Key key) {
    Method method = AopUtils.getMostSpecificMethod(key.method(), key.target());
    Audited audited = AnnotatedElementUtils.findMergedAnnotation(method, Audited.class);
    return audited == null ? NONE : new Plan(AuditedPlan.of(method, audited, audit));
  }

  private @Nullable Object invoke(MethodInvocation call) throws Throwable {
    Object target = call.getThis();
    Class<?> type =
        target == null ? call.getMethod().getDeclaringClass() : AopUtils.getTargetClass(target);
    AuditedPlan plan = plan(call.getMethod(), type);
    if (plan == null) {
      return call.proceed();
    }
    @Nullable Object[] arguments = call.getArguments();
    AuditedPlan.Facts before = plan.before(arguments);
    Object result;
    try {
      result = call.proceed();
    } catch (Throwable e) {
      failed(plan, before, e);
      throw e;
    }
    if (result instanceof CompletionStage<?> stage) {
      Map<String, String> context = ThreadContext.getImmutableContext();
      return stage.whenComplete(
          (value, thrown) ->
              inContext(context, () -> ended(plan, before, arguments, value, thrown)));
    }
    log(plan, plan.after(before, arguments, result), null);
    return result;
  }

  private void ended(
      AuditedPlan plan,
      AuditedPlan.Facts before,
      @Nullable Object[] arguments,
      @Nullable Object value,
      @Nullable Throwable thrown) {
    if (thrown == null) {
      log(plan, plan.after(before, arguments, value), null);
    } else {
      failed(plan, before, thrown);
    }
  }

  /** The caller gets the method's exception, whatever becomes of the event. */
  private void failed(AuditedPlan plan, AuditedPlan.Facts facts, Throwable thrown) {
    try {
      log(plan, facts, thrown);
    } catch (RuntimeException notRecorded) {
      thrown.addSuppressed(notRecorded);
    }
  }

  /** A stage may end on any thread: the context of the call goes there, and off it again. */
  private static void inContext(Map<String, String> context, Runnable work) {
    Map<String, String> before = ThreadContext.getImmutableContext();
    ThreadContext.clearMap();
    ThreadContext.putAll(context);
    try {
      work.run();
    } finally {
      ThreadContext.clearMap();
      ThreadContext.putAll(before);
    }
  }

  private void log(AuditedPlan plan, AuditedPlan.Facts facts, @Nullable Throwable thrown) {
    AuditEvent event = audit.event(plan.type()).success(thrown == null);
    if (thrown != null) {
      Thrown.tell(event, thrown);
    }
    AuditedExpression target = plan.target();
    Object id = target == null ? null : facts.get(target);
    if (id instanceof AuditedPlan.Failed failed) {
      event.target(orNull(plan.targetType()), null).detail("target_error", failed.reason());
    } else {
      event.target(orNull(plan.targetType()), id == null ? null : id.toString());
    }
    for (AuditedExpression each : plan.details()) {
      Object value = facts.get(each);
      if (value instanceof AuditedPlan.Failed failed) {
        event.detail(each.name() + "_error", failed.reason());
      } else if (value != null) {
        event.detail(each.name(), value);
      }
    }
    event.log();
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
