package io.lifecycle4j.spring;

import static io.lifecycle4j.contract.Together.awaitTrue;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.spring.RidesApplication.Ride;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.boot.DefaultApplicationArguments;

/** What an application does whose model cannot be loaded. */
@Timeout(60)
class ModelReadinessTest {
  private static final Duration SHORT = Duration.ofMillis(1);

  @TempDir private Path directory;
  private final Queue<String> warnings = new ConcurrentLinkedQueue<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          warnings.add(event.getFormattedMessage());
        }
      };

  @BeforeEach
  void release() {
    appender.start();
    log().addAppender(appender);
    try (Lifecycle home = Fares.home(directory, new LinearEngine());
        ManagedModel<Ride, Double> model = RidesApplication.model(home).open()) {
      model.promote(model.train(Fares.split(home)), Actor.by("alice"), "First");
    }
  }

  @AfterEach
  void close() {
    log().detachAppender(appender);
  }

  private static Logger log() {
    return (Logger) LoggerFactory.getLogger(ModelReadiness.class);
  }

  private static ManagedModelFactory models(Lifecycle home) {
    PackagedModels none = new PackagedModels(home, List.of(), List.of(), Actor.by("taxi"));
    return new ManagedModelFactory(home, none, List.of());
  }

  @Test
  void refusesTrafficAndWarnsUntilItEnds() throws Exception {
    try (Lifecycle home = Fares.home(directory)) { // no engine reads the version
      ManagedModelFactory models = models(home);
      ManagedModel<Ride, Double> model = models.open("fare", Ride.class, regression("fare"));
      ModelReadiness readiness = new ModelReadiness(models, SHORT);
      FutureTask<Void> runner = run(readiness);
      awaitTrue(() -> warnings.size() >= 2);
      assertThat(warnings.peek()).startsWith("The application refuses traffic, as model fare is");
      assertThat(runner.isDone()).isFalse();
      model.close();
      runner.get();
    }
  }

  private static FutureTask<Void> run(ModelReadiness readiness) {
    FutureTask<Void> runner =
        new FutureTask<>(() -> readiness.run(new DefaultApplicationArguments()), null);
    new Thread(runner).start();
    return runner;
  }

  @Test
  void waitsForAVersionThatCanBeLoadedAndNotIfTheTimeIsZero() throws Exception {
    try (Lifecycle home = Fares.home(directory, new LinearEngine())) {
      ManagedModelFactory models = models(home);
      ManagedModel<Ride, Double> model = models.open("fare", Ride.class, regression("fare"));
      run(new ModelReadiness(models, Duration.ofMinutes(1))).get();
      assertThat(model.ready()).isTrue();
    }
    try (Lifecycle home = Fares.home(directory)) {
      ManagedModelFactory models = models(home);
      try (ManagedModel<Ride, Double> model = models.open("fare", Ride.class, regression("fare"))) {
        run(new ModelReadiness(models, Duration.ZERO)).get();
        assertThat(model.ready()).isFalse();
      }
    }
    assertThat(warnings).isEmpty();
  }
}
