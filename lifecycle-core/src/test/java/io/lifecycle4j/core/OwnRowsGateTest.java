package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static io.lifecycle4j.core.Flowers.VIRGINICA;
import static io.lifecycle4j.core.Flowers.linear;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.evaluation.PredictedRows;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateNeed;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.JudgedVersion;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gate runs versions on rows of its own, such as cases that must be answered in a given way. */
class OwnRowsGateTest {
  private static final Columns<Flower> COLUMNS = Columns.of(Flower.class);

  @TempDir private Path directory;

  /** A flower that a version must name. */
  private record Probe(Flower flower, String species) {}

  /** Requires that a version names all flowers, and keeps what it and production predict. */
  private static final class Probes implements Gate {
    private final List<PredictedRows> predicted = new ArrayList<>();
    private List<Probe> probes;

    Probes(Probe... probes) {
      this.probes = List.of(probes);
    }

    @Override
    public String id() {
      return "probes";
    }

    @Override
    public Set<GateNeed> needs() {
      return Set.of(GateNeed.PRODUCTION, GateNeed.MORE_THAN_ROWS);
    }

    @Override
    public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
      Rows rows = Rows.of(COLUMNS, probes.stream().map(Probe::flower).toList());
      predicted.add(candidate.predict(rows));
      production.ifPresent(before -> predicted.add(before.predict(rows)));
      List<Object> answers =
          predicted.get(predicted.size() - (production.isPresent() ? 2 : 1)).predictions();
      long wrong = 0;
      for (int i = 0; i < probes.size(); i++) {
        wrong += answers.get(i).equals(probes.get(i).species()) ? 0 : 1;
      }
      return GateVerdict.builder(
              toString(), wrong > 0 ? Verdict.FAIL : Verdict.PASS, wrong + " probes are wrong")
          .build();
    }

