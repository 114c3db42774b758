package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.registry.Gates.gate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.PromotionBuilder;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Promotions to an alias, by people who look before they promote. */
class AliasPromotionTest {
  private static final Actor BOB = Actor.by("bob");

  private final LinearEngine engine = new LinearEngine();
  private Lifecycle home;

  @BeforeEach
  void open() {
    home = Flowers.inMemory(engine);
  }

  @AfterEach
  void close() {
    home.close();
    assertThat(engine.violations()).isEmpty();
    assertThat(engine.open()).isZero();
  }

  private ManagedModel<Flower, String> model(Requirement... gates) {
    return Flowers.model(home).gates(linear(gates)).open();
  }

  private List<ModelVersion> train(ManagedModel<Flower, String> model, int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(seed -> model.train(Flowers.split(home, seed)))
        .toList();
  }

  private static Optional<Integer> named(ManagedModel<?, ?> model, String alias) {
    return model.findNamed(alias).map(ModelVersion::number);
  }

  private static String moved(AuditRecord record, String how) {
    return String.format(
        "; %s %s at %s: %s",
        record.transition().actor().name(),
        how,
        record.time().truncatedTo(ChronoUnit.SECONDS),
        record.transition().reason());
  }

  @Test
  void namesAVersionThatDoesNotServe() {
    try (ManagedModel<Flower, String> model = model(gate("any", (next, production) -> true))) {
      ModelVersion first = Flowers.promoted(model, Flowers.split(home, 1));
      ModelVersion second = model.train(Flowers.split(home, 2));
      int loaded = engine.loaded();

      AuditRecord record =
          model.promote(second).to("staging").by(BOB).reason("For a trial").commit();

      assertThat(record.toString())
          .endsWith("species:2 passed 1 gate, staging of species moved to 2 by bob: For a trial");
      assertThat(engine.loaded() - loaded).as("to judge both").isEqualTo(2);
      assertThat(named(model, "staging")).contains(2);
      assertThat(home.models().findNamed("species", "staging")).contains(second);
      assertThat(model.findProduction()).contains(first);
      assertThat(model.predict(SETOSA).version()).hasValue(1);
    }
  }

  @Test
  void judgesAVersionForAnotherAliasTooAndRecordsTheRefusal() {
    try (ManagedModel<Flower, String> model = model(gate("never", (next, production) -> false))) {
      ModelVersion version = model.train(Flowers.split(home, 1));

      assertThatThrownBy(
              () -> model.promote(version).to("staging").by(BOB).reason("A trial").commit())
          .isInstanceOf(GateFailedException.class)
          .hasMessage("Cannot promote species:1 to staging: never: the check did not pass");
      assertThat(named(model, "staging")).isEmpty();
      assertThat(model.history().stream().map(Moves::what))
          .containsExactly("registered", "rejected");
    }
  }

