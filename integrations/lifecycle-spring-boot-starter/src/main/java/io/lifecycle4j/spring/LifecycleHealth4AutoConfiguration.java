package io.lifecycle4j.spring;

import io.lifecycle4j.Lifecycle;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** The health of the home and its models, for Spring Boot 4. */
@AutoConfiguration(after = LifecycleAutoConfiguration.class)
@ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
public class LifecycleHealth4AutoConfiguration {
  /** Creates the configuration, for Spring. */
  public LifecycleHealth4AutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean(name = "lifecycleHealthIndicator")
  HealthIndicator lifecycleHealthIndicator(Lifecycle lifecycle, ManagedModelFactory models) {
    HomeHealth health = new HomeHealth(lifecycle, models, System::nanoTime);
    return () -> {
      HomeHealth.Looked looked = health.look();
      Health.Builder builder = looked.isUp() ? Health.up() : Health.down();
      return builder.withDetails(looked.details()).build();
    };
  }
}
