package io.lifecycle4j.spring;

import io.lifecycle4j.Lifecycle;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** Endpoints, if the application has the actuator. Expose them like any others. */
@AutoConfiguration(after = LifecycleAutoConfiguration.class)
@ConditionalOnClass(name = "org.springframework.boot.actuate.endpoint.annotation.Endpoint")
public class LifecycleEndpointAutoConfiguration {
  /** Creates the configuration, for Spring. */
  public LifecycleEndpointAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnProperty(name = "lifecycle4j.endpoint-writes", havingValue = "true")
  WritableModelsEndpoint writableModelsEndpoint(ManagedModelFactory models, Lifecycle lifecycle) {
    return new WritableModelsEndpoint(models, lifecycle);
  }

  @Bean
  @ConditionalOnMissingBean
  ModelsEndpoint modelsEndpoint(ManagedModelFactory models) {
    return new ModelsEndpoint(models);
  }

  @Bean
  @ConditionalOnMissingBean
  DriftEndpoint driftEndpoint(ManagedModelFactory models) {
    return new DriftEndpoint(models);
  }
}
