package io.lifecycle4j.core.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.spi.DriftRecorder;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HistogramDriftDetectorTest {
  private static final double[] CONSTANT = {7, 7, 7, 7, 7, 7, 7, 7, 7, 7};

  private final HistogramDriftDetector detector = new HistogramDriftDetector();
  private final SplittableRandom random = new SplittableRandom(11);

  @Test
  void findsNothingInAlikeNumbers() {
    Divergence divergence = numbers(uniform(5_000), random::nextDouble);

    assertThat(divergence.column()).isEqualTo("x");
    assertThat(divergence.effect()).isEqualTo(0, within(0.05));
    assertThat(divergence.pValue()).isGreaterThan(0.01);
  }

  @Test
  void saysByHowManyDeviationsAMeanMoved() {
    Divergence divergence = numbers(uniform(5_000), () -> 0.3 + random.nextDouble());

    assertThat(divergence.pValue()).isLessThan(1e-20);
    assertThat(divergence.effect()).isGreaterThan(0.5);
    assertThat(divergence.explanation())
        .matches("mean 0\\.\\d{3} -> 0\\.\\d{3} \\(\\+1\\.\\d standard deviations\\)");
  }

  @Test
  void saysNoMoreThanThatAMeanMovedVeryFar() {
    assertThat(numbers(uniform(5_000), () -> -1e38 * random.nextDouble()).explanation())
        .endsWith(" (more than -1000 standard deviations)");
    assertThat(numbers(uniform(5_000), () -> 200 + random.nextDouble()).explanation())
        .endsWith("standard deviations)")
        .doesNotContain("more than");
  }

  @Test
  void saysThatTheSpreadMovedWhenTheMeanDidNot() {
    Divergence divergence = numbers(uniform(5_000), () -> 3 * random.nextDouble() - 1);

    assertThat(divergence.pValue()).isLessThan(1e-20);
    assertThat(divergence.explanation()).contains("standard deviations), deviation 0.2");
  }

  @Test
  void watchesTheShareOfMissingNumbers() {
    Divergence divergence =
        numbers(uniform(5_000), () -> random.nextInt(10) == 0 ? Double.NaN : random.nextDouble());

    assertThat(divergence.pValue()).isLessThan(1e-20);
    assertThat(divergence.effect()).isGreaterThan(0.3);
    assertThat(divergence.explanation())
        .matches("mean .*, deviation .*, missing 0 % -> \\d\\.?\\d %");
  }

  @Test
  void comparesWithAHistogramOfASampleOfTheReference() {
    ColumnProfile sample = References.numbers("x", uniform(1_000));
    ColumnProfile reference =
        new ColumnProfile(
            "x",
            200_000,
            100_000,
            sample.moments().orElseThrow(),
            sample.histogram().orElseThrow(),
            Map.of());

    Divergence divergence =
        compare(reference, () -> random.nextBoolean() ? Double.NaN : random.nextDouble());

    assertThat(divergence.pValue()).isGreaterThan(0.01);
    assertThat(divergence.effect()).isEqualTo(0, within(0.1));
  }

  @Test
  void comparesAWindowWithoutAnyValue() {
    Divergence divergence = numbers(uniform(5_000), () -> Double.NaN);

    assertThat(divergence.pValue()).isLessThan(1e-100);
    assertThat(divergence.explanation()).isEqualTo("missing 0 % -> 100 %");
  }

  @Test
  void comparesAConstantWithEverythingElse() {
    assertThat(numbers(CONSTANT, () -> 7))
        .returns(1.0, Divergence::pValue)
        .satisfies(divergence -> assertThat(divergence.effect()).isEqualTo(0, within(1e-12)));
    double[] long7 = DoubleStream.generate(() -> 7).limit(5_000).toArray();
    Divergence divergence = numbers(long7, () -> random.nextInt(4) == 0 ? 8 : 7);
    assertThat(divergence.pValue()).isLessThan(1e-50);
    assertThat(divergence.effect()).isGreaterThan(1);
    assertThat(divergence.explanation())
        .matches("always 7 -> 7\\d % of the values, mean 7\\.\\d\\d");
  }

  @Test
  void namesTheTextThatMovedMost() {
    ColumnProfile kinds =
        References.texts("kind", Map.of("Sneaker", 500L, "Boot", 2_500L, "Coat", 2_000L));

    Divergence divergence =
        texts(
            kinds,
            () -> random.nextInt(10) < 3 ? "Sneaker" : random.nextInt(9) < 5 ? "Boot" : "Coat");

    assertThat(divergence.pValue()).isLessThan(1e-20);
    assertThat(divergence.explanation()).matches("Sneaker 10 % -> (2|3)\\d %");
  }

  @Test
  void seesTextsThatTheReferenceDoesNotKnow() {
    ColumnProfile kinds = References.texts("kind", Map.of("Boot", 2_500L, "Coat", 2_500L));

    Divergence divergence =
        texts(kinds, () -> List.of("Boot", "Coat", "Hat").get(random.nextInt(3)));

    assertThat(divergence.pValue()).isLessThan(1e-50);
    assertThat(divergence.explanation()).matches("unseen texts 0 % -> (2|3)\\d %");
    assertThat(texts(kinds, () -> "").explanation()).isEqualTo("missing 0 % -> 100 %");
  }

  @Test
  void isNotAlarmedByOneStrayText() {
    ColumnProfile kinds = References.texts("kind", Map.of("Boot", 2_500L, "Coat", 2_500L));
    String[] window = new String[500];
    Arrays.setAll(window, i -> i == 0 ? "Hat" : i % 2 == 0 ? "Boot" : "Coat");

    Divergence divergence = texts(kinds, Stream.of(window).iterator()::next);

    assertThat(divergence.pValue()).isGreaterThan(0.1);
    assertThat(divergence.effect()).isLessThan(0.01);
  }

  @Test
  void cutsATextThatIsTooLongForALine() {
    ColumnProfile kinds = References.texts("kind", Map.of("B".repeat(100), 2_500L, "C", 2_500L));

    assertThat(texts(kinds, () -> "B".repeat(100)).explanation())
        .isEqualTo("B".repeat(40) + "… 50 % -> 100 %");
  }

  @Test
  void leavesOutColumnsOfWhichTheReferenceHasNoValue() {
    ColumnProfile blank = new ColumnProfile("blank", 10, 10, null, null, Map.of());
    Profile reference = References.of(blank, References.numbers("x", 1, 2, 3, 4));
    DriftRecorder recorder = detector.recorder(reference);

    assertThat(detector.compare(reference, recorder.snapshot())).isEmpty();
    recorder.record(0, 5);
    recorder.record(1, 5);
    assertThat(detector.compare(reference, recorder.snapshot()))
        .extracting(Divergence::column)
        .containsExactly("x");
  }

  @Test
  void refusesAWindowOfAnotherReference() {
    Profile one = References.of(References.numbers("x", 1, 2, 3, 4));
    Profile two = References.of(References.numbers("x", 1, 2, 3, 5.5, 7));
    Profile other = References.of(References.numbers("y", 1, 2, 3, 4));

    assertThatThrownBy(() -> detector.compare(one, two))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid window: column x has other bins than the reference");
    assertThatThrownBy(() -> detector.compare(one, other))
        .hasMessage("Invalid window: column y (the reference has x there)");
    assertThatThrownBy(() -> detector.compare(one, new Profile(0, List.of())))
        .hasMessage("Invalid window: 0 columns (the reference has 1)");
  }

  private double[] uniform(int rows) {
    return random.doubles(rows).toArray();
  }

  private Divergence numbers(double[] values, DoubleSupplier live) {
    return compare(References.numbers("x", values), live);
  }

  private Divergence compare(ColumnProfile column, DoubleSupplier live) {
    Profile reference = References.of(column);
    DriftRecorder recorder = detector.recorder(reference);
    for (int i = 0; i < 500; i++) {
      recorder.record(0, live.getAsDouble());
    }
    return detector.compare(reference, recorder.snapshot()).get(0);
  }

  private Divergence texts(ColumnProfile column, Supplier<String> live) {
    Profile reference = References.of(column);
    DriftRecorder recorder = detector.recorder(reference);
    for (int i = 0; i < 500; i++) {
      recorder.record(0, live.get());
    }
    return detector.compare(reference, recorder.snapshot()).get(0);
  }
}
