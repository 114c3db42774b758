package io.lifecycle4j.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.monitoring.DriftReport.Divergence;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.monitoring.spi.DriftRecorder;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.profile.Profile.Histogram;
import java.util.List;
import java.util.Random;
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
  private Profile window(long seed, double amount, int visits, double italian) {
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

  private List<Divergence> compare(Profile window) {
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

  private Divergence compare(Profile window, int column) {
    String name = reference.columns().get(column).name();
    return compare(window).stream()
        .filter(divergence -> divergence.column().equals(name))
        .findFirst()
        .orElseThrow();
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
    Profile window = window(2, 1.0, 0, 0);
    assertShifted(compare(window, AMOUNT));
    assertThat(compare(window, VISITS).effect()).isLessThan(MATTERS);
    assertThat(compare(window, COUNTRY).effect()).isLessThan(MATTERS);
    assertShifted(compare(window(3, -1.0, 0, 0), AMOUNT));
    assertShifted(compare(window(4, 0, 3, 0), VISITS));
  }

  @Test
  void namesTheTextThatShifted() {
    Profile window = window(5, 0, 0, 0.4);
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

  @Test
  void countsEveryRow() {
    Profile window = window(7, 0, 0, 0);
    assertThat(window.rows()).isEqualTo(WINDOW);
    assertThat(window.columns())
        .extracting(ColumnProfile::name)
        .containsExactly("amount", "visits", "country");
    assertThat(window.columns())
        .allSatisfy(
            column -> {
              assertThat(column.count()).isEqualTo(WINDOW);
              assertThat(column.missing()).isZero();
              assertThat(usable(column)).isEqualTo(WINDOW);
            });
  }

  private static long usable(ColumnProfile column) {
    long texts = column.categories().values().stream().mapToLong(Long::longValue).sum();
    return column.histogram().map(Histogram::total).orElse(texts);
  }

  @Test
  void countsWhatIsMissing() {
    DriftRecorder recorder = detector.recorder(reference);
    for (double value : new double[] {1, Double.NaN, Double.POSITIVE_INFINITY, -1e308, -0.0}) {
      recorder.record(AMOUNT, value);
      recorder.record(VISITS, 3);
      recorder.record(COUNTRY, value == 1 ? "" : "de");
    }
    Profile window = recorder.snapshot();
    assertThat(window.columns()).extracting(ColumnProfile::count).containsExactly(5L, 5L, 5L);
    assertThat(window.columns()).extracting(ColumnProfile::missing).containsExactly(2L, 0L, 1L);
    assertThat(window.columns())
        .allSatisfy(
            column -> assertThat(usable(column)).isEqualTo(column.count() - column.missing()));
    compare(window);
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
    Profile window = detector.recorder(reference).snapshot();
    assertThat(window.rows()).isZero();
    assertThat(window.columns()).extracting(ColumnProfile::count).containsOnly(0L);
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
    Profile window = recorder.snapshot();
    assertThat(window.columns().get(AMOUNT).missing()).isEqualTo(WINDOW);
    assertThat(window.columns().get(COUNTRY).missing()).isEqualTo(WINDOW);
    assertThat(compare(window, VISITS).effect()).isLessThan(MATTERS);
  }

  @Test
  void keepsSnapshotsAsTheyWere() {
    DriftRecorder recorder = detector.recorder(reference);
    recorder.record(AMOUNT, 1);
    Profile before = recorder.snapshot();
    recorder.record(AMOUNT, 2);
    assertThat(before.columns().get(AMOUNT).count()).isEqualTo(1);
    assertThat(recorder.snapshot().columns().get(AMOUNT).count()).isEqualTo(2);
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
    assertThat(first.snapshot().columns().get(AMOUNT).count()).isEqualTo(1);
    assertThat(second.snapshot().columns().get(AMOUNT).count()).isEqualTo(2);
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
    Profile window = recorder.snapshot();
    assertThat(window.rows()).isEqualTo(8 * WINDOW);
    assertThat(window.columns()).allSatisfy(c -> assertThat(usable(c)).isEqualTo(8L * WINDOW));
    assertThat(window.columns().get(COUNTRY).categories())
        .containsEntry("de", 4L * WINDOW)
        .containsEntry("fr", 4L * WINDOW);
  }
}
