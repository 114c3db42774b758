package io.lifecycle4j.spring;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.LifecycleBuilder;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.observation.LifecycleObserver;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.storage.BlobId;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
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
      ObjectProvider<LifecycleObserver> observers) {
    LifecycleBuilder builder = Lifecycle.builder();
    builder.location(home(properties.home()));
    if (properties.readOnly()) {
      builder.readOnly();
    }
    if (properties.systemMetrics() != null) {
      builder.systemMetrics(properties.systemMetrics());
    }
    observers.orderedStream().forEach(builder::observer);
    customizers.orderedStream().forEach(each -> each.customize(builder));
    return builder.open();
  }

  private static URI home(@Nullable String home) {
    if (home == null || home.isBlank()) {
      throw new MissingHomeException();
    }
    return location(home);
  }

  /** Returns the URI of what a property names: a directory, or a location. */
  static URI location(String place) {
    if (!LOCATION.matcher(place).matches()) {
      return Path.of(place).toUri();
    }
    try {
      return new URI(place);
    } catch (URISyntaxException e) {
      throw new InvalidValueException("Invalid location: " + place + " (" + e.getReason() + ")");
    }
  }

  /** Returns the application, by its name. */
  static Actor application(Environment environment) {
    return Actor.by(environment.getProperty("spring.application.name", "application"));
  }

  @Bean
  @ConditionalOnMissingBean
  CurrentActor applicationActor(Environment environment) {
    Actor application = application(environment);
    return () -> application;
  }

  @Bean
  @ConditionalOnMissingBean
  PackagedModels packagedModels(
      Lifecycle lifecycle, LifecycleProperties properties, Environment environment) {
    List<BlobId> ids = properties.importIds().stream().map(BlobId::new).toList();
    return new PackagedModels(lifecycle, properties.imported(), ids, application(environment));
  }

  @Bean
  @ConditionalOnMissingBean
  ManagedModelFactory managedModelFactory(
      Lifecycle lifecycle,
      PackagedModels packaged,
      ObjectProvider<ManagedModelCustomizer> customizers) {
    return new ManagedModelFactory(lifecycle, packaged, customizers.orderedStream().toList());
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
