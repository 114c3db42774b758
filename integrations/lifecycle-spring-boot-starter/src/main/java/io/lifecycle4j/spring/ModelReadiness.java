package io.lifecycle4j.spring;

import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.serving.ServingStatus.State;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.Ordered;

/**
 * Keeps the application from accepting traffic until its models are ready: Spring Boot announces
 * readiness after all runners, of which this is the last. A model without a version in production
 * is not waited for.
 */
final class ModelReadiness implements ApplicationRunner, Ordered {
  private static final Logger LOG = LoggerFactory.getLogger(ModelReadiness.class);
  private static final long PAUSE = Duration.ofMillis(20).toNanos();

  private final ManagedModelFactory models;
  private final Duration patience;

  ModelReadiness(ManagedModelFactory models, Duration patience) {
    this.models = models;
    this.patience = patience;
  }

  @Override
  public int getOrder() {
    return LOWEST_PRECEDENCE;
  }

  @Override
  public void run(ApplicationArguments arguments) {
    if (patience.isZero()) {
      return;
    }
    try {
      models.opened().forEach(this::await);
    } catch (IllegalStateException e) {
      LOG.debug("The application ends before its models are ready", e); // they are closed
    }
  }

  private void await(ManagedModel<?, ?> model) {
    long warned = System.nanoTime();
    while (!model.ready() && model.servingStatus().state() != State.EMPTY) {
      LockSupport.parkNanos(PAUSE);
      if (System.nanoTime() - warned > patience.toNanos()) {
        LOG.warn(
            "The application refuses traffic, as model {} is not ready: {}",
            model.name(),
            model.servingStatus());
        warned = System.nanoTime();
      }
    }
  }
}
