package dev.tocsin.log4j;

import dev.tocsin.risk.RiskModel;
import org.apache.logging.log4j.core.config.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * The figures by which the layouts of a configuration reckon the risk: those of its first {@code
 * SecurityAudit}. Layouts may be made before the appenders are; what counts is what is there when
 * events come. Thread-safe.
 */
final class SharedRisk {
  private static final String COMPONENT = "tocsin.risk";

  private volatile @Nullable RiskModel first;

  private SharedRisk() {}

  /** That of a configuration; one of its own where there is none. */
  static SharedRisk of(@Nullable Configuration configuration) {
    return PerConfiguration.get(configuration, COMPONENT, SharedRisk::new);
  }

  /** Takes the figures of an audit appender, if it is the first. */
  synchronized void add(RiskModel model) {
    if (first == null) {
      first = model;
    }
  }

  RiskModel model() {
    RiskModel model = first;
    return model == null ? RiskModel.DEFAULT : model;
  }
}
