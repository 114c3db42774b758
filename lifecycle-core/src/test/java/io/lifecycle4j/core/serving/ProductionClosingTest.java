package io.lifecycle4j.core.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A model that closes during a decision returns what is on record, and frees what it loaded. */
@Timeout(60)
class ProductionClosingTest extends ReconcilerRounds {
  private final VersionFollower follower = new VersionFollower("line", registry);
  private final ProductionServing<Double, Double> serving =
      new ProductionServing<>(
          follower, versions, Versions.routes(loads), server, now::get, Serving.LOG);

  @AfterEach
  void closeServing() {
    serving.close();
  }

  /** Serves a version; from then on, only decisions make rounds. */
  private void open(int version) {
    promote(0, version);
    serving.open(Duration.ofSeconds(30));
    follower.close();
    assertThat(server.version()).isEqualTo(version);
  }

  private Supplier<AuditRecord> decision(Change change, Runnable meanwhile) {
    Transition entry = Transition.builder(Fixtures.ALICE, "For a test").change(change).build();
    return () -> {
      AuditRecord record = registry.apply(entry);
      meanwhile.run();
      return record;
    };
  }

  @Test
  void freesAVersionThatIsMovedAfterTheClosing() {
    open(1);
    serving.close();
    serving.decide(decision(Moves.rollout("line", 1, 2, "r"), () -> {}), Versions.route(engine, 2));
    assertThat(engine.open()).as("the first serves").isEqualTo(1);
  }

  @Test
  void returnsTheRecordOfADecisionDuringWhichTheLoadsAreClosed() {
    open(1);
    promote(1, 2);
    AuditRecord record =
        serving.decide(
            decision(Moves.moved("line", 2, 3, Direction.FORWARD), loads::close),
            Versions.route(engine, 3));
    assertThat(versions.named(ModelRegistry.PRODUCTION)).hasValue(3);
    assertThat(record.sequence()).isEqualTo(versions.wanted().entry());
  }

  @Test
  void freesWhatWaitsIfItIsClosedDuringADecisionOfSomethingElse() {
    open(3);
    hooks.put(
        1,
        () -> {
          throw new ModelUnavailableException("made by the test");
        });
    promote(3, 1);
    AuditRecord started =
        serving.decide(
            decision(Moves.rollout("line", 1, 2, "r"), () -> {}), Versions.route(engine, 2));
    assertThat(engine.open()).as("the second waits for the first").isEqualTo(2);
    serving.decideLoaded(
        3,
        () -> {
          CompletableFuture.runAsync(serving::close).join();
          return started;
        });
    assertThat(engine.open()).as("who serves").isEqualTo(1);
  }
}
