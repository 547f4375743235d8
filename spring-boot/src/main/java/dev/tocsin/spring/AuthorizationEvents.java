package dev.tocsin.spring;

import dev.tocsin.audit.AuditEvent;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventType;
import java.lang.reflect.Method;
import java.util.function.Predicate;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationListener;
import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.authorization.AuthorityAuthorizationDecision;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.authorization.FactorAuthorizationDecision;
import org.springframework.security.authorization.event.AuthorizationDeniedEvent;
import org.springframework.security.authorization.method.MethodInvocationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

/**
 * Tells of what Spring Security denies to somebody who is signed in. Who is not is asked to sign
 * in, and has tried nothing yet; so is who has to come with a further factor. Thread-safe.
 */
final class AuthorizationEvents implements ApplicationListener<AuthorizationDeniedEvent<?>> {
  private static final String FACTOR = "FACTOR_";

  private final SecurityLogger audit;
  private final Predicate<Object> madeByContainer;
  private final AuthenticationTrustResolver trust = new AuthenticationTrustResolverImpl();

  /**
   * Makes one.
   *
   * @param madeByContainer tells what was denied to no client, but to the container
   */
  AuthorizationEvents(SecurityLogger audit, Predicate<Object> madeByContainer) {
    this.audit = audit;
    this.madeByContainer = madeByContainer;
  }

  @Override
  public void onApplicationEvent(AuthorizationDeniedEvent<?> event) {
    Authentication authentication = authentication(event);
    if (authentication == null
        || trust.isAnonymous(authentication)
        || asksForFactor(event.getAuthorizationResult())
        || madeByContainer.test(event.getObject())) {
      return;
    }
    AuditEvent failure =
        audit.event(EventType.AUTHORIZATION_FAILURE).user(authentication.getName());
    Method method = method(event.getObject());
    if (method != null) {
      failure.target("method", method.getDeclaringClass().getName() + "." + method.getName());
    }
    if (trust.isRememberMe(authentication)) {
      // Spring Security may only want the password again.
      failure.detail("confidence", "low");
    }
    failure.log();
  }

  /** Who has come with one factor of two is asked for the other. */
  private static boolean asksForFactor(AuthorizationResult result) {
    if (result instanceof AuthorityAuthorizationDecision decision) {
      return !decision.getAuthorities().isEmpty()
          && decision.getAuthorities().stream().allMatch(AuthorizationEvents::isFactor);
    }
    return result instanceof FactorAuthorizationDecision;
  }

  private static boolean isFactor(GrantedAuthority wanted) {
    String name = wanted.getAuthority();
    return name != null && name.startsWith(FACTOR);
  }

  private static @Nullable Authentication authentication(AuthorizationDeniedEvent<?> event) {
    return event.getAuthentication().get();
  }

  /** That of a call; of a request the context has the path. */
  private static @Nullable Method method(Object denied) {
    if (denied instanceof MethodInvocationResult returned) {
      return returned.getMethodInvocation().getMethod();
    }
    return denied instanceof MethodInvocation invocation ? invocation.getMethod() : null;
  }
}
