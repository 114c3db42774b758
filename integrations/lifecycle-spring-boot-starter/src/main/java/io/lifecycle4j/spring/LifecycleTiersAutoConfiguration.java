package io.lifecycle4j.spring;

import io.lifecycle4j.storage.MediumOption;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tiers.Tiers;
import java.util.Objects;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** A cold store, if the application has {@code lifecycle-tiers} and names one. */
@AutoConfiguration(before = LifecycleAutoConfiguration.class)
@ConditionalOnClass(name = "io.lifecycle4j.tiers.Tiers")
@ConditionalOnProperty("lifecycle4j.cold-store")
public class LifecycleTiersAutoConfiguration {
  /** Creates the configuration, for Spring. */
  public LifecycleTiersAutoConfiguration() {}

  /** Created for the home, so Spring closes it after the home. */
  @Bean(destroyMethod = "close")
  @ConditionalOnMissingBean(name = "lifecycleColdStore")
  Medium lifecycleColdStore(LifecycleProperties properties) {
    MediumOption[] options =
        properties.readOnly() ? new MediumOption[] {MediumOption.READ_ONLY} : new MediumOption[0];
    return Medium.open(
        LifecycleAutoConfiguration.location(Objects.requireNonNull(properties.coldStore())),
        options);
  }

  /** Moves bytes: {@code tiers.tiering(lifecycle)}. */
  @Bean
  @ConditionalOnMissingBean
  Tiers lifecycleTiers(Medium lifecycleColdStore) {
    return Tiers.withCold(lifecycleColdStore.blobs());
  }

  @Bean
  @ConditionalOnMissingBean(name = "lifecycleTiersCustomizer")
  LifecycleCustomizer lifecycleTiersCustomizer(Tiers tiers) {
    return builder -> builder.layer(tiers);
  }
}
