package dev.tocsin.spring;

import dev.tocsin.audit.AuditEvent;
import dev.tocsin.audit.RequestEvents;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import java.util.Locale;
import java.util.Set;
import org.apache.logging.log4j.ThreadContext;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationListener;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.event.AbstractAuthenticationEvent;
import org.springframework.security.authentication.event.AbstractAuthenticationFailureEvent;
import org.springframework.security.authentication.event.AuthenticationFailureProviderNotFoundEvent;
import org.springframework.security.authentication.event.AuthenticationSuccessEvent;
import org.springframework.security.authentication.event.InteractiveAuthenticationSuccessEvent;
import org.springframework.security.authentication.event.LogoutSuccessEvent;
import org.springframework.security.core.Authentication;

/**
 * Tells of sign-ins and sign-outs. Thread-safe.
 *
 * <p>Spring Security publishes a form's sign-in twice, when the password was right and when the
 * session is made; it is told once. A token that comes with each request, as of OAuth 2, is no
 * sign-in: its use is {@code api_access}, so that figures of sign-ins count people and not calls. A
 * token that is refused is {@code auth_failure} as a wrong password is.
 */
final class AuthenticationEvents implements ApplicationListener<AbstractAuthenticationEvent> {
  private static final Set<String> TOKENS_OF_REQUESTS = Set.of("jwt", "bearer_token", "dpop");
  private static final String SUFFIX = "_authentication";
  private static final String USER = EventField.USER_ID.contextNames().get(0);

  private final SecurityLogger audit;

  /** The request in which this thread has told of a sign-in last. */
  private final ThreadLocal<String> told = new ThreadLocal<>();

  AuthenticationEvents(SecurityLogger audit) {
    this.audit = audit;
  }

  @Override
  public void onApplicationEvent(AbstractAuthenticationEvent event) {
    if (event instanceof AuthenticationSuccessEvent) {
      succeeded(event.getAuthentication());
    } else if (event instanceof InteractiveAuthenticationSuccessEvent) {
      // Who signs in by a manager that publishes nothing is told of here.
      String request = ThreadContext.get(RequestEvents.CONTEXT_KEY);
      if (request != null && !request.equals(told.get())) {
        succeeded(event.getAuthentication());
      }
    } else if (event instanceof AbstractAuthenticationFailureEvent failure) {
      failed(failure);
    } else if (event instanceof LogoutSuccessEvent) {
      begin(EventType.AUTH_LOGOUT, event.getAuthentication()).log();
    }
  }

  private void succeeded(Authentication authentication) {
    boolean perRequest = TOKENS_OF_REQUESTS.contains(kind(authentication));
    begin(perRequest ? EventType.API_ACCESS : EventType.AUTH_SUCCESS, authentication).log();
    String request = ThreadContext.get(RequestEvents.CONTEXT_KEY);
    if (request != null) {
      told.set(request);
      // For what else is told of this request; it goes when the request leaves the thread.
      ThreadContext.put(USER, authentication.getName());
    }
  }

  private void failed(AbstractAuthenticationFailureEvent failure) {
    if (failure instanceof AuthenticationFailureProviderNotFoundEvent) {
      // Nobody has looked at the credentials: another manager does, and tells what comes of it.
      return;
    }
    AuditEvent event =
        begin(EventType.AUTH_FAILURE, failure.getAuthentication())
            .detail("reason", reason(failure));
    if (failure.getException() instanceof AuthenticationServiceException) {
      // The directory or database is at fault, and not whoever wanted to sign in.
      event.detail("confidence", "low");
    }
    Thrown.tell(event, failure.getException());
    event.log();
  }

  private AuditEvent begin(EventType type, Authentication authentication) {
    return audit
        .event(type)
        .user(user(authentication))
        .detail("authentication", kind(authentication));
  }

  /** A token that was refused has only itself for a name, and that is a secret. */
  private static @Nullable String user(Authentication authentication) {
    String name = authentication.getName();
    return name.equals(authentication.getCredentials()) ? null : name;
  }

  /** For example {@code username_password}, {@code remember_me} or {@code oauth2_login}. */
  private static String kind(Authentication authentication) {
    String name = snake(authentication.getClass().getSimpleName().replaceAll("Token$", ""));
    return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
  }

  /** For example {@code bad_credentials}. */
  private static String reason(AbstractAuthenticationFailureEvent failure) {
    if (failure instanceof UnmappedAuthenticationFailureEvent) {
      return snake(failure.getException().getClass().getSimpleName().replaceAll("Exception$", ""));
    }
    return snake(
        failure
            .getClass()
            .getSimpleName()
            .replaceAll("^AuthenticationFailure", "")
            .replaceAll("Event$", ""));
  }

  private static String snake(String camel) {
    return camel
        .replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_")
        .toLowerCase(Locale.ROOT)
        .replace("o_auth2", "oauth2")
        .replace("d_po_p", "dpop");
  }
}
