package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.data.SplitRole.GOLDEN;
import static io.lifecycle4j.data.SplitRole.HOLDOUT;
import static io.lifecycle4j.data.SplitRole.TRAIN;
import static io.lifecycle4j.data.SplitRole.VALIDATION;
import static io.lifecycle4j.data.Splits.byColumn;
import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.data.Splits.byRole;
import static io.lifecycle4j.data.Splits.byTime;
import static io.lifecycle4j.preprocessing.Steps.dateParts;
import static io.lifecycle4j.preprocessing.Steps.impute;
import static io.lifecycle4j.preprocessing.Steps.lag;
import static io.lifecycle4j.preprocessing.Steps.log;
import static io.lifecycle4j.preprocessing.Steps.missingIndicator;
import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetManifest.Parent;
import io.lifecycle4j.data.DatasetStore;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Datasets;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.SealedDataException;
import io.lifecycle4j.preprocessing.DatePart;
import io.lifecycle4j.preprocessing.DomainPolicy;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.GoldenInput;
import io.lifecycle4j.preprocessing.UnknownPolicy;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Medium;
import io.lifecycle4j.storage.StoredFile;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Prepared rows as a version: the bits of a request, the roles of the split, made once. */
class MaterializationTest {
  /** What a request has. */
  record Ride(@Nullable Double temp, double rain, String day, LocalDate date) {}

  /** What the data set has. */
  record Counted(
      @Nullable Double temp, double rain, String day, LocalDate date, String sort, double rides) {
    Ride ride() {
      return new Ride(temp, rain, day, date);
    }
  }

  private static final SplitPlan PLAN =
      byHash(3).train(0.6).validation(0.2).holdout(0.2).golden(0.05);
  private static final Columns<Ride> RIDES = Columns.of(Ride.class);
  private static final Preprocessing STEPS =
      Preprocessing.of(
          RIDES.schema(),
          missingIndicator("temp"),
          impute("temp").mean(),
          standardize("temp"),
          log("rain", DomainPolicy.MISSING),
          impute("rain").median(),
          oneHot("day", UnknownPolicy.OWN),
          dateParts("date", DatePart.YEAR, DatePart.MONTH_SIN));

  private final Medium medium = Media.memory();
  private final AtomicInteger readings = new AtomicInteger();
  private final Datasets datasets =
      DatasetStores.datasets(
          counted(DatasetStores.over(medium, InstantSource.fixed(Instant.EPOCH))),
          InstantSource.fixed(Instant.EPOCH));
  private final Dataset prepared = datasets.dataset("rides-prepared");
  private Split split;
  private FittedPreprocessing fitted;

