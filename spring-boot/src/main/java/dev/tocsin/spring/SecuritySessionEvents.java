package dev.tocsin.spring;

import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventType;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.web.authentication.session.SessionFixationProtectionEvent;
import org.springframework.security.web.authentication.switchuser.AuthenticationSwitchUserEvent;
import org.springframework.security.web.authentication.switchuser.SwitchUserGrantedAuthority;

/**
 * Tells of sessions that a sign-in renews, and of who acts as somebody else. Sessions that begin
 * and expire the audit filter tells. Thread-safe.
 */
final class SecuritySessionEvents implements ApplicationListener<ApplicationEvent> {
  private final SecurityLogger audit;

  SecuritySessionEvents(SecurityLogger audit) {
    this.audit = audit;
  }

  @Override
  public void onApplicationEvent(ApplicationEvent event) {
    if (event instanceof SessionFixationProtectionEvent renewed) {
      audit
          .event(EventType.SESSION_CREATED)
          .user(renewed.getAuthentication().getName())
          .session(renewed.getNewSessionId())
          .detail("reason", "sign_in")
          .log();
    } else if (event instanceof AuthenticationSwitchUserEvent switched) {
      switched(switched.getAuthentication(), switched.getTargetUser());
    }
  }

  /**
   * Who acts as one and switches to another ends the first: Spring tells that before, and has the
   * first still as the present user when it tells of the other.
   */
  private void switched(Authentication now, @Nullable UserDetails target) {
    Authentication source = source(now);
    String other = target == null ? null : target.getUsername();
    boolean ends = source != null && (other == null || other.equals(source.getName()));
    Authentication actor = source == null || ends ? now : source;
    audit
        .event(EventType.ADMIN_ACTION)
        .success(true)
        .user(actor.getName())
        .target("user", other)
        .detail("action", ends ? "switch_user_end" : "switch_user")
        .log();
  }

  /** Who acts as this user; null if nobody does. */
  private static @Nullable Authentication source(Authentication authentication) {
    return authentication.getAuthorities().stream()
        .filter(SwitchUserGrantedAuthority.class::isInstance)
        .map(each -> ((SwitchUserGrantedAuthority) each).getSource())
        .findFirst()
        .orElse(null);
  }
}
