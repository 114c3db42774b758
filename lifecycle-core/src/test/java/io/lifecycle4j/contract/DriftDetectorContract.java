package io.lifecycle4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.monitoring.spi.DriftRecorder;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.monitoring.spi.SeasonWindow;
import io.lifecycle4j.profile.Profile;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link DriftDetector} must do. */
@Timeout(120)
public abstract class DriftDetectorContract {
  /** An effect from which on practitioners look. */
  private static final double MATTERS = 0.1;

  private static final int WINDOW = 1_000;
  private static final int AMOUNT = 0;
  private static final int VISITS = 1;
  private static final int COUNTRY = 2;

  private final Profile reference = Fixtures.profile();
  private DriftDetector detector;

  /** Creates the contract. */
  protected DriftDetectorContract() {}

  /**
   * Creates the detector; called once for each test.
   *
   * @return the detector
   */
  protected abstract DriftDetector create();

  @BeforeEach
  void createDetector() {
    detector = create();
  }

  /** Shifts the columns of the reference's distribution; 0, 0 and 0 is that distribution itself. */
  private DriftSummary window(long seed, double amount, int visits, double italian) {
    DriftRecorder recorder = detector.recorder(reference);
    Random random = new Random(seed);
    for (int i = 0; i < WINDOW; i++) {
      recorder.record(AMOUNT, random.nextGaussian() + amount);
      recorder.record(VISITS, Math.min(9, random.nextInt(10) + visits));
      recorder.record(COUNTRY, country(random.nextDouble() - italian));
    }
    return recorder.snapshot();
  }

  private static String country(double share) {
    return share < 0.1 ? "it" : share < 0.4 ? "fr" : "de";
  }

  private List<Divergence> compare(DriftSummary window) {
    List<Divergence> result = detector.compare(reference, window);
    assertThat(result)
        .allSatisfy(
            column -> {
              assertThat(column.pValue()).isBetween(0.0, 1.0);
              assertThat(column.effect()).isFinite();
              assertThat(column.explanation()).isNotBlank();
            });
    return result;
  }

