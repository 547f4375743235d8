package dev.tocsin.log4j;

import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;
import org.apache.logging.log4j.layout.template.json.resolver.EventResolverContext;
import org.apache.logging.log4j.layout.template.json.resolver.EventResolverFactory;
import org.apache.logging.log4j.layout.template.json.resolver.TemplateResolverConfig;
import org.apache.logging.log4j.layout.template.json.resolver.TemplateResolverFactory;

/** Makes {@link SecurityEventResolver}s. A mistake keeps the configuration from starting. */
@Plugin(name = "SecurityEventResolverFactory", category = TemplateResolverFactory.CATEGORY)
public final class SecurityEventResolverFactory implements EventResolverFactory {
  private static final SecurityEventResolverFactory INSTANCE = new SecurityEventResolverFactory();

  private SecurityEventResolverFactory() {}

  @PluginFactory
  public static SecurityEventResolverFactory getInstance() {
    return INSTANCE;
  }

  @Override
  public String getName() {
    return SecurityEventResolver.NAME;
  }

  @Override
  public SecurityEventResolver create(EventResolverContext context, TemplateResolverConfig config) {
    try {
      return SecurityEventResolver.of(context.getConfiguration(), config);
    } catch (IllegalArgumentException e) {
      // Log4j goes on with another layout after an exception here.
      Refusal.of(context.getConfiguration(), String.valueOf(e.getMessage()));
      throw e;
    }
  }
}
