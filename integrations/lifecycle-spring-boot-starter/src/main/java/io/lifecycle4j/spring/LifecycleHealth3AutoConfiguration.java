package io.lifecycle4j.spring;

import io.lifecycle4j.ManagedModel;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The health of the home and its models, for Spring Boot 3. */
@AutoConfiguration(after = LifecycleAutoConfiguration.class)
@ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
public class LifecycleHealth3AutoConfiguration {
  /** Creates the configuration, for Spring. */
  public LifecycleHealth3AutoConfiguration() {}

  /**
   * DOWN only if the home cannot be written: a model that drifts serves, and so does an old one.
   */
  @Bean
  @ConditionalOnMissingBean(name = "lifecycleHealthIndicator")
  HealthIndicator lifecycleHealthIndicator(ManagedModelFactory models) {
    return () -> {
      Health.Builder health = Health.up();
      for (ManagedModel<?, ?> model : models.opened()) {
        if (!ModelFigures.isWritten(model)) {
          health.down();
        }
        health.withDetail(model.name(), ModelFigures.health(model));
      }
      return health.build();
    };
  }
}