  private Divergence compare(DriftSummary window, int column) {
    String name = reference.columns().get(column).name();
    return compare(window).stream()
        .filter(divergence -> divergence.column().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void leavesPValuesOpenOnlyIfItNeedsCalibration() {
    Divergence shifted = compare(window(3, -1.0, 0, 0), AMOUNT);

    assertThat(shifted.pValue() == 1).isEqualTo(detector.needsCalibration());
  }

  @Test
  void givesOneResultForEachColumnInOrder() {
    assertThat(compare(window(1, 0, 0, 0)))
        .extracting(Divergence::column)
        .containsExactly("amount", "visits", "country");
  }

  @Test
  void findsNoShiftThatMattersInTheSameDistribution() {
    for (int seed = 1; seed <= 20; seed++) {
      assertThat(compare(window(seed, 0, 0, 0)))
          .allSatisfy(
              column -> {
                assertThat(column.effect()).isLessThan(MATTERS);
                assertThat(column.pValue()).isGreaterThan(1e-6);
              });
    }
  }

  @Test
  void namesTheNumberThatShifted() {
    DriftSummary window = window(2, 1.0, 0, 0);
    assertShifted(compare(window, AMOUNT));
    assertThat(compare(window, VISITS).effect()).isLessThan(MATTERS);
    assertThat(compare(window, COUNTRY).effect()).isLessThan(MATTERS);
    assertShifted(compare(window(3, -1.0, 0, 0), AMOUNT));
    assertShifted(compare(window(4, 0, 3, 0), VISITS));
  }

  @Test
  void namesTheTextThatShifted() {
    DriftSummary window = window(5, 0, 0, 0.4);
    assertShifted(compare(window, COUNTRY));
    assertThat(compare(window, AMOUNT).effect()).isLessThan(MATTERS);
  }

  private static void assertShifted(Divergence column) {
    assertThat(column.effect()).isGreaterThan(2 * MATTERS);
    assertThat(column.pValue()).isLessThan(1e-9);
  }

  @Test
  void findsAGreaterEffectInAGreaterShift() {
    assertThat(compare(window(6, 2.0, 0, 0), AMOUNT).effect())
        .isGreaterThan(compare(window(6, 1.0, 0, 0), AMOUNT).effect());
  }

  @Test
  void findsTextsThatTheReferenceDoesNotHave() {
    DriftRecorder recorder = detector.recorder(reference);
    for (int i = 0; i < WINDOW; i++) {
      recorder.record(COUNTRY, i % 2 == 0 ? "de" : "new-" + i);
    }
    assertShifted(compare(recorder.snapshot(), COUNTRY));
  }

  private List<Divergence> seasons(DriftSummary... windows) {
    return detector.compare(
        Stream.of(windows).map(window -> new SeasonWindow(reference, window)).toList());
  }

  @Test
  void comparesEachSeasonWithItsOwn() {
    assertThat(seasons(window(21, 0, 0, 0)))
        .extracting(Divergence::column)
        .containsExactly("amount", "visits", "country");
    assertThat(seasons(window(22, 0, 0, 0), window(23, 0, 0, 0), window(24, 0, 0, 0)))
        .hasSize(3)
        .allSatisfy(column -> assertThat(column.pValue()).isGreaterThan(1e-6));

    List<Divergence> shifted = seasons(window(25, 0, 0, 0), window(26, 1, 0, 0));
    assertThat(shifted.get(AMOUNT).pValue()).isLessThan(1e-9);
    assertThat(shifted.get(VISITS).pValue()).isGreaterThan(1e-6);
    assertThat(shifted.get(COUNTRY).pValue()).isGreaterThan(1e-6);
  }

  @Test
  void rejectsNoSeason() {
    assertThatThrownBy(() -> seasons())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid seasons: none (needs at least one)");
  }

  @Test
  void countsEveryRow() {
    DriftSummary window = window(7, 0, 0, 0);
    assertThat(window.rows()).isEqualTo(WINDOW);
    assertThat(window.bytes()).hasSizeLessThanOrEqualTo(3 * DriftSummary.MAX_COLUMN_BYTES);
  }

  @Test
  void countsWhatIsMissing() {
    DriftRecorder recorder = detector.recorder(reference);
    for (double value : new double[] {1, Double.NaN, Double.POSITIVE_INFINITY, -1e308, -0.0}) {
      recorder.record(AMOUNT, value);
      recorder.record(VISITS, 3);
      recorder.record(COUNTRY, value == 1 ? "" : "de");
    }
    DriftSummary window = recorder.snapshot();
    assertThat(window.rows()).isEqualTo(5);
    compare(window);
  }

  @Test
  void findsThatMoreIsMissing() {
    DriftRecorder recorder = detector.recorder(reference);
    for (int i = 0; i < WINDOW; i++) {
      recorder.record(AMOUNT, i % 5 == 0 ? Double.NaN : i % 4 - 1.5);
      recorder.record(VISITS, i % 10);
      recorder.record(COUNTRY, i % 5 == 0 ? "" : country((i % 10) / 10.0));
    }
    assertThat(compare(recorder.snapshot(), COUNTRY).pValue()).isLessThan(1e-9);
    assertThat(compare(recorder.snapshot(), AMOUNT).pValue()).isLessThan(1e-9);
  }

  @Test
  void recordsARowLikeItsValues() {
    DriftRecorder values = detector.recorder(reference);
    DriftRecorder rows = detector.recorder(reference);
    Random random = new Random(8);
    for (int i = 0; i < WINDOW; i++) {
      double amount = i % 10 == 0 ? Double.NaN : random.nextGaussian();
      String country = i % 7 == 0 ? "" : country(random.nextDouble());
      values.record(AMOUNT, amount);
      values.record(VISITS, i % 10);
      values.record(COUNTRY, country);
      rows.record(new double[] {amount, i % 10, 0}, new String[] {null, null, country});
    }
    assertThat(rows.snapshot()).isEqualTo(values.snapshot());
  }

  @Test
  void findsNoShiftInAnEmptyWindow() {
    DriftSummary window = detector.recorder(reference).snapshot();
    assertThat(window.rows()).isZero();
    assertThat(compare(window)).allSatisfy(column -> assertThat(column.pValue()).isEqualTo(1));
  }

  @Test
  void comparesAWindowInWhichAColumnIsAlwaysMissing() {
    DriftRecorder recorder = detector.recorder(reference);
    for (int i = 0; i < WINDOW; i++) {
      recorder.record(AMOUNT, Double.NaN);
      recorder.record(VISITS, i % 10);
      recorder.record(COUNTRY, "");
    }
    DriftSummary window = recorder.snapshot();
    assertShifted(compare(window, AMOUNT));
    assertShifted(compare(window, COUNTRY));
    assertThat(compare(window, VISITS).effect()).isLessThan(MATTERS);
  }

  @Test
  void keepsSnapshotsAsTheyWere() {
    DriftRecorder recorder = detector.recorder(reference);
    recorder.record(AMOUNT, 1);
    DriftSummary before = recorder.snapshot();
    byte[] bytes = before.bytes();
    recorder.record(AMOUNT, 2);
    assertThat(before.rows()).isEqualTo(1);
    assertThat(before.bytes()).isEqualTo(bytes);
    assertThat(recorder.snapshot().rows()).isEqualTo(2);
    assertThat(detector.recorder(reference).snapshot().rows()).isZero();
  }

  @Test
  void recordsTheNextWindowFromItsBeginning() {
    DriftRecorder first = detector.recorder(reference);
    first.record(AMOUNT, 1);
    DriftRecorder second = first.another();
    assertThat(second.snapshot()).isEqualTo(detector.recorder(reference).snapshot());
    second.record(AMOUNT, 2);
    second.record(AMOUNT, 2);
    assertThat(first.snapshot().rows()).isEqualTo(1);
    assertThat(second.snapshot().rows()).isEqualTo(2);
  }

  @Test
  void mergesPartsIntoTheWindowThatTheyAre() {
    List<DriftRecorder> parts =
        Stream.generate(() -> create().recorder(reference)).limit(7).toList();
    DriftRecorder whole = detector.recorder(reference);
    Random random = new Random(9);
    for (int i = 0; i < WINDOW; i++) {
      double amount = i % 9 == 0 ? Double.NaN : 1 + random.nextGaussian();
      String country = i % 8 == 0 ? "new" : country(random.nextDouble());
      for (DriftRecorder recorder : List.of(whole, parts.get(i * i % 7))) {
        recorder.record(AMOUNT, amount);
        recorder.record(VISITS, i % 10);
        recorder.record(COUNTRY, country);
      }
    }
    List<DriftSummary> summaries = parts.stream().map(DriftRecorder::snapshot).toList();
    DriftSummary merged =
        detector.merge(
            reference,
            List.of(
                detector.merge(reference, summaries.subList(0, 3)),
                detector.merge(reference, summaries.subList(3, 7))));
    assertThat(merged.rows()).isEqualTo(WINDOW);
    assertThat(compare(merged)).isEqualTo(compare(whole.snapshot()));
  }

  @Test
  void mergesNothingIntoAnEmptyWindow() {
    DriftSummary empty = detector.merge(reference, List.of());
    assertThat(empty).isEqualTo(detector.recorder(reference).snapshot());
    DriftSummary window = window(10, 0, 0, 0);
    assertThat(detector.merge(reference, List.of(empty, window, empty))).isEqualTo(window);
  }

  @Test
  void readsWhatWasStored() {
    DriftSummary window = window(11, 0.5, 0, 0);
    DriftSummary stored = DriftSummary.of(window.rows(), window.bytes());
    assertThat(create().compare(Fixtures.profile(), stored)).isEqualTo(compare(window));
  }

  @Test
  void refusesBytesThatItDidNotWrite() {
    byte[] bytes = window(12, 0, 0, 0).bytes();
    for (byte[] other : List.of(new byte[0], Arrays.copyOf(bytes, bytes.length / 2))) {
      DriftSummary strange = DriftSummary.of(WINDOW, other);
      assertThatThrownBy(() -> detector.compare(reference, strange))
          .isInstanceOf(InvalidValueException.class);
      assertThatThrownBy(() -> detector.merge(reference, List.of(strange)))
          .isInstanceOf(InvalidValueException.class);
    }
  }

  @Test
  void countsEveryRowOfManyThreads() throws Exception {
    DriftRecorder recorder = detector.recorder(reference);
    Together.run(
        8,
        thread -> {
          for (int i = 0; i < WINDOW; i++) {
            recorder.record(AMOUNT, i % 3 - 1.0);
            recorder.record(VISITS, i % 10);
            recorder.record(COUNTRY, i % 2 == 0 ? "de" : "fr");
          }
          return thread;
        });
    DriftRecorder one = detector.recorder(reference);
    for (int i = 0; i < 8 * WINDOW; i++) {
      one.record(AMOUNT, i % WINDOW % 3 - 1.0);
      one.record(VISITS, i % 10);
      one.record(COUNTRY, i % 2 == 0 ? "de" : "fr");
    }
    DriftSummary window = recorder.snapshot();
    assertThat(window.rows()).isEqualTo(8 * WINDOW);
    assertThat(compare(window)).isEqualTo(compare(one.snapshot()));
  }
}
