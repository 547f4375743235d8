package dev.tocsin.spring;

import dev.tocsin.audit.AuditEvent;
import dev.tocsin.audit.SecurityLogger;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.CompletionException;
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
    // What implements it in a proxy's class, as a repository's, has no annotations and is final.
    Method method =
        Proxy.isProxyClass(key.target())
            ? key.method()
            : AopUtils.getMostSpecificMethod(key.method(), key.target());
    Audited audited = AnnotatedElementUtils.findMergedAnnotation(method, Audited.class);
    return audited == null ? NONE : new Plan(AuditedPlan.of(method, audited, audit));
  }

  private @Nullable Object invoke(MethodInvocation call) throws Throwable {
    AuditedPlan plan = plan(call.getMethod(), type(call));
    if (plan == null) {
      return call.proceed();
    }
    @Nullable Object[] arguments = call.getArguments();
    AuditEvent event = audit.event(plan.type());
    plan.tellBefore(event, arguments);
    Object result;
    try {
      result = call.proceed();
    } catch (Throwable e) {
      failed(event, e, e);
      throw e;
    }
    if (result instanceof CompletionStage<?> stage) {
      Map<String, String> context = ThreadContext.getImmutableContext();
      return stage.whenComplete(
          (value, thrown) ->
              inContext(context, () -> ended(plan, event, arguments, value, thrown)));
    }
    succeeded(plan, event, arguments, result);
    return result;
  }

  /** The same class as when the bean was made. */
  private static Class<?> type(MethodInvocation call) {
    Object target = call.getThis();
    if (target == null) {
      return call.getMethod().getDeclaringClass();
    }
    return Proxy.isProxyClass(target.getClass())
        ? target.getClass()
        : AopUtils.getTargetClass(target);
  }

  private static void ended(
      AuditedPlan plan,
      AuditEvent event,
      @Nullable Object[] arguments,
      @Nullable Object value,
      @Nullable Throwable thrown) {
    if (thrown == null) {
      succeeded(plan, event, arguments, value);
      return;
    }
    // A stage wraps what was thrown in a stage before it.
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : null;
    failed(event, cause == null ? thrown : cause, thrown);
  }

  private static void succeeded(
      AuditedPlan plan, AuditEvent event, @Nullable Object[] arguments, @Nullable Object result) {
    plan.tellAfter(event, arguments, result);
    event.success(true).log();
  }

  /** The caller gets the method's exception, whatever becomes of the event. */
  private static void failed(AuditEvent event, Throwable cause, Throwable thrown) {
    try {
      Thrown.tell(event, cause);
      event.success(false).log();
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
}
