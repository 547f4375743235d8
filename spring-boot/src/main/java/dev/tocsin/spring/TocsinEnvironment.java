package dev.tocsin.spring;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.core.LoggerContext;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.ClassUtils;

/**
 * Reads {@code tocsin.*} once the environment is complete and before Spring Boot configures Log4j,
 * and has it configure the audit log along with the rest. A property that is wrong, one that nobody
 * knows, and a logging system other than Log4j Core end the start here.
 */
final class TocsinEnvironment implements EnvironmentPostProcessor, Ordered {
  private static final String OVERRIDES = "logging.log4j2.config.override";
  private static final String PREFIX = "tocsin";

  TocsinEnvironment() {}

  /** After all that bring properties. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    Given given = new Given();
    // What the properties of the system and its environment say beyond this may be somebody else's.
    BindHandler handler =
        new NoUnboundElementsBindHandler(given, new UnboundElementsSourceFilter());
    TocsinProperties properties =
        Binder.get(environment).bindOrCreate(PREFIX, Bindable.of(TocsinProperties.class), handler);
    if (!properties.enabled()) {
      return;
    }
    ClassLoader loader = application.getClassLoader();
    requireBridge(properties, loader);
    LoggerContext log4j = BackEnd.require(loader);
    String name = environment.getProperty("spring.application.name");
    new AuditSetup(properties, name, given.properties).askOf(log4j);
    if (properties.journal().enabled()) {
      addOverride(environment);
    }
  }

  private static void requireBridge(TocsinProperties properties, ClassLoader loader) {
    if (properties.otel().enabled()
        && !ClassUtils.isPresent("dev.tocsin.otel.OpenTelemetryBridge", loader)) {
      throw new MissingPartException(
          "tocsin.otel.enabled is true, and the bridge is not on the class path.",
          "Add the dependency dev.tocsin:tocsin-otel, or remove tocsin.otel.enabled.");
    }
  }

  /** Those of the application stay, and come first. */
  private static void addOverride(ConfigurableEnvironment environment) {
    List<String> overrides =
        new ArrayList<>(
            Binder.get(environment)
                .bind(OVERRIDES, Bindable.listOf(String.class))
                .orElseGet(List::of));
    overrides.remove(JournalConfigurationFactory.LOCATION);
    overrides.add(JournalConfigurationFactory.LOCATION);
    Map<String, Object> indexed = new LinkedHashMap<>();
    for (int i = 0; i < overrides.size(); i++) {
      indexed.put(OVERRIDES + "[" + i + "]", overrides.get(i));
    }
    environment.getPropertySources().addFirst(new MapPropertySource(PREFIX, indexed));
  }

  /** Notes which properties are set, and where. */
  private static final class Given extends AbstractBindHandler {
    private final List<ConfigurationProperty> properties = new ArrayList<>();

    @Override
    public @Nullable Object onSuccess(
        ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
      ConfigurationProperty property = context.getConfigurationProperty();
      if (property != null && !properties.contains(property)) {
        properties.add(property);
      }
      return result;
    }
  }
}
