package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.preprocessing.Steps.dateParts;
import static io.lifecycle4j.preprocessing.Steps.impute;
import static io.lifecycle4j.preprocessing.Steps.log;
import static io.lifecycle4j.preprocessing.Steps.missingIndicator;
import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Datasets;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.preprocessing.DatePart;
import io.lifecycle4j.preprocessing.DomainPolicy;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.UnknownPolicy;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.storage.spi.Medium;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A dataset of rides, split, with steps fitted on it, for tests of what is made of it. */
abstract class PreparedRides {
  /** What a request has. */
  record Ride(@Nullable Double temp, double rain, @Nullable String day, LocalDate date) {}

  /** What the dataset has. */
  record Counted(
      @Nullable Double temp,
      double rain,
      @Nullable String day,
      LocalDate date,
      String sort,
      double rides) {
    Ride ride() {
      return new Ride(temp, rain, day, date);
    }
  }

  static final SplitPlan PLAN = byHash(3).train(0.6).validation(0.2).holdout(0.2).golden(0.05);
  static final Columns<Ride> RIDES = Columns.of(Ride.class);
  static final StepFitting STEPS =
      StepFitting.of(
          RIDES.schema(),
          missingIndicator("temp"),
          impute("temp").mean(),
          standardize("temp"),
          log("rain", DomainPolicy.MISSING),
          impute("rain").median(),
          oneHot("day", UnknownPolicy.OWN),
          dateParts("date", DatePart.YEAR, DatePart.MONTH_SIN));

  final Medium medium = Media.memory();
  final AtomicInteger readings = new AtomicInteger();
  final AtomicInteger manifests = new AtomicInteger();
  final Datasets datasets =
      DatasetStores.datasets(
          counted(DatasetStores.over(medium, InstantSource.fixed(Instant.EPOCH))),
          InstantSource.fixed(Instant.EPOCH));
  final Dataset prepared = datasets.dataset("rides-prepared");
  Split split;
  FittedPreprocessing fitted;

  /** Counts what opens files, or stores them, and what reads manifests. */
  DatasetStore counted(DatasetStore store) {
    return (DatasetStore)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {DatasetStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().matches("rows|open|put|putAll")) {
                readings.incrementAndGet();
              }
              if (method.getName().matches("manifest|find|findLatest")) {
                manifests.incrementAndGet();
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

  static List<Counted> rides(int count) {
    return IntStream.range(0, count)
        .mapToObj(MaterializationTest::ride)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /**
   * Every 7th has no temperature, every 11th a rain outside of the logarithm, every 13th no day.
   */
  static Counted ride(int i) {
    return new Counted(
        i % 7 == 0 ? null : i * 0.37 - 20,
        i % 11 == 0 ? -1.5 : i % 5 / 3.0,
        i % 13 == 0 ? "" : "day " + i % 3,
        LocalDate.of(2004, 1, 1).plusDays(i),
        i % 2 == 0 ? "long" : "short",
        i * 1.1);
  }

  DatasetVersion version(String name, List<Counted> rides) {
    return datasets.dataset(name).snapshot(Sources.records(Counted.class, rides.stream())).commit();
  }

  DatasetVersion materialize() {
    return fitted.materialize(split, prepared);
  }

  /** Reads the numbers of prepared rows, bit for bit. */
  static List<List<Integer>> bits(Rows rows, int columns) {
    List<List<Integer>> all = new ArrayList<>();
    rows.forEach(row -> all.add(bits(row, columns)));
    return all;
  }

  static List<Integer> bits(Row row, int columns) {
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

  static List<Integer> bits(float[] numbers) {
    return IntStream.range(0, numbers.length)
        .mapToObj(i -> Float.floatToRawIntBits(numbers[i]))
        .toList();
  }

  /** Prepares rows of a role in the way of a training. */
  List<List<Integer>> trained(SplitRole role) {
    Rows rows = LaggedRows.of(fitted, split.rows(role));
    RowWriter writer = RowWriter.of(fitted, rows.schema());
    List<List<Integer>> all = new ArrayList<>();
    rows.forEach(row -> all.add(bits(writer.numbers(row))));
    return all;
  }
}
