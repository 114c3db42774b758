package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.data.Splits.byRole;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.registry.Gates.gate;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static io.lifecycle4j.schema.Tasks.classification;
import static java.util.concurrent.TimeUnit.SECONDS;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.storage.ForwardingMedium;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.error.SealedDataException;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.evaluation.HoldoutLook;
import io.lifecycle4j.maintenance.Maintenance;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.BlobStore;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each look at held-out rows is on record before it is taken. */
class HoldoutLooksTest {
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

  private List<HoldoutLook> looks() {
    return home.models().looks("species");
  }

  private HoldoutLook last() {
    return looks().get(looks().size() - 1);
  }

  private double left() {
    return last().used().spent().holdoutLeft();
  }

  /** The share of the chance that so many versions get on the same rows. */
  private static double used(int versions) {
    return IntStream.rangeClosed(1, versions)
        .mapToDouble(k -> 6 / (Math.PI * Math.PI * k * k))
        .sum();
  }

  @Test
  void sayWhoLookedAtWhichRowsAndWhy() {
    try (ManagedModel<Flower, String> model =
        Flowers.model(home).gates(linear(notWorseThanProduction("accuracy").within(0.5))).open()) {
      Split split = Flowers.split(home, 1);
      ModelVersion first = model.train(split);
      assertThat(looks()).isEmpty();
      Evaluation evaluation = model.evaluate(first);
      assertThat(last().actor()).isEqualTo(System.getProperty("user.name"));
      assertThat(last().reason()).isEqualTo("evaluate: Evaluated on flowers:1/holdout");
      assertThat(last().version()).isEqualTo(1);
      assertThat(last().rival()).isEmpty();
      assertThat(last().used().rows()).isEqualTo(evaluation.source().orElseThrow());
      assertThat(last().used().count()).isEqualTo(evaluation.rows());
      assertThat(last().used().fresh()).isEqualTo(evaluation.rows());
      model.promote(first, ALICE, "First");
      assertThat(last().actor()).isEqualTo("alice");
      assertThat(last().reason()).isEqualTo("promote: First");
      model.judge(first);
      assertThat(last().reason()).startsWith("judge: ");
      ModelVersion second = model.train(split);
      model.rollout(second).start(Actor.by("bob"), "Carefully");
      assertThat(last().reason()).isEqualTo("roll out: Carefully");
      assertThat(last().rival()).isEqualTo(OptionalInt.of(1));
      assertThat(last())
          .asString()
          .contains(
              "species:2 on flowers:1/holdout (", " fresh, level 0.030) by bob to roll out: C");
      assertThat(last().used().fresh())
          .as("only the version in production was evaluated on them")
          .isEqualTo(last().used().count());
      assertThat(looks()).hasSize(4);
    }
  }

