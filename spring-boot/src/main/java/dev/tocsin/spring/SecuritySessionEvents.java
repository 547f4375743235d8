package dev.tocsin.spring;

import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventType;
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
      Authentication now = switched.getAuthentication();
      UserDetails other = switched.getTargetUser();
      audit
          .event(EventType.ADMIN_ACTION)
          .success(true)
          .user(now.getName())
          .target("user", other == null ? null : other.getUsername())
          .detail("action", actsAsOther(now) ? "switch_user_end" : "switch_user")
          .log();
    }
  }

  private static boolean actsAsOther(Authentication authentication) {
    return authentication.getAuthorities().stream()
        .anyMatch(SwitchUserGrantedAuthority.class::isInstance);
  }
}
