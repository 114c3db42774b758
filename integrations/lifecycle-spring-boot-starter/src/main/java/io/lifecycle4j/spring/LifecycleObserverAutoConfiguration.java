package io.lifecycle4j.spring;

import io.lifecycle4j.micrometer.LifecycleMeters;
import io.lifecycle4j.micrometer.LifecycleObservations;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Measures and traces the home, where the application has registries for it. The names are those of
 * both lines of Spring Boot.
 */
@AutoConfiguration(
    before = LifecycleAutoConfiguration.class,
    afterName = {
      "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
      "org.springframework.boot.actuate.autoconfigure.observation.ObservationAutoConfiguration",
      "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
      "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration"
    })
@EnableConfigurationProperties(LifecycleProperties.class)
public class LifecycleObserverAutoConfiguration {
  /** Creates the configuration, for Spring. */
  public LifecycleObserverAutoConfiguration() {}

  @Bean
  @ConditionalOnBean(MeterRegistry.class)
  @ConditionalOnMissingBean
  LifecycleMeters lifecycleMeters(MeterRegistry registry, LifecycleProperties properties) {
    LifecycleMeters meters = LifecycleMeters.of(registry);
    Duration liveQuality = properties.liveQuality();
    return liveQuality == null ? meters : meters.withLiveQuality(liveQuality);
  }

  @Bean
  @ConditionalOnBean(ObservationRegistry.class)
  @ConditionalOnMissingBean
  LifecycleObservations lifecycleObservations(
      ObservationRegistry registry, LifecycleProperties properties) {
    return LifecycleObservations.of(registry, properties.observedPredictions());
  }
}