  @Test
  void areThereBeforeAGateIsAsked() {
    List<HoldoutLook> seen = new ArrayList<>();
    try (ManagedModel<Flower, String> model =
        Flowers.model(home)
            .gates(
                linear(
                    gate(
                        "never",
                        (candidate, production) -> {
                          seen.addAll(looks());
                          return false;
                        })))
            .open()) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      assertThatThrownBy(() -> model.promote(version, ALICE, "Try"))
          .isInstanceOf(GateFailedException.class);
    }
    assertThat(seen).extracting(HoldoutLook::reason).containsExactly("promote: Try");
  }

  @Test
  @OnlyLarger
  void countTheOtherVersionsThatWereEvaluatedOnTheSameRows() {
    try (ManagedModel<Flower, String> model = Flowers.plain(home).trainer(QUICK).open()) {
      Split split = Flowers.split(home, 1);
      for (int version = 1; version <= 20; version++) {
        ModelVersion candidate = model.train(split);
        model.evaluate(candidate);
        model.evaluate(candidate); // the same figures again
        assertThat(left()).isEqualTo(0.05 * (1 - used(version)), within(1e-9));
        assertThat(last().used().fresh()).isEqualTo(version == 1 ? last().used().count() : 0);
      }
      ModelVersion oneTooMany = model.train(split);
      assertThatThrownBy(() -> model.evaluate(oneTooMany))
          .isInstanceOf(SealedDataException.class)
          .hasMessageStartingWith(
              "Cannot evaluate species:21: its holdout is used up: other versions were"
                  + " evaluated on these ");
      assertThat(looks()).hasSize(40);
      model.evaluate(model.train(Flowers.split(home, 2)));
      assertThat(left()).as("fresh rows").isEqualTo(0.05 * (1 - used(1)), within(1e-9));
    }
  }

  @Test
  void knowRowsOfAnotherDatasetByTheirCells() {
    try (ManagedModel<Flower, String> model = Flowers.plain(home).trainer(QUICK).open()) {
      model.evaluate(model.train(Flowers.split(home, 1)));
      model.evaluate(model.train(Flowers.split(home, "copies", 1)));
      assertThat(last().used().rows().data().dataset()).isEqualTo("copies");
      assertThat(last().used().fresh()).isZero();
      assertThat(left()).isEqualTo(0.05 * (1 - used(2)), within(1e-9));
    }
  }

  @Test
  void knowRowsThatWereExportedOnAnotherDay() {
    try (ManagedModel<Flower, String> model = Flowers.plain(home).trainer(QUICK).open()) {
      model.evaluate(model.train(Flowers.exported(home, 1, "monday").split(Flowers.PLAN)));
      SplitPlan other = byHash(8).train(0.4).validation(0.1).holdout(0.5);
      model.evaluate(model.train(Flowers.exported(home, 1, "tuesday").split(other)));
      assertThat(last().used().fresh())
          .as("half of the rows that were seen")
          .isBetween(last().used().count() / 2, last().used().count() * 9 / 10);
      model.evaluate(model.train(Flowers.exported(home, 2, "wednesday").split(Flowers.PLAN)));
      assertThat(last().used().fresh()).as("other flowers").isEqualTo(last().used().count());
    }
  }

  @Test
  void knowRowsWhoseColumnsStandInAnotherOrder() {
    try (ManagedModel<Flower, String> model = Flowers.plain(home).trainer(QUICK).open()) {
      model.evaluate(model.train(Flowers.split(home, 1)));
      Schema turned =
          Schema.builder()
              .column("soil", DataType.STRING)
              .column("species", DataType.STRING)
              .column("width", DataType.FLOAT64)
              .column("length", DataType.FLOAT64)
              .build();
      SplitPlan other = byHash(8).train(0.2).validation(0.1).holdout(0.7);
      model.evaluate(model.train(Flowers.commit(home, "turned", 1, 400, turned).split(other)));
      assertThat(last().used().fresh())
          .as("0.3 of all rows were seen")
          .isBetween(last().used().count() * 6 / 10, last().used().count() * 8 / 10);
    }
  }

  /** A column that the second version reads, and the first one did not have. */
  @Test
  void knowRowsThatHaveOneColumnMore() {
    SplitPlan plan = byRole("role");
    Schema less = Flowers.SCHEMA.with("role", DataType.STRING);
    Schema more = less.with("age", DataType.FLOAT64);
    try (ManagedModel<Flower, String> model = Flowers.plain(home).trainer(QUICK).open()) {
      model.evaluate(model.train(withRole(less, 1).split(plan)));
      assertThat(last().used().fresh()).isEqualTo(last().used().count());
    }
    try (ManagedModel<Aged, String> model =
        home.model("species", Aged.class, classification("species"))
            .preprocessing(standardize("length"), standardize("age"))
            .trainer(QUICK)
            .open()) {
      model.evaluate(model.train(withRole(more, 1).split(plan)));
      assertThat(last().used().fresh()).isZero();
      model.evaluate(model.train(withRole(more, 2).split(plan)));
      assertThat(last().used().fresh()).as("other flowers").isEqualTo(last().used().count());
      assertThat(looks()).hasSize(3);
    }
    try (ManagedModel<Flower, String> model = Flowers.plain(home).trainer(QUICK).open()) {
      model.evaluate(model.train(withRole(less, 2).split(plan)));
      assertThat(last().used().fresh()).as("the second read the age").isPositive();
    }
  }

  private record Aged(double length, double age) {}

  private DatasetVersion withRole(Schema schema, long seed) {
    boolean aged = schema.find("age").isPresent();
    int[] line = {0};
    String csv =
        Flowers.csv(seed, 400)
            .lines()
            .map(
                text -> {
                  int at = line[0]++;
                  String role = at % 3 == 0 ? "HOLDOUT" : "TRAIN";
                  return at == 0
                      ? text + ",role" + (aged ? ",age" : "")
                      : text + "," + role + (aged ? "," + (at * 7 % 31) : "");
                })
            .collect(joining("\n"));
    return home.datasets()
        .dataset(aged ? "aged" : "flowers")
        .snapshot(Sources.csv("flowers.csv", Content.of(csv)))
        .schema(schema)
        .commit();
  }

  /** While a look reads the rows of others, another one is written. */
  private static final class Busy extends ForwardingMedium {
    private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});

    Busy() {
      super(Media.memory());
    }

    @Override
    protected @Nullable Object call(Object target, Method method, Object[] arguments)
        throws Throwable {
      if (method.getName().equals("read")
          && target instanceof BlobStore
          && StackWalker.getInstance()
              .walk(calls -> calls.anyMatch(call -> call.getClassName().contains("LookLedger")))) {
        CompletableFuture.runAsync(meanwhile.getAndSet(() -> {})).get(60, SECONDS);
      }
      return super.call(target, method, arguments);
    }
  }

  @Test
  void countThoseThatAreWrittenWhileRowsAreRead() {
    Busy medium = new Busy();
    try (Lifecycle busy = Flowers.in(medium);
        ManagedModel<Flower, String> model = Flowers.plain(busy).trainer(QUICK).open()) {
      model.evaluate(model.train(Flowers.commit(busy, 1, 385).split(Flowers.PLAN)));
      ModelVersion second = model.train(Flowers.commit(busy, 1, 370).split(Flowers.PLAN));
      ModelVersion third = model.train(Flowers.split(busy, 1));
      medium.meanwhile.set(() -> model.evaluate(second));
      model.evaluate(third);
      List<HoldoutLook> looks = busy.models().looks("species");
      assertThat(looks).extracting(HoldoutLook::version).containsExactly(1, 2, 3);
      assertThat(looks.get(2).used().spent().holdoutLeft())
          .isCloseTo(0.05 * (1 - used(3)), within(0.002));
    }
  }

  @Test
  @OnlyLarger
  void neverStopADailyTrainingOnFreshRows() {
    try (ManagedModel<Flower, String> model = Flowers.plain(home).trainer(QUICK).open()) {
      for (int day = 1; day <= 25; day++) {
        model.evaluate(model.train(Flowers.commit(home, day, 40).split(Flowers.PLAN)));
        assertThat(last().used().fresh()).isEqualTo(last().used().count());
      }
    }
  }

  @Test
  void areKeptByAGarbageCollection() {
    try (ManagedModel<Flower, String> model = Flowers.plain(home).trainer(QUICK).open()) {
      Split split = Flowers.split(home, 1);
      model.evaluate(model.train(split));
      Maintenance maintenance = home.maintenance();
      maintenance.collectGarbage().grace(Duration.ZERO).quarantine().run();
      assertThat(maintenance.verify(VerifyDepth.HASH).damage()).isEmpty();
      model.evaluate(model.train(split));
      assertThat(left()).isEqualTo(0.05 * (1 - used(2)), within(1e-9));
    }
  }
}
