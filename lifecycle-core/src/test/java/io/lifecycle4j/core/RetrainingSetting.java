package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.condition.Conditions.newRows;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.linear;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.TestClock;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.observation.Observation;
import io.lifecycle4j.observation.Operation;
import io.lifecycle4j.retraining.Retraining;
import io.lifecycle4j.retraining.RetrainingDecision;
import io.lifecycle4j.retraining.RetrainingPolicy;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A home with flowers, a clock that a test sets, and a model that is trained anew. */
abstract class RetrainingSetting {
  static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");
  static final Duration DAY = Duration.ofDays(1);

  final TestClock now = new TestClock(BEGIN);
  Lifecycle home;

  /** What began, in order. */
  final List<Operation> operations = new CopyOnWriteArrayList<>();

  @BeforeEach
  void open() {
    home =
        Lifecycle.builder()
            .location(URI.create("memory:new"))
            .clock(now)
            .engine(new LinearEngine())
            .observer(
                (operation, subject) -> {
                  operations.add(operation);
                  return Observation.NONE;
                })
            .open();
  }

  @AfterEach
  void close() {
    home.close();
  }

  static RetrainingPolicy.Builder policy() {
    return RetrainingPolicy.when(newRows(50));
  }

  ManagedModelBuilder<Flower, String> model(double least, RetrainingPolicy policy) {
    return Flowers.model(home)
        .gates(linear(metric("accuracy").atLeast(least)))
        .retraining(policy)
        .retrainFrom("flowers")
        .split(Flowers.PLAN);
  }

  /** Opens a model with a version that was trained on 200 rows. */
  ManagedModel<Flower, String> served(
      double least, UnaryOperator<RetrainingPolicy.Builder> settings) {
    ManagedModel<Flower, String> model = model(least, settings.apply(policy()).build()).open();
    model
        .promote(model.train(Flowers.commit(home, 1, 200).split(Flowers.PLAN)))
        .by(ALICE)
        .reason("First")
        .override("It is the first")
        .commit();
    return model;
  }

  ManagedModel<Flower, String> served() {
    return served(0.5, it -> it);
  }

  RetrainingDecision later(ManagedModel<?, ?> model, Duration time) {
    now.pass(time);
    return model.runDue(now.instant());
  }

  Retraining latest(ManagedModel<?, ?> model) {
    return model.retrainings().findLatest().orElseThrow();
  }

  static void awaitTrue(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
