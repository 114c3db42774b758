package io.lifecycle4j.spring;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.LifecycleBuilder;
import io.lifecycle4j.micrometer.LifecycleMeters;
import io.lifecycle4j.micrometer.LifecycleObservations;
import io.lifecycle4j.observation.LifecycleObserver;
import io.lifecycle4j.registry.Actor;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Opens the home, and what opens models in it. A bean of the application of the same type wins. */
@AutoConfiguration
@EnableConfigurationProperties(LifecycleProperties.class)
public class LifecycleAutoConfiguration {
  /** A letter of a drive of Windows is no scheme. */
  private static final Pattern LOCATION = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

  /** Creates the configuration, for Spring. */
  public LifecycleAutoConfiguration() {}

  @Bean(destroyMethod = "close")
  @ConditionalOnMissingBean
  Lifecycle lifecycle(
      LifecycleProperties properties,
      ObjectProvider<LifecycleCustomizer> customizers,
      ObjectProvider<LifecycleObserver> observers,
      ObjectProvider<MeterRegistry> meters,
      ObjectProvider<ObservationRegistry> observations) {
    LifecycleBuilder builder = Lifecycle.builder();
    locate(builder, properties.home());
    if (properties.readOnly()) {
      builder.readOnly();
    }
    if (properties.systemMetrics() != null) {
      builder.systemMetrics(properties.systemMetrics());
    }
    meters.ifAvailable(registry -> builder.observer(LifecycleMeters.of(registry)));
    observations.ifAvailable(
        registry ->
            builder.observer(LifecycleObservations.of(registry, properties.observedPredictions())));
    observers.orderedStream().forEach(builder::observer);
    customizers.orderedStream().forEach(each -> each.customize(builder));
    return builder.open();
  }

  private static void locate(
      LifecycleBuilder builder, @org.jspecify.annotations.Nullable String home) {
    if (home == null || home.isBlank()) {
      throw new MissingHomeException();
    }
    if (LOCATION.matcher(home).matches()) {
      builder.location(URI.create(home));
    } else {
      builder.directory(Path.of(home));
    }
  }

  @Bean
  @ConditionalOnMissingBean
  PackagedModels packagedModels(
      Lifecycle lifecycle, LifecycleProperties properties, Environment environment) {
    String application = environment.getProperty("spring.application.name", "application");
    return new PackagedModels(lifecycle, properties.imported(), Actor.by(application));
  }

  @Bean
  @ConditionalOnMissingBean
  ManagedModelFactory managedModelFactory(
      Lifecycle lifecycle,
      PackagedModels packaged,
      ObjectProvider<ManagedModelCustomizer> customizers,
      ObjectProvider<MeterRegistry> meters) {
    return new ManagedModelFactory(
        lifecycle, packaged, customizers.orderedStream().toList(), meters.getIfAvailable());
  }

  @Bean
  @ConditionalOnMissingBean
  ModelEvents modelEvents(Lifecycle lifecycle, ApplicationEventPublisher publisher) {
    return new ModelEvents(lifecycle, publisher);
  }

  @Bean
  @ConditionalOnMissingBean
  ModelReadiness modelReadiness(ManagedModelFactory models, LifecycleProperties properties) {
    return new ModelReadiness(models, properties.readyWithin());
  }
}
