package dev.tocsin.log4j;

import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;
import org.apache.logging.log4j.layout.template.json.resolver.EventResolverContext;
import org.apache.logging.log4j.layout.template.json.resolver.EventResolverFactory;
import org.apache.logging.log4j.layout.template.json.resolver.TemplateResolverConfig;
import org.apache.logging.log4j.layout.template.json.resolver.TemplateResolverFactory;

/** Makes {@link SecurityEventResolver}s. */
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
    return new SecurityEventResolver(context.getConfiguration(), config);
  }
}
