package io.lifecycle4j.spring;

import io.lifecycle4j.error.NotFoundException;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** Names the module that is missing if an application names a cold store. */
@AutoConfiguration(before = LifecycleAutoConfiguration.class)
@ConditionalOnMissingClass("io.lifecycle4j.tiers.Tiers")
@ConditionalOnProperty("lifecycle4j.cold-store")
public class LifecycleWithoutTiersAutoConfiguration {
  /** Creates the configuration, for Spring. */
  public LifecycleWithoutTiersAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean(name = "lifecycleTiersCustomizer")
  LifecycleCustomizer lifecycleTiersCustomizer() {
    return builder -> {
      throw new NotFoundException(
          "Cannot use lifecycle4j.cold-store: lifecycle-tiers is not on the class path (add it)");
    };
  }
}