  /** Counts what opens files, or stores them. */
  private DatasetStore counted(DatasetStore store) {
    return (DatasetStore)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {DatasetStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().matches("rows|open|put|putAll")) {
                readings.incrementAndGet();
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @BeforeEach
  void commit() {
    split = version("rides", rides(500)).split(PLAN);
    fitted = STEPS.fit(split);
  }

  @AfterEach
  void close() {
    medium.close();
  }

  private static List<Counted> rides(int count) {
    return IntStream.range(0, count)
        .mapToObj(MaterializationTest::ride)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /**
   * Every 7th has no temperature, every 11th a rain outside of the logarithm, every 13th no day.
   */
  private static Counted ride(int i) {
    return new Counted(
        i % 7 == 0 ? null : i * 0.37 - 20,
        i % 11 == 0 ? -1.5 : i % 5 / 3.0,
        i % 13 == 0 ? "" : "day " + i % 3,
        LocalDate.of(2004, 1, 1).plusDays(i),
        i % 2 == 0 ? "long" : "short",
        i * 1.1);
  }

  private DatasetVersion version(String name, List<Counted> rides) {
    return datasets.dataset(name).snapshot(Sources.records(Counted.class, rides.stream())).commit();
  }

  private DatasetVersion materialize() {
    return Preprocessing.materialize(fitted, split, prepared);
  }

  /** Reads the numbers of prepared rows, bit for bit. */
  private static List<List<Integer>> bits(Rows rows, int columns) {
    List<List<Integer>> all = new ArrayList<>();
    rows.forEach(row -> all.add(bits(row, columns)));
    return all;
  }

  private static List<Integer> bits(Row row, int columns) {
    List<Integer> bits = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      if (row.schema().columns().get(i).type() == DataType.TENSOR) {
        float[] numbers = new float[row.schema().columns().get(i).cells()];
        row.tensor(i, numbers, 0);
        bits.addAll(bits(numbers));
      } else {
        assertThat((double) (float) row.number(i)).isEqualTo(row.number(i));
        bits.add(Float.floatToRawIntBits((float) row.number(i)));
      }
    }
    return bits;
  }

  private static List<Integer> bits(float[] numbers) {
    return IntStream.range(0, numbers.length)
        .mapToObj(i -> Float.floatToRawIntBits(numbers[i]))
        .toList();
  }

  /** Prepares rows of a role in the way of a training. */
  private List<List<Integer>> trained(SplitRole role) {
    Rows rows = LaggedRows.of(fitted, split.rows(role));
    RowWriter writer = RowWriter.of(fitted, rows.schema());
    List<List<Integer>> all = new ArrayList<>();
    rows.forEach(row -> all.add(bits(writer.numbers(row))));
    return all;
  }

  @Test
  void keepsTheBitsOfATrainingAndTheRolesOfTheSplit() {
    Split again = materialize().split(byRole("split.role"));
    int columns = fitted.output().columns().size();
    for (SplitRole role : List.of(TRAIN, VALIDATION, GOLDEN)) {
      assertThat(bits(again.rows(role), columns)).as("%s", role).isEqualTo(trained(role));
    }
    for (SplitRole role : SplitRole.values()) {
      assertThat(again.count(role)).as("%s", role).isEqualTo(split.count(role)).isPositive();
    }
  }

  @Test
  void learnsFromTrainingRowsAlone() {
    List<Counted> rides = rides(60);
    List<Counted> others = new ArrayList<>();
    List<String> roles = List.of("TRAIN", "VALIDATION", "HOLDOUT", "GOLDEN");
    for (int i = 0; i < rides.size(); i++) {
      Counted ride = rides.get(i);
      String role = roles.get(i % roles.size());
      rides.set(i, new Counted(ride.temp, ride.rain, ride.day, ride.date, role, 0));
      boolean train = role.equals("TRAIN");
      others.add(train ? rides.get(i) : new Counted(1e6, 1e6, "other", ride.date, role, 0));
    }
    FittedPreprocessing one = STEPS.fit(version("one", rides).split(byRole("sort")));
    FittedPreprocessing other = STEPS.fit(version("other", others).split(byRole("sort")));
    assertThat(other).isEqualTo(one);
    assertThat(Arrays.stream(Preprocessing.class.getMethods()))
        .filteredOn(method -> method.getName().equals("fit"))
        .extracting(method -> method.getParameterTypes()[0])
        .containsExactlyInAnyOrder(Split.class, TrainingRows.class);
    assertThat(TrainingRows.class.getConstructors()).isEmpty();
  }

  @Test
  void keepsTheHoldoutSealed() {
    Split again = materialize().split(byRole("split.role"));
    assertThatThrownBy(() -> again.rows(HOLDOUT)).isInstanceOf(SealedDataException.class);
    assertThatThrownBy(() -> again.version().split(byHash(4).train(0.5).holdout(0.5)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("prepared rows keep their roles: byRole(\"split.role\")");
  }

  @Test
  void givesARequestAndItsMaterialisedRowTheSameBits() {
    DatasetVersion version = version("more", rides(60));
    Split all = version.split(byHash(1).train(1).holdout(0));
    Rows rows =
        Preprocessing.materialize(fitted, all, prepared).split(byRole("split.role")).rows(TRAIN);
    RowWriter writer = RowWriter.of(fitted, RIDES.schema());
    List<List<Integer>> requests =
        rides(60).stream().map(ride -> bits(writer.numbers(RIDES.row(ride.ride())))).toList();
    assertThat(bits(rows, fitted.output().columns().size())).isEqualTo(requests);
  }

  @Test
  void treatsUnknownMissingAndUndefinedCellsAsDeclaredInBoth() {
    Counted strange = new Counted(null, -7, "never seen", LocalDate.of(1999, 1, 1), "long", 1);
    DatasetVersion version = version("more", List.of(strange));
    Split all = version.split(byHash(1).train(1).holdout(0));
    Rows rows = Preprocessing.prepare(fitted, all.rows(TRAIN));
    Rows kept =
        Preprocessing.materialize(fitted, all, prepared).split(byRole("split.role")).rows(TRAIN);
    float[] request = RowWriter.of(fitted, RIDES.schema()).numbers(RIDES.row(strange.ride()));
    int columns = fitted.output().columns().size();
    assertThat(bits(kept, columns)).isEqualTo(bits(rows, columns)).containsExactly(bits(request));
    // temp: missing is the mean; rain: the median; day: the last place is that of the unknown
    assertThat(request[0]).isCloseTo(0, within(1e-6f));
    assertThat(request[1]).isEqualTo(1);
    assertThat(request[fitted.width() - 3]).isEqualTo(1);
  }

  @Test
  void refusesInfiniteCellsInBoth() {
    Counted infinite =
        new Counted(Double.POSITIVE_INFINITY, 0, "day 1", LocalDate.of(2004, 1, 1), "long", 1);
    DatasetVersion version = version("more", List.of(ride(1), infinite));
    Split all = version.split(byHash(1).train(1).holdout(0));
    assertThatThrownBy(
            () -> RowWriter.of(fitted, RIDES.schema()).numbers(RIDES.row(infinite.ride())))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid input: temp is Infinity (must be finite)");
    assertThatThrownBy(() -> Preprocessing.materialize(fitted, all, prepared))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Cannot prepare row 2: Invalid input: temp is Infinity (must be finite)");
    assertThat(prepared.versions()).isEmpty();
  }

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
            .map(GoldenText::floats)
            .map(MaterializationTest::bits)
            .toList();
    assertThat(golden).hasSize(4);
    assertThat(first.subList(0, 4)).isEqualTo(golden);
    assertThat(Preprocessing.read(text(version, "preprocessing.json"))).isEqualTo(fitted);
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
    assertThat(Preprocessing.materialize(STEPS.fit(equal), equal, prepared)).isEqualTo(version);
    assertThat(prepared.versions()).containsExactly(version);
    readings.set(0);
    assertThat(Preprocessing.materialize(fitted, equal, prepared)).isEqualTo(version);
    assertThat(readings).hasValue(0);
  }

  @Test
  void findsAnOlderVersionAgain() {
    DatasetVersion first = materialize();
    Split other = split.version().split(byHash(9).train(0.8).holdout(0.2));
    DatasetVersion second = Preprocessing.materialize(fitted, other, prepared);
    FittedPreprocessing others = STEPS.fit(other);
    DatasetVersion third = Preprocessing.materialize(others, split, prepared);
    Split more = version("rides", rides(501)).split(PLAN);
    DatasetVersion fourth = Preprocessing.materialize(fitted, more, prepared);

    assertThat(List.of(first, second, third, fourth))
        .extracting(DatasetVersion::number)
        .containsExactly(1, 2, 3, 4);
    readings.set(0);
    assertThat(materialize()).isEqualTo(first);
    assertThat(Preprocessing.materialize(fitted, other, prepared)).isEqualTo(second);
    assertThat(Preprocessing.materialize(others, split, prepared)).isEqualTo(third);
    assertThat(readings).hasValue(0);
  }

  @Test
  void takesOtherStepsThatMakeOtherColumns() {
    materialize();
    FittedPreprocessing few =
        Preprocessing.of(Schema.builder().column("rain", DataType.FLOAT64).build()).fit(split);
    DatasetVersion version = Preprocessing.materialize(few, split, prepared);
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
    assertThat(text(version, "preprocessing.json")).isEqualTo(Preprocessing.json(fitted));
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
        Preprocessing.of(
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
    FittedPreprocessing twice = Preprocessing.of(input, standardize("temp")).fit(before);
    DatasetVersion version =
        Preprocessing.materialize(twice, before, datasets.dataset("prepared-twice"));
    Split again = version.split(byRole("split.role"));
    for (SplitRole role : SplitRole.values()) {
      assertThat(again.count(role)).isEqualTo(split.count(role));
    }
  }

  @Test
  void leavesRowsWithoutARoleOut() {
    Split part = split.version().split(byColumn("sort").train("long").share(0.5).holdout("x"));
    DatasetVersion version = Preprocessing.materialize(fitted, part, prepared);
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
              .mapToObj(
                  i ->
                      threads.submit(
                          () -> Preprocessing.materialize(each.get(i % 2), split, prepared)))
              .toList();
      for (Future<DatasetVersion> version : made) {
        assertThat(version.get().number()).isEqualTo(1);
      }
    } finally {
      threads.shutdown();
    }
    DatasetVersion alone = Preprocessing.materialize(each.get(0), split, datasets.dataset("alone"));
    assertThat(alone.manifest().files()).isEqualTo(prepared.version(1).manifest().files());
    assertThat(prepared.versions()).hasSize(1);
  }

  @Test
  void refusesToMixPreparedRowsWithTheirSource() {
    Dataset rides = datasets.dataset("rides");
    assertThatThrownBy(() -> Preprocessing.materialize(fitted, split, rides))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Cannot keep prepared rows of rides:1 in rides (must be another data set)");
  }

  @Test
  void refusesAColumnThatTwoWouldBe() {
    Schema input = Schema.builder().column("temp", DataType.FLOAT64).build();
    FittedPreprocessing few =
        Preprocessing.of(input, missingIndicator("temp"), impute("temp").mean()).fit(split);
    Rows clash =
        new InputRows<>(
            Columns.from(Counted.class)
                .float64("temp", Counted::rain)
                .float64("temp.missing", Counted::rain)
                .build(),
            List.of());
    assertThatThrownBy(() -> Preprocessing.prepare(few, clash))
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
    assertThatThrownBy(() -> Preprocessing.materialize(fitted, foreign, prepared))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid split: foreign (must be one that a version of a data set gave)");
  }
}
