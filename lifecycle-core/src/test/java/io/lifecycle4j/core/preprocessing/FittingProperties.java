package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.preprocessing.Steps.bucketize;
import static io.lifecycle4j.preprocessing.Steps.clip;
import static io.lifecycle4j.preprocessing.Steps.dateParts;
import static io.lifecycle4j.preprocessing.Steps.hash;
import static io.lifecycle4j.preprocessing.Steps.impute;
import static io.lifecycle4j.preprocessing.Steps.lag;
import static io.lifecycle4j.preprocessing.Steps.log;
import static io.lifecycle4j.preprocessing.Steps.minMax;
import static io.lifecycle4j.preprocessing.Steps.missingIndicator;
import static io.lifecycle4j.preprocessing.Steps.normalizeChannels;
import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.preprocessing.Steps.ordinal;
import static io.lifecycle4j.preprocessing.Steps.quantileBuckets;
import static io.lifecycle4j.preprocessing.Steps.robust;
import static io.lifecycle4j.preprocessing.Steps.scale;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.preprocessing.Steps.standardizeChannels;
import static io.lifecycle4j.preprocessing.Steps.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Datasets;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.preprocessing.DatePart;
import io.lifecycle4j.preprocessing.DomainPolicy;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.preprocessing.UnknownPolicy;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;

/** Whatever the steps and the rows: the number of threads and a store change no bit. */
@Tag(Volume.TAG)
class FittingProperties {
  /** A row whose cells follow from a seed; a request may hold what no training row does. */
  private record Sample(long seed, boolean isRequest) {
    Sample(long seed) {
      this(seed, false);
    }

    private Random random(int column) {
      return new Random(seed * 31 + column);
    }

    double number() {
      Random random = random(1);
      if (isRequest && random(5).nextInt(10) == 0) {
        return Double.NEGATIVE_INFINITY;
      }
      return random.nextInt(7) == 0 ? Double.NaN : Math.exp(4 * random.nextGaussian()) - 2;
    }

    String text() {
      if (isRequest && random(6).nextInt(3) == 0) {
        return "never seen";
      }
      int text = random(2).nextInt(5);
      return text == 0 ? "" : "text " + text;
    }

    double time() {
      Random random = random(3);
      return random.nextInt(9) == 0 ? Double.NaN : random.nextLong() >> 22;
    }

    void image(float[] target, int offset) {
      Random random = random(4);
      for (int i = 0; i < 12; i++) {
        target[offset + i] = random.nextInt(256);
      }
    }
  }

  private static final Columns<Sample> SAMPLES =
      Columns.from(Sample.class)
          .number(Column.builder("x", DataType.FLOAT64).nullable().build(), Sample::number)
          .text(Column.builder("t", DataType.CATEGORICAL).nullable().build(), Sample::text)
          .number(Column.builder("d", DataType.TIMESTAMP).nullable().build(), Sample::time)
          .tensor(Column.tensor("image", 3, 2, 2), Sample::image)
          .build();

