package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.data.Splits.byColumn;
import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.SealedDataException;
import io.lifecycle4j.evaluation.HoldoutLook;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.HoldoutPinned;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A model whose versions are all judged on one holdout. */
class PinnedHoldoutTest {
  private static final LinearTrainer QUICK = new LinearTrainer(2, 0.5, 1);

  private Lifecycle home;

  @BeforeEach
  void open() {
    home = Flowers.inMemory();
  }

  @AfterEach
  void close() {
    home.close();
  }

  private HoldoutLook last() {
    List<HoldoutLook> looks = home.models().looks("species");
    return looks.get(looks.size() - 1);
  }

  @Test
  void judgesVersionsOfOtherDataUntilItIsExchanged() {
    Split first = Flowers.split(home, 1);
    Split second = Flowers.split(home, 2);
    try (ManagedModel<Flower, String> model =
        Flowers.plain(home)
            .trainer(QUICK)
            .gates(linear(notWorseThanProduction("accuracy").within(0.5)))
            .holdout(first)
            .open()) {
      assertThat(model.history())
          .extracting(AuditRecord::toString)
          .singleElement()
          .asString()
          .contains("holdout of species pinned to flowers:1/holdout by ")
          .contains("Named when the model was opened");
      ModelVersion production = model.train(first);
      model.promote(production, ALICE, "First");
      ModelVersion version = model.train(second);
      assertThat(model.evaluate(version).source().orElseThrow().data())
          .isEqualTo(first.version().ref());
      assertThat(last().used().rows().data()).isEqualTo(first.version().ref());
      model.judge(version);
      int looks = home.models().looks("species").size();
      model.pinHoldout(second, ALICE, "Newer rows");
      assertThat(model.promote(version).preview().unknown())
          .as("no verdict stands on other rows")
          .anyMatch(text -> text.contains("it needs the held-out rows"));
      model.promote(version, ALICE, "Newer data");
      assertThat(last().used().rows().data()).isEqualTo(second.version().ref());
      assertThat(home.models().looks("species")).hasSize(looks + 1);
    }
    HoldoutPinned pinned = home.models().governed("species").pinnedHoldout().orElseThrow();
    assertThat(pinned.data()).isEqualTo(second.version().ref());
    assertThat(pinned.plan()).isEqualTo(second.plan());
    assertThat(pinned.before()).as("the entry that pinned the first").isEqualTo(1);
  }

  @Test
  void refusesAVersionThatLearnedFromIt() {
    DatasetVersion data = Flowers.commit(home, 1, 400);
    Split pinned = data.split(Flowers.PLAN);
    try (ManagedModel<Flower, String> model =
        Flowers.plain(home).trainer(QUICK).holdout(pinned).open()) {
      ModelVersion version = model.train(data.split(byHash(8).train(0.8).holdout(0.2)));
      assertThatThrownBy(() -> model.evaluate(version))
          .isInstanceOf(SealedDataException.class)
          .hasMessageMatching(
              "Cannot evaluate species:1: it learned from \\d+ of the \\d+ rows of the pinned"
                  + " holdout flowers:1/holdout \\(train it on flowers:1 split by .*, or pin a"
                  + " holdout of rows that are new to it\\)");
      assertThat(home.models().looks("species")).isEmpty();
      model.evaluate(model.train(pinned));
    }
  }

  /** Returns a home in which something happens before the next decision is written. */
  private static Lifecycle interrupted(AtomicReference<Runnable> meanwhile) {
    return Flowers.open(
        Lifecycle.builder()
            .location(URI.create("memory:new"))
            .authorizer(
                request -> {
                  meanwhile.getAndSet(() -> {}).run();
                  return true;
                }));
  }

  @Test
  void isNotPinnedOverOneThatNobodySaw() {
    AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
    try (Lifecycle busy = interrupted(meanwhile);
        ManagedModel<Flower, String> model = Flowers.plain(busy).trainer(QUICK).open()) {
      Split first = Flowers.split(busy, 1);
      Split second = Flowers.split(busy, 2);
      Split third = Flowers.split(busy, 3);

      meanwhile.set(() -> model.pinHoldout(first, ALICE, "I was first"));
      assertThatThrownBy(() -> Flowers.plain(busy).holdout(second).open())
          .isInstanceOf(ConflictException.class)
          .hasMessageStartingWith("Cannot open species: its holdout is flowers:1/holdout by ");

      meanwhile.set(() -> model.pinHoldout(second, ALICE, "I was first again"));
      assertThatThrownBy(() -> model.pinHoldout(third, ALICE, "Instead of the first"))
          .isInstanceOf(ConflictException.class)
          .hasMessageMatching(
              "Cannot pin a holdout of species: alice pinned flowers:2/holdout by .* at .*Z: I was"
                  + " first again");
      assertThat(model.pinnedHoldout().orElseThrow().data()).isEqualTo(second.version().ref());
    }
  }

  @Test
  void isPinnedOnceIfTwoProcessesNameTheSame() {
    AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
    try (Lifecycle busy = interrupted(meanwhile)) {
      Split split = Flowers.split(busy, 1);
      meanwhile.set(() -> Flowers.plain(busy).holdout(split).open().close());
      Flowers.plain(busy).holdout(split).open().close();
      assertThat(busy.models().history("species")).hasSize(1);
    }
  }

  @Test
  void refusesAVersionThatLearnedFromItOnAnotherDay() {
    Split pinned = Flowers.exported(home, 1, "monday").split(Flowers.PLAN);
    DatasetVersion data = Flowers.exported(home, 1, "tuesday");
    try (ManagedModel<Flower, String> model =
        Flowers.plain(home).trainer(QUICK).holdout(pinned).open()) {
      ModelVersion version = model.train(data.split(byHash(8).train(0.9).holdout(0.1)));
      assertThatThrownBy(() -> model.evaluate(version))
          .isInstanceOf(SealedDataException.class)
          .hasMessageContaining(" rows of the pinned holdout flowers:1/holdout (train it on ");
      ModelVersion other = model.train(Flowers.exported(home, 2, "wednesday").split(Flowers.PLAN));
      model.evaluate(other);
    }
  }

  @Test
  void bindsAProcessThatNamesNoneOrRefusesOneThatNamesAnother() {
    Split first = Flowers.split(home, 1);
    try (ManagedModel<Flower, String> model = Flowers.plain(home).trainer(QUICK).open()) {
      model.pinHoldout(first, ALICE, "For all");
      model.evaluate(model.train(Flowers.split(home, 2)));
      assertThat(last().used().rows().data()).isEqualTo(first.version().ref());
    }
    Flowers.plain(home).holdout(first).open().close();
    Split third = Flowers.split(home, 3);
    assertThatThrownBy(() -> Flowers.plain(home).holdout(third).open())
        .isInstanceOf(ConflictException.class)
        .hasMessageStartingWith("Cannot open species: its holdout is flowers:1/holdout by ");
    assertThatThrownBy(
            () ->
                home.models()
                    .governed("species")
                    .pinHoldout(
                        first.version().split(byColumn("soil").train("sand").holdout("moon")),
                        ALICE,
                        "None"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageEndingWith(" holds out no rows");
  }
}
