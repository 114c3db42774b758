package io.lifecycle4j.spring;

import io.lifecycle4j.registry.Actor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/** The user of the security context is who acts, if the application has Spring Security. */
@AutoConfiguration(before = LifecycleAutoConfiguration.class)
@ConditionalOnClass(name = "org.springframework.security.core.context.SecurityContextHolder")
public class LifecycleSecurityAutoConfiguration {
  private static final AuthenticationTrustResolver TRUST = new AuthenticationTrustResolverImpl();

  /** Creates the configuration, for Spring. */
  public LifecycleSecurityAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  CurrentActor currentActor(Environment environment) {
    Actor application = LifecycleAutoConfiguration.application(environment);
    return () -> {
      Authentication user = SecurityContextHolder.getContext().getAuthentication();
      return user == null || !user.isAuthenticated() || TRUST.isAnonymous(user)
          ? application
          : Actor.by(user.getName());
    };
  }
}
