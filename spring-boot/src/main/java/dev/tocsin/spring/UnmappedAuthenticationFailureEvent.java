package dev.tocsin.spring;

import java.io.Serial;
import org.springframework.security.authentication.event.AbstractAuthenticationFailureEvent;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;

/**
 * A sign-in has failed by an exception for which Spring Security has no event, for example since
 * the store of users failed, or a one-time token was wrong. Spring Security makes it. Immutable.
 */
public final class UnmappedAuthenticationFailureEvent extends AbstractAuthenticationFailureEvent {
  @Serial private static final long serialVersionUID = 1L;

  /** For Spring Security. */
  public UnmappedAuthenticationFailureEvent(
      Authentication authentication, AuthenticationException exception) {
    super(authentication, exception);
  }
}
