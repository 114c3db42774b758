package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.data.SplitRole.TRAIN;
import static io.lifecycle4j.data.SplitRole.VALIDATION;
import static io.lifecycle4j.data.Splits.byColumn;
import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.data.Splits.byRole;
import static io.lifecycle4j.data.Splits.byTime;
import static io.lifecycle4j.preprocessing.Steps.impute;
import static io.lifecycle4j.preprocessing.Steps.lag;
import static io.lifecycle4j.preprocessing.Steps.missingIndicator;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetManifest.Parent;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.FittedPreprocessing.GoldenInput;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.StoredFile;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Prepared rows as a version: made once, with the roles of the split, and its lineage. */
class MaterializationTest extends PreparedRides {
  @Test
  void namesTheDerivedColumnsAndKeepsThoseThatAreNoInput() {
    DatasetVersion version = materialize();
    Schema schema = version.manifest().schema();
    assertThat(schema.names())
        .isEqualTo(
            "temp, temp.missing, rain, day, date.year, date.month_sin, sort, rides, split.role");
    assertThat(schema.columns().subList(0, 6)).isEqualTo(fitted.output().columns());
    assertThat(schema.columns().get(6))
        .isEqualTo(split.version().manifest().schema().columns().get(4));
    List<String> sorts = new ArrayList<>();
    List<Double> rides = new ArrayList<>();
    version
        .split(byRole("split.role"))
        .rows(TRAIN)
        .forEach(
            row -> {
              sorts.add(row.text(6));
              rides.add(row.number(7));
              assertThat(row.text(8)).isEqualTo("TRAIN");
            });
    List<Double> before = new ArrayList<>();
    split.rows(TRAIN).forEach(row -> before.add(row.number(5)));
    assertThat(rides).isEqualTo(before);
    assertThat(sorts).contains("long", "short");
  }

  @Test
  void holdsTheGoldenRowsThatWereFitted() throws IOException {
    DatasetVersion version = materialize();
    List<List<Integer>> first =
        bits(version.split(byRole("split.role")).rows(TRAIN), fitted.output().columns().size());
    List<List<Integer>> golden =
        fitted.golden().stream()
            .map(GoldenInput::prepared)
            .map(StoredRow::floats)
            .map(MaterializationTest::bits)
            .toList();
    assertThat(golden).hasSize(4);
    assertThat(first.subList(0, 4)).isEqualTo(golden);
    assertThat(FittedPreprocessing.read(text(version, "preprocessing.json"))).isEqualTo(fitted);
  }

