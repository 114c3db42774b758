package io.lifecycle4j.spring;

import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.serving.ServingStatus.State;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;

/**
 * Keeps the application from accepting traffic until its models are ready: Spring Boot announces
 * readiness after all runners. A model without a version in production is not waited for.
 */
final class ModelReadiness implements ApplicationRunner {
  private static final Logger LOG = LoggerFactory.getLogger(ModelReadiness.class);
  private static final long PAUSE = Duration.ofMillis(20).toNanos();

  private final ManagedModelFactory models;
  private final Duration most;

  ModelReadiness(ManagedModelFactory models, Duration most) {
    this.models = models;
    this.most = most;
  }

  @Override
  public void run(ApplicationArguments arguments) {
    long end = System.nanoTime() + most.toNanos();
    for (ManagedModel<?, ?> model : models.opened()) {
      while (isExpected(model) && System.nanoTime() < end) {
        LockSupport.parkNanos(PAUSE);
      }
      if (!model.ready()) {
        LOG.warn("Model {} is not ready: {}", model.name(), model.servingStatus());
      }
    }
  }

  private static boolean isExpected(ManagedModel<?, ?> model) {
    return !model.ready() && model.servingStatus().state() != State.EMPTY;
  }
}
