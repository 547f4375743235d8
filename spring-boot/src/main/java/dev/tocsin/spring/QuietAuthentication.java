package dev.tocsin.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.DirectFieldAccessor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.security.authentication.AuthenticationEventPublisher;
import org.springframework.security.authentication.DefaultAuthenticationEventPublisher;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;

/**
 * Has beans of an application publish what they keep quiet about by default: a manager that it
 * makes itself publishes nothing, and a publisher nothing of an exception that it does not know.
 * What the application has set stays.
 */
final class QuietAuthentication implements BeanPostProcessor {
  private static final String PUBLISHER = "eventPublisher";
  private static final String DEFAULT_EVENT = "defaultAuthenticationFailureEventConstructor";

  private final ObjectProvider<AuthenticationEventPublisher> publisher;

  QuietAuthentication(ObjectProvider<AuthenticationEventPublisher> publisher) {
    this.publisher = publisher;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    if (bean instanceof ProviderManager manager && publishesNothing(manager)) {
      manager.setAuthenticationEventPublisher(new LaterPublisher(publisher));
    } else if (bean instanceof DefaultAuthenticationEventPublisher events
        && field(events, DEFAULT_EVENT) == null) {
      events.setDefaultAuthenticationFailureEvent(UnmappedAuthenticationFailureEvent.class);
    }
    return bean;
  }

  private static boolean publishesNothing(ProviderManager manager) {
    // It has no getter; the class of the default is private to it.
    Object set = field(manager, PUBLISHER);
    return set == null || set.getClass().getName().endsWith("$NullEventPublisher");
  }

  private static @Nullable Object field(Object bean, String name) {
    return new DirectFieldAccessor(bean).getPropertyValue(name);
  }

  /** The publisher of the application, which is asked for when there is something to publish. */
  private record LaterPublisher(ObjectProvider<AuthenticationEventPublisher> publisher)
      implements AuthenticationEventPublisher {
    @Override
    public void publishAuthenticationSuccess(Authentication authentication) {
      publisher.getObject().publishAuthenticationSuccess(authentication);
    }

    @Override
    public void publishAuthenticationFailure(
        AuthenticationException exception, Authentication authentication) {
      publisher.getObject().publishAuthenticationFailure(exception, authentication);
    }
  }
}