  private static String text(DatasetVersion version, String file) throws IOException {
    return new String(version.open(file).readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void readsNothingWhenItIsAskedAgain() {
    DatasetVersion version = materialize();
    Split equal = datasets.dataset("rides").version(1).split(PLAN);
    readings.set(0);
    assertThat(materialize()).isEqualTo(version);
    assertThat(STEPS.fit(equal).materialize(equal, prepared)).isEqualTo(version);
    assertThat(prepared.versions()).containsExactly(version);
    readings.set(0);
    assertThat(fitted.materialize(equal, prepared)).isEqualTo(version);
    assertThat(readings).hasValue(0);
  }

  @Test
  void readsTheManifestOfTheVersionThatItFindsAlone() {
    DatasetVersion version = materialize();
    FittedPreprocessing others =
        STEPS.fit(split.version().split(byHash(9).train(0.8).holdout(0.2)));
    others.materialize(split, prepared);
    assertThat(prepared.versions()).hasSize(2);
    manifests.set(0);
    assertThat(materialize()).isEqualTo(version);
    assertThat(manifests).hasValue(1);
  }

  @Test
  void findsAnOlderVersionAgain() {
    DatasetVersion first = materialize();
    Split other = split.version().split(byHash(9).train(0.8).holdout(0.2));
    DatasetVersion second = fitted.materialize(other, prepared);
    FittedPreprocessing others = STEPS.fit(other);
    DatasetVersion third = others.materialize(split, prepared);
    Split more = version("rides", rides(501)).split(PLAN);
    DatasetVersion fourth = fitted.materialize(more, prepared);

    assertThat(List.of(first, second, third, fourth))
        .extracting(DatasetVersion::number)
        .containsExactly(1, 2, 3, 4);
    readings.set(0);
    assertThat(materialize()).isEqualTo(first);
    assertThat(fitted.materialize(other, prepared)).isEqualTo(second);
    assertThat(others.materialize(split, prepared)).isEqualTo(third);
    assertThat(readings).hasValue(0);
  }

  @Test
  void takesOtherStepsThatMakeOtherColumns() {
    materialize();
    FittedPreprocessing few =
        StepFitting.of(Schema.builder().column("rain", DataType.FLOAT64).build()).fit(split);
    DatasetVersion version = few.materialize(split, prepared);
    assertThat(version.number()).isEqualTo(2);
    assertThat(version.manifest().schema().names())
        .isEqualTo("rain, temp, day, date, sort, rides, split.role");
  }

  @Test
  void saysWhatItWasMadeOf() throws IOException {
    DatasetVersion version = materialize();
    DatasetVersion source = split.version();
    assertThat(version.manifest().parents())
        .containsExactly(new Parent("rides", 1, source.id(), fitted.fingerprint()));
    assertThat(version.manifest().message()).isEqualTo("Prepared rows of rides:1");
    assertThat(version.manifest().files())
        .extracting(StoredFile::name)
        .containsExactly("preprocessing.json", "split.json", "rows.prepared");
    assertThat(text(version, "split.json")).startsWith("{\"plan\":\"refined\"");
    assertThat(text(version, "preprocessing.json")).isEqualTo(fitted.json());
  }

  @Test
  void looksBackWithinTheRoleAsATrainingDoes() {
    Split cut =
        split
            .version()
            .split(byTime("date").validationFrom("2004-09-01").holdoutFrom("2005-01-01"));
    Schema input = Schema.builder().column("rides.before", DataType.FLOAT64).build();
    split = cut;
    fitted =
        StepFitting.of(
                input,
                lag("rides.before", "rides", Duration.ofDays(2), "date", "sort"),
                impute("rides.before").constant(-1))
            .fit(cut);
    Split again = materialize().split(byRole("split.role"));
    assertThat(bits(again.rows(TRAIN), 1)).isEqualTo(trained(TRAIN));
    assertThat(bits(again.rows(VALIDATION), 1)).isEqualTo(trained(VALIDATION));
    List<Integer> none = bits(new float[] {-1});
    assertThat(trained(VALIDATION)).startsWith(none, none);
    assertThat(trained(VALIDATION).subList(2, 10)).doesNotContain(none);
  }

  @Test
  void preparesWhatWasPreparedOnceMore() {
    DatasetVersion once = materialize();
    Split before = once.split(byRole("split.role"));
    Schema input = Schema.builder().column("temp", DataType.FLOAT64).build();
    FittedPreprocessing twice = StepFitting.of(input, standardize("temp")).fit(before);
    DatasetVersion version = twice.materialize(before, datasets.dataset("prepared-twice"));
    Split again = version.split(byRole("split.role"));
    for (SplitRole role : SplitRole.values()) {
      assertThat(again.count(role)).isEqualTo(split.count(role));
    }
  }

  @Test
  void leavesRowsWithoutARoleOut() {
    Split part = split.version().split(byColumn("sort").train("long").share(0.5).holdout("x"));
    DatasetVersion version = fitted.materialize(part, prepared);
    assertThat(version.manifest().profile().rows()).isEqualTo(part.count(TRAIN)).isLessThan(250);
  }

  @Test
  void isMadeOnceByManyThreadsWhicheverNumberFitted() throws Exception {
    TrainingRows training = TrainingRows.of(split);
    List<FittedPreprocessing> each = List.of(STEPS.fit(training, 1), STEPS.fit(training, 4));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<DatasetVersion>> made =
          IntStream.range(0, 8)
              .mapToObj(i -> threads.submit(() -> each.get(i % 2).materialize(split, prepared)))
              .toList();
      for (Future<DatasetVersion> version : made) {
        assertThat(version.get().number()).isEqualTo(1);
      }
    } finally {
      threads.shutdown();
    }
    DatasetVersion alone = each.get(0).materialize(split, datasets.dataset("alone"));
    assertThat(alone.manifest().files()).isEqualTo(prepared.version(1).manifest().files());
    assertThat(prepared.versions()).hasSize(1);
  }

  @Test
  void isMadeOnceForEachPlanByManyThreads() throws Exception {
    List<Split> plans = List.of(split, split.version().split(byHash(9).train(0.8).holdout(0.2)));
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      for (int round = 1; round <= 15; round++) {
        Dataset many = datasets.dataset("many-" + round);
        CyclicBarrier together = new CyclicBarrier(6);
        List<Future<DatasetVersion>> made =
            IntStream.range(0, 6)
                .mapToObj(
                    i ->
                        threads.submit(
                            () -> {
                              together.await();
                              return fitted.materialize(plans.get(i % 2), many);
                            }))
                .toList();
        List<DatasetVersion> versions = new ArrayList<>();
        for (Future<DatasetVersion> version : made) {
          versions.add(version.get());
        }
        assertThat(many.versions()).as("round %s", round).hasSize(2);
        assertThat(versions.subList(2, 6)).isEqualTo(twice(versions.subList(0, 2)));
      }
    } finally {
      threads.shutdown();
    }
  }

  private static <T> List<T> twice(List<T> list) {
    List<T> all = new ArrayList<>(list);
    all.addAll(list);
    return all;
  }

  @Test
  void refusesToMixPreparedRowsWithTheirSource() {
    Dataset rides = datasets.dataset("rides");
    assertThatThrownBy(() -> fitted.materialize(split, rides))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Cannot keep prepared rows of rides:1 in rides (must be another dataset)");
  }

  @Test
  void refusesAColumnThatTwoWouldBe() {
    Schema input = Schema.builder().column("temp", DataType.FLOAT64).build();
    FittedPreprocessing few =
        StepFitting.of(input, missingIndicator("temp"), impute("temp").mean()).fit(split);
    Rows clash =
        new InputRows<>(
            Columns.from(Counted.class)
                .float64("temp", Counted::rain)
                .float64("temp.missing", Counted::rain)
                .build(),
            List.of());
    assertThatThrownBy(() -> few.prepare(clash))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid schema: column temp.missing twice");
  }

  @Test
  void refusesASplitThatNoVersionGave() {
    Split foreign =
        (Split)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Split.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "version" -> split.version();
                      case "plan" -> split.plan();
                      default -> "foreign";
                    });
    assertThatThrownBy(() -> fitted.materialize(foreign, prepared))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid split: foreign (must be one that a version of a dataset gave)");
  }
}
