package dev.tocsin.spring;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.access.prepost.PostAuthorize;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.authorization.AllRequiredFactorsAuthorizationManager;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Has an authentication manager of its own, and denies what it does not permit, errors too. */
@SpringBootConfiguration
@EnableAutoConfiguration
@EnableMethodSecurity
@Import({OwnManagerApplication.Pages.class, OwnManagerApplication.Letters.class})
class OwnManagerApplication {
  private static UserDetails find(String name) {
    if (name.equals("lost")) {
      throw new IllegalStateException("the directory is away");
    }
    return User.withUsername(name).password("{noop}right").roles("USER").build();
  }

  @Bean
  AuthenticationManager manager() {
    return new ProviderManager(new DaoAuthenticationProvider(OwnManagerApplication::find));
  }

  @Bean
  SecurityFilterChain security(HttpSecurity http) {
    UserDetailsService users = OwnManagerApplication::find;
    return http.authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers("/", "/letter", "/nowhere")
                    .authenticated()
                    .requestMatchers("/admin")
                    .hasRole("ADMIN")
                    .requestMatchers("/vault")
                    .fullyAuthenticated()
                    .requestMatchers("/password")
                    .hasAuthority("FACTOR_PASSWORD")
                    .requestMatchers("/factor")
                    .access(
                        AllRequiredFactorsAuthorizationManager.builder()
                            .requireFactor(factor -> factor.passwordAuthority())
                            .build())
                    .anyRequest()
                    .denyAll())
        .formLogin(Customizer.withDefaults())
        .httpBasic(Customizer.withDefaults())
        .rememberMe(remember -> remember.key("a key of this test").userDetailsService(users))
        .csrf(csrf -> csrf.ignoringRequestMatchers("/login"))
        .build();
  }

  @RestController
  static class Pages {
    private final Letters letters;

    Pages(Letters letters) {
      this.letters = letters;
    }

    @GetMapping("/")
    String home() {
      return "home";
    }

    @GetMapping("/letter")
    String letter() {
      return letters.open();
    }
  }

  static class Letters {
    @PostAuthorize("returnObject == authentication.name")
    String open() {
      return "for somebody else";
    }
  }
}
