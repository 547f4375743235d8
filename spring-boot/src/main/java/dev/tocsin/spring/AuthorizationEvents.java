package dev.tocsin.spring;

import dev.tocsin.audit.AuditEvent;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventType;
import java.lang.reflect.Method;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationListener;
import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.authorization.event.AuthorizationDeniedEvent;
import org.springframework.security.core.Authentication;

/**
 * Tells of what Spring Security denies to somebody who is signed in. Who is not is asked to sign
 * in, and has tried nothing yet. Thread-safe.
 */
final class AuthorizationEvents implements ApplicationListener<AuthorizationDeniedEvent<?>> {
  private final SecurityLogger audit;
  private final AuthenticationTrustResolver trust = new AuthenticationTrustResolverImpl();

  AuthorizationEvents(SecurityLogger audit) {
    this.audit = audit;
  }

  @Override
  public void onApplicationEvent(AuthorizationDeniedEvent<?> event) {
    Authentication authentication = authentication(event);
    if (authentication == null || trust.isAnonymous(authentication)) {
      return;
    }
    AuditEvent failure =
        audit.event(EventType.AUTHORIZATION_FAILURE).user(authentication.getName());
    Method method = method(event.getObject());
    if (method != null) {
      failure.target("method", method.getDeclaringClass().getName() + "." + method.getName());
    }
    failure.log();
  }

  private static @Nullable Authentication authentication(AuthorizationDeniedEvent<?> event) {
    return event.getAuthentication().get();
  }

  /** That of a call; of a request the context has the path. */
  private static @Nullable Method method(Object denied) {
    return denied instanceof MethodInvocation invocation ? invocation.getMethod() : null;
  }
}
