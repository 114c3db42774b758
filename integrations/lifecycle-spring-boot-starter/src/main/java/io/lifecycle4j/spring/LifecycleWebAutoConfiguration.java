package io.lifecycle4j.spring;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Answers to failed requests of web applications. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(name = "org.springframework.web.bind.annotation.RestControllerAdvice")
@ConditionalOnProperty(name = "lifecycle4j.problem-details", matchIfMissing = true)
public class LifecycleWebAutoConfiguration {
  /** Creates the configuration, for Spring. */
  public LifecycleWebAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  LifecycleProblems lifecycleProblems() {
    return new LifecycleProblems();
  }
}