    @Override
    public String toString() {
      return "probes";
    }
  }

  private static final Probe SAND = new Probe(SETOSA, "setosa");
  private static final Probe LOAM = new Probe(VIRGINICA, "virginica");

  private Lifecycle home(String kind) {
    return kind.equals("memory") ? Flowers.inMemory() : Flowers.in(directory);
  }

  private static double[] numbers(PredictedRows rows) {
    Tensor scores = rows.outputs().get(0);
    double[] numbers = new double[scores.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = scores.number(i);
    }
    return numbers;
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "file"})
  void runsCandidateAndProductionWithoutALookAtHeldOutRows(String kind) {
    Probes probes = new Probes(SAND, LOAM);
    try (Lifecycle home = home(kind);
        ManagedModel<Flower, String> model = Flowers.model(home).gates(linear(probes)).open()) {
      ModelVersion first = model.train(Flowers.split(home, 1));
      model.promote(first, ALICE, "First");
      double served = model.predict(SETOSA).probability().orElseThrow();
      ModelVersion second = model.train(Flowers.split(home, 2));
      GateVerdict said = model.judge(second).get(0);

      assertThat(said.verdict()).as(said.explanation()).isEqualTo(Verdict.PASS);
      assertThat(said.rowsRead()).isFalse();
      assertThat(probes.predicted).hasSize(3);
      PredictedRows candidate = probes.predicted.get(1);
      PredictedRows production = probes.predicted.get(2);
      assertThat(candidate.predictions()).containsExactly("setosa", "virginica");
      assertThat(candidate.outputs()).hasSize(1);
      assertThat(candidate.outputs().get(0).shape()).containsExactly(2, 3);
      assertThat(numbers(production))
          .as("version 1, then and now")
          .isEqualTo(numbers(probes.predicted.get(0)))
          .isNotEqualTo(numbers(candidate));
      assertThat(first.manifest().task().probability(production.outputs(), 0)).hasValue(served);

      probes.probes = List.of(SAND, new Probe(VIRGINICA, "setosa"));
      assertThatThrownBy(() -> model.promote(second, ALICE, "Second"))
          .isInstanceOf(GateFailedException.class)
          .hasMessage("Cannot promote species:2: probes: 1 probes are wrong");
      assertThat(home.models().looks("species")).isEmpty();
    }
  }

  /** Its rows are parameters, which a policy names. */
  private record Known(List<Flower> flowers, List<String> species) implements Gate {
    @Override
    public String id() {
      return "known_flowers";
    }

    @Override
    public Set<GateNeed> needs() {
      return Set.of(GateNeed.MORE_THAN_ROWS);
    }

    @Override
    public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
      List<Object> predicted = candidate.predict(Rows.of(COLUMNS, flowers)).predictions();
      return GateVerdict.builder(
              id(), predicted.equals(species) ? Verdict.PASS : Verdict.FAIL, "" + predicted)
          .build();
    }
  }

  @Test
  void isNamedByAPolicyWithItsRows() {
    Known known = new Known(List.of(SETOSA, VIRGINICA), List.of("setosa", "virginica"));
    Known fewer = new Known(List.of(SETOSA), List.of("setosa"));
    try (Lifecycle home = Flowers.in(directory)) {
      ModelVersion version;
      try (ManagedModel<Flower, String> model = Flowers.model(home).gates(linear(known)).open()) {
        version = model.train(Flowers.split(home, 1));
        model.changePolicy("production").gates(linear(known)).by(ALICE).reason("Us").commit();
      }
      try (ManagedModel<Flower, String> model = Flowers.model(home).gates(linear(fewer)).open()) {
        assertThatThrownBy(() -> model.promote(version, ALICE, "First"))
            .isInstanceOf(NotFoundException.class)
            .hasMessageContaining("Gate known_flowers has the parameters ");
      }
      try (ManagedModel<Flower, String> model = Flowers.model(home).gates(linear(known)).open()) {
        assertThat(model.promote(version, ALICE, "First").transition().verdicts())
            .extracting(GateVerdict::explanation)
            .containsExactly("[setosa, virginica]");
      }
    }
  }

  /** Judges a version by a gate that runs once. */
  private static GateVerdict judged(
      Lifecycle home, Consumer<JudgedVersion> check, GateNeed... needs) {
    try (ManagedModel<Flower, String> model =
        Flowers.model(home).gates(linear(new Once("once", List.of(needs), check))).open()) {
      return model.judge(model.train(Flowers.split(home, 1))).get(0);
    }
  }

  private record Once(String id, List<GateNeed> all, Consumer<JudgedVersion> check)
      implements Gate {
    @Override
    public Set<GateNeed> needs() {
      return Set.copyOf(all);
    }

    @Override
    public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
      check.accept(candidate);
      return GateVerdict.passed(id, "checked");
    }
  }

  private static void passes(GateVerdict verdict) {
    assertThat(verdict.verdict()).as(verdict.explanation()).isEqualTo(Verdict.PASS);
  }

  @Test
  void predictsAHeldOutRowAsItWasScored() {
    try (Lifecycle home = Flowers.inMemory()) {
      passes(
          judged(
              home,
              version -> {
                PredictedRows again = version.predict(version.rows());
                assertThat(again.predictions()).hasSize(version.size());
                for (int row = 0; row < version.size(); row++) {
                  assertThat(again.predictions().get(row)).isEqualTo(version.prediction(row));
                }
                assertThat(again.outputs().get(0).bytes())
                    .isEqualTo(version.outputs().get(0).bytes());
                JudgedVersion sand = version.by("soil").values().iterator().next();
                assertThat(sand.predict(Rows.of(COLUMNS, List.of(SETOSA))).predictions())
                    .as("a version on a slice is the same version")
                    .containsExactly("setosa");
              },
              GateNeed.ROWS,
              GateNeed.MORE_THAN_ROWS));
    }
  }

  @Test
  void readsRowsOfADatasetWithAnyColumns() {
    try (Lifecycle home = Flowers.inMemory()) {
      Rows train = Flowers.exported(home, 3, "monday").split(Flowers.PLAN).rows(SplitRole.TRAIN);
      passes(
          judged(
              home,
              version ->
                  assertThat(version.predict(train).predictions()).hasSizeBetween(200, 280)));
    }
  }

  private record Narrow(double length, String soil) {}

  @Test
  void namesTheRowThatItCannotPredict() {
    try (Lifecycle home = Flowers.inMemory()) {
      passes(
          judged(
              home,
              version -> {
                Flower unmeasured = new Flower(Double.NaN, 1, "sand");
                assertThatThrownBy(
                        () -> version.predict(Rows.of(COLUMNS, List.of(SETOSA, unmeasured))))
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessageStartingWith("Cannot predict row 1 by species:1: ");
                assertThatThrownBy(() -> version.predict(Rows.of(COLUMNS, List.of())))
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessage(
                        "Cannot predict by species:1: there are no rows (needs at least 1)");
                Rows few = Rows.of(Columns.of(Narrow.class), List.of(new Narrow(1, "sand")));
                assertThatThrownBy(() -> version.predict(few))
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessageContaining("width");
                Flower huge = new Flower(1.5e38, 1.5e38, "sand");
                assertThatThrownBy(
                        () -> version.predict(Rows.of(COLUMNS, List.of(SETOSA, SETOSA, huge))))
                    .isInstanceOf(PredictionFailedException.class)
                    .hasMessageStartingWith("Cannot predict row 2 by species:1: output scores[")
                    .hasMessageEndingWith(" of the network is -Infinity (must be finite)");
              }));
      GateVerdict said = judged(home, version -> version.predict(Rows.of(COLUMNS, List.of())));
      assertThat(said.verdict()).isEqualTo(Verdict.ERROR);
      assertThat(said.explanation()).contains("there are no rows");
    }
  }

  @Test
  void isNotGivenToAGateWhoseVerdictWouldStand() {
    Rows own = Rows.of(COLUMNS, List.of(SETOSA));
    try (Lifecycle home = Flowers.inMemory()) {
      GateVerdict said = judged(home, version -> version.predict(own), GateNeed.ROWS);
      assertThat(said.verdict()).isEqualTo(Verdict.ERROR);
      assertThat(said.explanation())
          .contains("(add GateNeed.MORE_THAN_ROWS to what the gate needs)");
    }
  }

  @Test
  void isNotGivenToAGateThatJudgesBeforeAVersionIsLoaded() {
    LinearEngine engine = new LinearEngine();
    Rows own = Rows.of(COLUMNS, List.of(SETOSA));
    try (Lifecycle home = Flowers.inMemory(engine)) {
      passes(
          judged(
              home,
              version -> {
                int loaded = engine.loaded();
                for (Consumer<JudgedVersion> call :
                    List.<Consumer<JudgedVersion>>of(
                        it -> it.predict(own),
                        it -> it.latency(0.5),
                        JudgedVersion::memoryBytes,
                        JudgedVersion::findGoldenDifference,
                        it -> it.changesFrom(it, 0))) {
                  assertThatThrownBy(() -> call.accept(version))
                      .isInstanceOf(NotFoundException.class)
                      .hasMessageEndingWith(
                          " of species:1 are not known before it is loaded (leave"
                              + " GateNeed.BEFORE_LOADING out of what the gate needs)");
                }
                assertThat(version.fileBytes()).isPositive();
                assertThat(engine.loaded()).isEqualTo(loaded);
              },
              GateNeed.BEFORE_LOADING,
              GateNeed.MORE_THAN_ROWS));
    }
  }

  @Test
  void endsWithTheCheck() {
    AtomicReference<JudgedVersion> kept = new AtomicReference<>();
    try (Lifecycle home = Flowers.inMemory()) {
      passes(judged(home, kept::set));
      assertThatThrownBy(
              () -> Objects.requireNonNull(kept.get()).predict(Rows.of(COLUMNS, List.of(SETOSA))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageEndingWith(" has ended");
    }
  }
}
