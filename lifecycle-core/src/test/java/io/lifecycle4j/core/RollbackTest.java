package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditRecord;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The way back. */
class RollbackTest {
  private static final String NOWHERE =
      "Cannot roll back species: no earlier version was in production";

  private final LinearEngine engine = new LinearEngine();
  private Lifecycle home;
  private ManagedModel<Flower, String> model;

  @BeforeEach
  void open() {
    home = Flowers.inMemory(engine);
    model = Flowers.model(home).open();
  }

  @AfterEach
  void close() {
    home.close();
    assertThat(engine.violations()).isEmpty();
    assertThat(engine.open()).isZero();
  }

  private List<ModelVersion> train(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(seed -> model.train(Flowers.split(home, seed)))
        .toList();
  }

  private void promote(ModelVersion version) {
    model.promote(version, ALICE, "For the test");
  }

  private void assertRollsBackTo(int version) {
    AuditRecord record = model.rollback(ALICE, "Looks wrong");
    assertThat(Moves.what(record)).isEqualTo("rolled back");
    assertThat(Moves.moved(record).version()).isEqualTo(version);
    assertThat(model.findProduction()).map(ModelVersion::number).contains(version);
    assertThat(model.predict(SETOSA).version()).hasValue(version);
  }

  private void assertCannotRollBack() {
    int before = model.history().size();
    assertThatThrownBy(() -> model.rollback(ALICE, "Looks wrong"))
        .isInstanceOf(NotFoundException.class)
        .hasMessage(NOWHERE);
    assertThat(model.history()).hasSize(before);
  }

  @Test
  void goesFurtherBackEachTime() {
    train(3).forEach(this::promote);

    assertRollsBackTo(2);
    assertRollsBackTo(1);
    assertCannotRollBack();
    assertThat(model.predict(SETOSA).version()).hasValue(1);
  }

  @Test
  void cannotRollBackWhatWasNeverPromoted() {
    assertCannotRollBack();
    train(1);
    assertCannotRollBack();
  }

  @Test
  void doesNotGoForwardToAVersionThatWasLeft() {
    List<ModelVersion> versions = train(3);
    promote(versions.get(0));
    promote(versions.get(1));
    assertRollsBackTo(1);
    promote(versions.get(2));

    assertRollsBackTo(1);
    assertCannotRollBack();
  }

  @Test
  void passesOverAnEarlierTimeOfAVersionThatWasLeft() {
    List<ModelVersion> versions = train(2);
    promote(versions.get(0));
    promote(versions.get(1));
    promote(versions.get(0));

    assertRollsBackTo(2);
    assertCannotRollBack();
  }

  @Test
  void goesBackToAVersionThatWasPromotedAgain() {
    List<ModelVersion> versions = train(3);
    promote(versions.get(0));
    promote(versions.get(1));
    assertRollsBackTo(1);
    promote(versions.get(1));
    promote(versions.get(2));

    assertRollsBackTo(2);
    assertRollsBackTo(1);
    assertCannotRollBack();
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without null checks may pass
  void refusesMissingArguments() {
    train(2).forEach(this::promote);

    assertThatThrownBy(() -> model.rollback(null, "why"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Missing actor: null (must be given)");
    assertThatThrownBy(() -> model.rollback(ALICE, null))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Missing reason: null (must be given)");
    assertThat(model.findProduction()).map(ModelVersion::number).contains(2);
  }

  private void assertProductionAt(Instant time, int version) {
    assertThat(model.productionAt(time).map(ModelVersion::number).orElse(0)).isEqualTo(version);
    assertThat(home.models().findNamed("species", "production", time))
        .isEqualTo(model.productionAt(time));
  }

  @Test
  void isRememberedWithWhatWasInProductionWhen() {
    home.close();
    Instant first = Instant.parse("2026-03-01T12:00:00Z");
    Instant[] now = {first};
    home =
        Lifecycle.builder()
            .location(URI.create("memory:new"))
            .engine(engine)
            .clock(() -> now[0])
            .open();
    model = Flowers.model(home).open();
    List<ModelVersion> versions = train(2);
    promote(versions.get(0));
    now[0] = first.plus(Duration.ofDays(30));
    promote(versions.get(1));
    now[0] = first.plus(Duration.ofDays(31));
    assertRollsBackTo(1);

    assertProductionAt(first.minusNanos(1), 0);
    assertProductionAt(first, 1);
    assertProductionAt(first.plus(Duration.ofDays(29)), 1);
    assertProductionAt(first.plus(Duration.ofDays(30)), 2);
    assertProductionAt(first.plus(Duration.ofDays(31)), 1);
    assertProductionAt(first.plus(Duration.ofDays(365)), 1);
    assertThat(home.models().findNamed("species", "staging", now[0])).isEmpty();
    assertThat(home.models().findNamed("other", "production", now[0])).isEmpty();
  }

  @Test
  void goesOneStepForEachOfTwoCallersAtATime() throws Exception {
    try (ManagedModel<Flower, String> replica = Flowers.plain(home).open()) {
      train(4).forEach(this::promote);
      List<Integer> steps =
          Together.run(
              2,
              thread -> {
                try {
                  ManagedModel<Flower, String> mine = thread == 0 ? model : replica;
                  return Moves.moved(mine.rollback(ALICE, "Looks wrong")).version();
                } catch (ConflictException e) {
                  return 0; // the other was first
                }
              });

      int taken = (int) steps.stream().filter(step -> step > 0).count();
      assertThat(steps).filteredOn(step -> step > 0).doesNotHaveDuplicates();
      assertThat(home.models().findNamed("species", "production"))
          .map(ModelVersion::number)
          .contains(4 - taken);
      assertThat(model.history())
          .filteredOn(record -> Moves.what(record).equals("rolled back"))
          .allSatisfy(
              record ->
                  assertThat(Moves.moved(record).from())
                      .hasValue(Moves.moved(record).version() + 1));
    }
  }
}