  @Test
  void goesToProductionUnlessAnAliasIsSet() {
    try (ManagedModel<Flower, String> model = model()) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      model.promote(version).by(ALICE).reason("First").commit();
      assertThat(model.findProduction()).contains(version);
      assertThat(model.predict(SETOSA).version()).hasValue(1);
    }
  }

  @Test
  void saysWhoMovedTheAliasSinceItWasSeen() {
    int[] judged = {0};
    try (ManagedModel<Flower, String> model =
        model(gate("counting", (next, production) -> ++judged[0] > 0))) {
      List<ModelVersion> versions = train(model, 4);
      model.promote(versions.get(0), ALICE, "First");
      AuditRecord second = model.promote(versions.get(1)).by(BOB).reason("Better").commit();
      AuditRecord back = model.rollback(ALICE, "Worse at night");
      AuditRecord third = model.promote(versions.get(2), BOB, "Better at night");
      int before = judged[0];

      assertThatThrownBy(
              () -> model.promote(versions.get(3)).ifCurrentIs(2).by(ALICE).reason("Mine").commit())
          .isInstanceOf(ConflictException.class)
          .hasMessage(
              "Cannot promote species:4: production names version 3 (expected version 2)"
                  + moved(back, "rolled it back from 2 to 1")
                  + moved(third, "moved it from 1 to 3"));
      assertThatThrownBy(
              () -> model.promote(versions.get(3)).ifCurrentIs(9).by(ALICE).reason("Mine").commit())
          .as("a version that was never current")
          .hasMessage(
              "Cannot promote species:4: production names version 3 (expected version 9)"
                  + moved(third, "moved it from 1 to 3"));
      assertThat(judged[0]).as("spends no look at held-out rows").isEqualTo(before);
      assertThat(second.sequence()).isLessThan(back.sequence());

      model.promote(versions.get(3)).ifCurrentIs(3).by(ALICE).reason("Mine").commit();
      assertThat(model.predict(SETOSA).version()).hasValue(4);
    }
  }

  @Test
  void promotesToAnAliasThatNamesNoneOnly() {
    try (ManagedModel<Flower, String> model = model()) {
      List<ModelVersion> versions = train(model, 2);
      AuditRecord first =
          model.promote(versions.get(0)).ifCurrentIsNone().by(ALICE).reason("First").commit();
      assertThat(model.predict(SETOSA).version()).hasValue(1);

      assertThatThrownBy(
              () ->
                  model.promote(versions.get(1)).ifCurrentIsNone().by(BOB).reason("Mine").commit())
          .isInstanceOf(ConflictException.class)
          .hasMessage(
              "Cannot promote species:2: production names version 1 (expected none)"
                  + moved(first, "moved it to 1"));
      assertThatThrownBy(() -> model.promote(versions.get(1)).ifCurrentIs(1).ifCurrentIsNone())
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Invalid promotion: current version set twice");
      assertThat(model.findProduction()).contains(versions.get(0));
    }
  }

  @Test
  void saysWhoMovedTheAliasWhileTheGatesJudged() {
    AuditRecord[] meanwhile = new AuditRecord[1];
    try (ManagedModel<Flower, String> other = model()) {
      List<ModelVersion> versions = train(other, 3);
      other.promote(versions.get(0), ALICE, "First");
      try (ManagedModel<Flower, String> model =
          model(
              gate(
                  "slow",
                  (next, production) -> {
                    meanwhile[0] = other.promote(versions.get(1), BOB, "I was first");
                    return true;
                  }))) {
        assertThatThrownBy(() -> model.promote(versions.get(2), ALICE, "Better"))
            .isInstanceOf(ConflictException.class)
            .hasMessage(
                "Cannot move production of species to version 3: production names version 2"
                    + " (expected version 1)"
                    + moved(meanwhile[0], "moved it from 1 to 2"));
      }
      assertThat(other.findProduction()).contains(versions.get(1));
    }
  }

  @Test
  void doesNotUndoARollbackThatCameWhileTheGatesJudged() {
    AuditRecord[] meanwhile = new AuditRecord[2];
    try (ManagedModel<Flower, String> other = model()) {
      List<ModelVersion> versions = train(other, 2);
      other.promote(versions.get(0), ALICE, "First");
      try (ManagedModel<Flower, String> model =
          model(
              gate(
                  "slow",
                  (next, production) -> {
                    meanwhile[0] = other.promote(versions.get(1), BOB, "The first try");
                    meanwhile[1] = other.rollback(BOB, "Worse at night");
                    return true;
                  }))) {
        String since =
            "production names version 1 again (expected no move since)"
                + "; bob moved it from 1 to 2 at %s: The first try"
                + "; bob rolled it back from 2 to 1 at %s: Worse at night";
        assertThatThrownBy(() -> model.promote(versions.get(1), ALICE, "The second try"))
            .isInstanceOf(ConflictException.class)
            .hasMessage(
                "Cannot move production of species to version 2: " + said(since, meanwhile));
        assertThatThrownBy(() -> model.rollout(versions.get(1)).start(ALICE, "Carefully"))
            .isInstanceOf(ConflictException.class)
            .hasMessage("Cannot start a rollout of species:2: " + said(since, meanwhile));
      }
      assertThat(other.findProduction()).contains(versions.get(0));
      assertThat(other.findRollout()).isEmpty();
    }
  }

  private static String said(String moves, AuditRecord... records) {
    return String.format(
        moves,
        Arrays.stream(records)
            .map(record -> record.time().truncatedTo(ChronoUnit.SECONDS))
            .toArray());
  }

  @Test
  void countsTheMovesThatAMessageHasNoRoomFor() {
    try (ManagedModel<Flower, String> model = model()) {
      List<ModelVersion> versions = train(model, 6);
      for (ModelVersion version : versions) {
        model.promote(version).to("staging").by(BOB).reason("x".repeat(99)).commit();
      }
      model.promote(versions.get(0), BOB, "To another alias");
      PromotionBuilder promotion =
          model.promote(versions.get(1)).to("staging").ifCurrentIs(1).by(ALICE).reason("Mine");
      assertThatThrownBy(promotion::commit)
          .hasMessageMatching(
              "Cannot promote species:2 to staging: staging names version 6 \\(expected version"
                  + " 1\\); 2 earlier moves; bob moved it from 3 to 4 at [^ ]+Z: x{60}…; bob moved"
                  + " it from 4 to 5 at [^ ]+Z: x{60}…; bob moved it from 5 to 6 at [^ ]+Z:"
                  + " x{60}…");
    }
  }

  @Test
  void rollsBackAnotherAliasWithoutServing() {
    try (ManagedModel<Flower, String> model = model()) {
      List<ModelVersion> versions = train(model, 3);
      model.promote(versions.get(2), ALICE, "Serves");
      assertThatThrownBy(() -> model.rollback().of("staging").by(BOB).reason("Worse").commit())
          .isInstanceOf(NotFoundException.class)
          .hasMessage("Cannot roll back staging of species: it named no earlier version");
      for (ModelVersion version : versions) {
        model.promote(version).to("staging").by(BOB).reason("A trial").commit();
      }

      AuditRecord back = model.rollback().of("staging").by(BOB).reason("Worse").commit();

      assertThat(back.transition())
          .hasToString("staging of species rolled back from 3 to 2 by bob: Worse");
      assertThat(named(model, "staging")).contains(2);
      model.rollback().of("staging").by(BOB).reason("Worse still").commit();
      assertThat(named(model, "staging")).contains(1);
      assertThat(model.predict(SETOSA).version()).hasValue(3);
      assertThatThrownBy(() -> model.rollback(ALICE, "Worse"))
          .as("production has a past of its own")
          .isInstanceOf(NotFoundException.class);
    }
  }

  @Test
  void goesBackOnceIfTwoPeopleRollBackWhatTheySee() {
    try (ManagedModel<Flower, String> model = model()) {
      train(model, 3).forEach(version -> model.promote(version, ALICE, "Next"));
      AuditRecord first = model.rollback().ifCurrentIs(3).by(BOB).reason("Worse").commit();

      assertThatThrownBy(() -> model.rollback().ifCurrentIs(3).by(ALICE).reason("Worse").commit())
          .isInstanceOf(ConflictException.class)
          .hasMessage(
              "Cannot roll back species: production names version 2 (expected version 3)"
                  + moved(first, "rolled it back from 3 to 2"));
      assertThat(model.predict(SETOSA).version()).hasValue(2);
    }
  }

  @Test
  void refusesToNameWhatTheAliasNames() {
    try (ManagedModel<Flower, String> model = model()) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      model.promote(version).to("staging").by(BOB).reason("A trial").commit();
      assertThatThrownBy(
              () -> model.promote(version).to("staging").by(BOB).reason("Again").commit())
          .isInstanceOf(ConflictException.class)
          .hasMessage("Cannot promote species:1 to staging: staging names it already");
    }
  }

  @Test
  void refusesSettingsThatAreMissingOrGivenTwiceOrWrong() {
    try (ManagedModel<Flower, String> model = model()) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      assertThatThrownBy(() -> model.promote(version).reason("Why").commit())
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Missing actor: null (must be given)");
      assertThatThrownBy(() -> model.promote(version).by(ALICE).commit())
          .hasMessage("Missing reason: null (must be given)");
      assertThatThrownBy(() -> model.promote(version).to("a").to("b"))
          .hasMessage("Invalid promotion: alias set twice");
      assertThatThrownBy(() -> model.promote(version).ifCurrentIs(1).ifCurrentIs(1))
          .hasMessage("Invalid promotion: current version set twice");
      assertThatThrownBy(() -> model.promote(version).by(ALICE).by(BOB))
          .hasMessage("Invalid promotion: actor set twice");
      assertThatThrownBy(() -> model.promote(version).reason("a").reason("b"))
          .hasMessage("Invalid promotion: reason set twice");
      assertThatThrownBy(() -> model.promote(version).ifCurrentIs(0))
          .hasMessage("Invalid model version: 0 (must be at least 1)");
      assertThatThrownBy(() -> model.promote(version).to("a/b"))
          .isInstanceOf(InvalidNameException.class);
      assertThat(model.history()).hasSize(1);
    }
  }

  @Test
  void promotesNothingOnceTheModelIsClosed() {
    ManagedModel<Flower, String> model = model();
    ModelVersion version = model.train(Flowers.split(home, 1));
    PromotionBuilder promotion = model.promote(version).to("staging").by(BOB).reason("Late");
    model.close();
    assertThatThrownBy(promotion::commit).isInstanceOf(IllegalStateException.class);
    assertThat(home.models().findNamed("species", "staging")).isEmpty();
  }
}
