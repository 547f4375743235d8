package dev.tocsin.spring;

import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventType;
import java.util.Collections;
import java.util.List;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.switchuser.SwitchUserFilter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** An application with form login, basic authentication, remember-me, roles and audited methods. */
@SpringBootConfiguration
@EnableAutoConfiguration
@EnableMethodSecurity
@Import({SecuredApplication.Pages.class, SecuredApplication.Reports.class})
class SecuredApplication {
  @Bean
  UserDetailsService users() {
    return new InMemoryUserDetailsManager(
        User.withUsername("ann").password("{noop}right").roles("USER", "ADMIN").build(),
        User.withUsername("carol").password("{noop}right").roles("USER", "ADMIN").build(),
        User.withUsername("bob").password("{noop}right").roles("USER").build(),
        User.withUsername("shut")
            .password("{noop}right")
            .roles("USER")
            .accountLocked(true)
            .build());
  }

  @Bean
  SwitchUserFilter switchUser(UserDetailsService users) {
    SwitchUserFilter filter = new SwitchUserFilter();
    filter.setUserDetailsService(users);
    filter.setTargetUrl("/");
    return filter;
  }

  @Bean
  SecurityFilterChain security(HttpSecurity http, SwitchUserFilter switchUser) {
    return http.authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers("/admin/**", "/login/impersonate")
                    .hasRole("ADMIN")
                    .requestMatchers("/actuator/**")
                    .permitAll()
                    .anyRequest()
                    .authenticated())
        .formLogin(Customizer.withDefaults())
        .httpBasic(Customizer.withDefaults())
        .rememberMe(remember -> remember.key("a key of this test"))
        .logout(Customizer.withDefaults())
        .csrf(
            csrf ->
                csrf.ignoringRequestMatchers(
                    "/login", "/logout", "/login/impersonate", "/logout/impersonate"))
        .addFilter(switchUser)
        .build();
  }

  /** A service for machines, which bring a token with each request. */
  @Bean
  @Order(1)
  SecurityFilterChain machines(HttpSecurity http) {
    return http.securityMatcher("/api/**")
        .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
        .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
        .build();
  }

  @Bean
  JwtDecoder tokens() {
    return NimbusJwtDecoder.withSecretKey(Tokens.KEY).build();
  }

  @RestController
  static class Pages {
    private static final SecurityLogger AUDIT = SecurityLogger.getLogger(Pages.class);

    private final Reports reports;
    private final ApplicationEventPublisher events;

    Pages(Reports reports, ApplicationEventPublisher events) {
      this.reports = reports;
      this.events = events;
    }

    @GetMapping("/")
    String home() {
      return "home";
    }

    @GetMapping("/admin")
    String admin() {
      AUDIT.event(EventType.ADMIN_ACTION).target("setting", "colour").log();
      return "admin";
    }

    @GetMapping("/api/stock")
    String stock() {
      return "17";
    }

    @GetMapping("/purge")
    String purge() {
      reports.purge();
      return "purged";
    }

    @GetMapping("/reports/{id}")
    List<String> report(
        @PathVariable("id") String id, @RequestParam(name = "rows", defaultValue = "2") int rows) {
      return reports.export(id, rows);
    }

    @GetMapping("/publish")
    String publish() {
      events.publishEvent(new AuditApplicationEvent("bob", "DATA_EXPORT", "rows=7"));
      events.publishEvent(new AuditApplicationEvent("bob", "PRICE.CHANGED", "article=4711"));
      events.publishEvent(new AuditApplicationEvent("bob", "STOCK_TAKEN", "article=4711"));
      // Spring Boot's name for what is told from its source, and one that the test maps.
      events.publishEvent(new AuditApplicationEvent("bob", "AUTHENTICATION_SUCCESS", "by=hand"));
      events.publishEvent(new AuditApplicationEvent("bob", "LOGOUT_SUCCESS", "by=hand"));
      return "published";
    }
  }

  static class Reports {
    @Audited(
        type = "data_export",
        targetType = "report",
        target = "#id",
        details = "rows=#result.size()")
    List<String> export(String id, int rows) {
      if (rows < 0) {
        throw new IllegalArgumentException("rows " + rows);
      }
      return Collections.nCopies(rows, id);
    }

    @Audited(type = "DATA_DELETION", target = "'all'", targetType = "report")
    @PreAuthorize("hasRole('ADMIN')")
    void purge() {}
  }
}