  private static List<Sample> samples(long seed, int count) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      samples.add(new Sample(seed + i));
    }
    return samples;
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<List<Step>> numbers =
        Arbitraries.of(
                impute("x").mean(),
                impute("x").median(),
                impute("x").constant(0.1),
                standardize("x"),
                minMax("x"),
                robust("x"),
                scale("x", 0.3),
                log("x", DomainPolicy.MISSING),
                clip("x", -5, 50),
                bucketize("x", -0.5, 0.1, 2.0),
                quantileBuckets("x", 7),
                user("x", GreatestShare.ID))
            .list()
            .ofMaxSize(5)
            .filter(FittingProperties::leavesNumbers);
    Arbitrary<List<Step>> texts =
        Arbitraries.of(
            List.of(oneHot("t")),
            List.of(
                missingIndicator("t"), impute("t").mostFrequent(), oneHot("t", UnknownPolicy.OWN)),
            List.of(impute("t").constant("none"), hash("t", 6)),
            List.of(impute("t").constant("none"), ordinal("t", UnknownPolicy.ERROR)),
            List.of(impute("t").mostFrequent(), oneHot("t", UnknownPolicy.ERROR)),
            List.of(ordinal("t", UnknownPolicy.OWN), standardize("t")));
    Arbitrary<List<Step>> images =
        Arbitraries.of(
            List.of(standardize("image")),
            List.of(scale("image", 1 / 255.0), standardizeChannels("image")),
            List.of(normalizeChannels("image", List.of(1.0, 2.0, 3.0), List.of(0.1, 3.0, 7.0))));
    return Combinators.combine(numbers, texts, images).as(FittingProperties::all);
  }

  /** Logarithms of logarithms may leave no number to learn from, which a fit refuses. */
  private static boolean leavesNumbers(List<Step> steps) {
    return Collections.frequency(steps, log("x", DomainPolicy.MISSING)) <= 1;
  }

  private static List<Step> all(List<Step> numbers, List<Step> texts, List<Step> images) {
    List<Step> all = new ArrayList<>(numbers);
    all.add(0, missingIndicator("x"));
    all.add(impute("x").median());
    all.addAll(texts);
    all.add(dateParts("d", DatePart.YEAR, DatePart.DAY_OF_WEEK, DatePart.HOUR_SIN));
    all.add(impute("d.year").median());
    all.add(impute("d.day_of_week").mostFrequent());
    all.add(oneHot("d.day_of_week"));
    all.add(impute("d.hour_sin").mean());
    all.addAll(images);
    return all;
  }

  /** Returns the bits of a request, or why it is refused. */
  private static Object answer(FittedPreprocessing fitted, Sample request) {
    try {
      return bits(write(fitted, request));
    } catch (InvalidValueException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static float[] write(FittedPreprocessing fitted, Sample sample) {
    return RowWriter.of(fitted, SAMPLES.schema()).numbers(SAMPLES.row(sample));
  }

  @Property(tries = 25)
  void anyNumberOfThreadsLearnsTheSameBits(
      @ForAll("steps") List<Step> steps,
      @ForAll long seed,
      @ForAll @IntRange(min = 4_000, max = 20_000) int rows,
      @ForAll @IntRange(min = 2, max = 5) int threads) {
    TrainingRows training = new InputRows<>(SAMPLES, samples(seed, rows)).training();
    FittedPreprocessing one = StepFitting.of(SAMPLES.schema(), steps).fit(training, 1);
    FittedPreprocessing many = StepFitting.of(SAMPLES.schema(), steps).fit(training, threads);
    assertThat(PreprocessingForms.JSON.text(many))
        .isEqualTo(PreprocessingForms.JSON.text(one)); // every bit of a double is in its text
    assertThat(many.golden()).isNotEmpty();
  }

  @Property(tries = 100)
  void whatIsStoredPreparesAsWhatWasFitted(
      @ForAll("steps") List<Step> steps, @ForAll long seed, @ForAll long request) {
    List<Sample> rows = samples(seed, 60);
    FittedPreprocessing fitted =
        StepFitting.of(SAMPLES.schema(), steps).fit(new InputRows<>(SAMPLES, rows).training());
    FittedPreprocessing stored =
        PreprocessingForms.JSON.read(
            PreprocessingForms.JSON.write(fitted), FittedPreprocessing.class, "preprocessing");
    assertThat(stored).isEqualTo(fitted);
    assertThat(PreprocessingForms.JSON.text(stored))
        .isEqualTo(PreprocessingForms.JSON.text(fitted));
    assertThat(stored.fingerprint()).matches("[0-9a-f]{64}").isEqualTo(fitted.fingerprint());
    GoldenInputs.replay("test:1", stored);
    for (int i = 0; i < 20; i++) {
      Sample sample = new Sample(request + i, true);
      assertThat(answer(stored, sample)).isEqualTo(answer(fitted, sample));
    }
  }

  /** A day without a time is refused nowhere: its lag is missing. */
  private record Day(int at, int shop, int sold) {}

  private static final Columns<Day> DAYS =
      Columns.from(Day.class)
          .number(
              Column.builder("at", DataType.TIMESTAMP).nullable().build(),
              day -> day.at == 0 ? Double.NaN : day.at * 86_400_000.0)
          .string("shop", day -> "shop " + day.shop)
          .number(
              Column.builder("sold", DataType.FLOAT64).nullable().build(),
              day -> day.sold % 7 == 0 ? Double.NaN : day.sold / 3.0)
          .build();

  @Provide
  Arbitrary<Day> day() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 15),
            Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(0, 50))
        .as(Day::new);
  }

  @Property(tries = 60)
  void aLagThatIsStoredLooksBackAsTheOneThatWasFitted(
      @ForAll @Size(min = 3, max = 40) @UniqueElements(by = Series.class)
          List<@From("day") Day> days,
      @ForAll @IntRange(min = 1, max = 4) int back) {
    List<Day> rows = new ArrayList<>(days);
    rows.sort(Comparator.comparingInt(Day::at)); // a series is in order of time
    rows.add(new Day(101, 0, 1));
    rows.add(new Day(101 + back, 0, 2));
    Schema input = Schema.builder().column("before", DataType.FLOAT64).build();
    FittedPreprocessing fitted =
        StepFitting.of(
                input,
                lag("before", "sold", Duration.ofDays(back), "at", "shop"),
                missingIndicator("before"),
                impute("before").mean(),
                standardize("before"))
            .fit(new InputRows<>(DAYS, rows).training());
    FittedPreprocessing stored =
        PreprocessingForms.JSON.read(
            PreprocessingForms.JSON.write(fitted), FittedPreprocessing.class, "preprocessing");
    assertThat(stored).isEqualTo(fitted);
    assertThat(stored.fingerprint()).isEqualTo(fitted.fingerprint());
    List<List<Integer>> prepared = prepared(stored, rows);
    assertThat(prepared).hasSize(rows.size()).isEqualTo(prepared(fitted, rows));
    int missing =
        fitted.output().columns().stream().map(Column::name).toList().indexOf("before.missing");
    assertThat(prepared.get(rows.size() - 1).get(missing)).isZero(); // it found what it looks for
  }

  private static List<List<Integer>> prepared(FittedPreprocessing fitted, List<Day> days) {
    Rows rows = fitted.prepare(new InputRows<>(DAYS, days));
    return PreparedRides.bits(rows, fitted.output().columns().size());
  }

  /** Of each shop there is one row at a time. */
  private static final class Series implements Function<Object, Object> {
    @Override
    public Object apply(Object day) {
      return List.of(((Day) day).at, ((Day) day).shop);
    }
  }

  @Property(tries = 40)
  void whatIsMaterialisedHasTheBitsOfARequest(
      @ForAll("steps") List<Step> steps,
      @ForAll long seed,
      @ForAll @IntRange(min = 40, max = 80) int rows) {
    List<Sample> samples = samples(seed, rows);
    try (Medium medium = Media.memory()) {
      InstantSource clock = InstantSource.fixed(Instant.EPOCH);
      Datasets datasets = DatasetStores.datasets(DatasetStores.over(medium, clock), clock);
      Split split =
          datasets
              .dataset("samples")
              .snapshot(Sources.records(SAMPLES, samples::forEach))
              .commit()
              .split(Splits.byHash(1).train(1).holdout(0));
      FittedPreprocessing fitted = StepFitting.of(SAMPLES.schema(), steps).fit(split);
      DatasetVersion kept = fitted.materialize(split, datasets.dataset("prepared"));
      List<float[]> read = new ArrayList<>();
      FittedPreprocessing none = new FittedPreprocessing(fitted.output(), List.of());
      RowWriter numbers = RowWriter.of(none, kept.manifest().schema());
      kept.split(Splits.byRole("split.role"))
          .rows(SplitRole.TRAIN)
          .forEach(row -> read.add(numbers.numbers(row)));
      assertThat(read).hasSize(samples.size());
      for (int i = 0; i < read.size(); i++) {
        assertThat(bits(read.get(i))).isEqualTo(bits(write(fitted, samples.get(i))));
      }
    }
  }

  private static int[] bits(float[] numbers) {
    int[] bits = new int[numbers.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(numbers[i]);
    }
    return bits;
  }
}
