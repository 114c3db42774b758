package io.lifecycle4j.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.preprocessing.StepFitting;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.SealedDataException;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.Steps;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;

/** No reader that a user gets from a split opens the holdout, whatever the rows and the plan. */
@Tag(Volume.TAG)
class SealProperties {
  private static final Schema SHOTS =
      Schema.builder()
          .column("key", DataType.STRING)
          .column("part", DataType.STRING)
          .column("name", DataType.STRING)
          .column("temp", DataType.FLOAT64)
          .column("time", DataType.INT64)
          .build();

  /** A row; the key tells it from all others but for its part. */
  private record Shot(String part, int name, int temp, int time) {
    String key() {
      return "<" + name + "_" + temp + "_" + time + ">";
    }

    String line() {
      return String.join(",", key(), part, "<" + name + ">", temp + "", time + "");
    }
  }

  @Provide
  Arbitrary<Shot> shot() {
    return Combinators.combine(
            Arbitraries.of("TRAIN", "TRAIN", "HOLDOUT", "VALIDATION", "GOLDEN", "other"),
            Arbitraries.integers().between(0, 12),
            Arbitraries.integers().between(0, 3),
            Arbitraries.integers().between(0, 20))
        .as(Shot::new);
  }

  private static List<SplitPlan> plans(long seed, double train) {
    double rest = (1 - train) / 2;
    return List.of(
        Splits.byHash(seed).train(train).validation(rest).holdout(rest),
        Splits.byHash(seed).train(train).holdout(1 - train).golden(0.3),
        Splits.byKey("name", "part").seed(seed).train(train).validation(rest).holdout(rest),
        Splits.byGroup("name").seed(seed).train(train).validation(rest).holdout(rest),
        Splits.stratified("name").seed(seed).train(train).validation(rest).holdout(rest),
        Splits.byTime("time").train(train).holdout(1 - train),
        Splits.byTime("time").validationFrom("8").holdoutFrom("12").golden(0.2),
        Splits.byColumn("part").train("TRAIN").validation(rest).seed(seed).holdout("HOLDOUT"),
        Splits.byRole("part"),
        Splits.byRole("part").golden(0.2));
  }

  private static boolean named(SplitPlan plan) {
    SplitPlan base = SplitPlan.Refined.of(plan).base();
    return base instanceof SplitPlan.ByColumn || base instanceof SplitPlan.ByRole;
  }

  /** What tells rows apart; where a plan names roles in a column, rows are equal but for it. */
  private static Set<String> keys(Rows rows, SplitPlan plan) {
    int key = rows.schema().find("key").orElseThrow();
    int part = rows.schema().find("part").orElseThrow();
    Set<String> keys = new HashSet<>();
    rows.forEach(row -> keys.add(row.text(key) + (named(plan) ? "" : row.text(part))));
    return keys;
  }

  /** A few rows may leave no row to train on, or no two times to cut between. */
  private static Optional<Split> split(DatasetVersion version, SplitPlan plan) {
    try {
      return Optional.of(version.split(plan));
    } catch (InvalidValueException e) {
      assertThat(e).hasMessageStartingWith("Invalid split");
      return Optional.empty();
    }
  }

  @Property(tries = 20)
  void noReaderOpensTheHoldout(
      @ForAll @Size(min = 25, max = 60) List<@From("shot") Shot> shots,
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0.4, max = 0.8) double train) {
    StringBuilder text = new StringBuilder("key,part,name,temp,time\n");
    shots.forEach(shot -> text.append(shot.line()).append('\n'));
    try (SampleHome home = new SampleHome()) {
      DatasetVersion version =
          home.datasets
              .dataset("shots")
              .snapshot(Sources.csv("shots.csv", Content.of(text.toString())))
              .schema(SHOTS)
              .commit();
      List<Split> splits =
          plans(seed, train).stream().flatMap(plan -> split(version, plan).stream()).toList();
      assertThat(splits).hasSizeGreaterThan(2);
      splits.forEach(split -> sealed(home, split));
    }
  }

  private static void sealed(SampleHome home, Split split) {
    Set<String> held =
        keys(
            SplitRows.holdout(home.store, home.store.find("shots", 1).orElseThrow(), split.plan()),
            split.plan());
    readsNone(split, split.plan(), held);
    String told = split.report().markdown() + split.report() + split;
    assertThat(told).as("%s", split).doesNotContain("_"); // it is in every key
    learnsNothing(split, held);

    Schema temp = Schema.builder().column("temp", DataType.FLOAT64).build();
    FittedPreprocessing fitted = StepFitting.of(temp, Steps.standardize("temp")).fit(split);
    Split prepared =
        fitted
            .materialize(split, home.datasets.dataset("prepared"))
            .split(Splits.byRole("split.role"));
    assertThat(prepared.count(SplitRole.HOLDOUT)).isEqualTo(split.count(SplitRole.HOLDOUT));
    readsNone(prepared, split.plan(), held);
    for (SplitRole role : List.of(SplitRole.TRAIN, SplitRole.VALIDATION)) {
      Rows rows = fitted.prepare(split.rows(role));
      assertThat(keys(rows, split.plan())).noneMatch(held::contains);
    }
  }

  private static void readsNone(Split split, SplitPlan plan, Set<String> held) {
    for (SplitRole role : SplitRole.values()) {
      if (role == SplitRole.HOLDOUT) {
        assertThatThrownBy(() -> split.rows(role)).isInstanceOf(SealedDataException.class);
      } else {
        assertThat(keys(split.rows(role), plan))
            .as("%s of %s", role, split)
            .noneMatch(held::contains);
      }
    }
  }

  /** Each key is a category of its own: those of held-out rows are not learned. */
  private static void learnsNothing(Split split, Set<String> held) {
    Schema key = Schema.builder().column("key", DataType.STRING).build();
    String learned = StepFitting.of(key, Steps.oneHot("key")).fit(split).json();
    Set<String> seen = keys(split.rows(SplitRole.TRAIN), Splits.byRole("part"));
    assertThat(learned).contains(seen);
    held.stream()
        .map(name -> name.substring(0, name.indexOf('>') + 1))
        .filter(name -> !seen.contains(name))
        .forEach(name -> assertThat(learned).as("%s", split).doesNotContain(name));
  }
}
