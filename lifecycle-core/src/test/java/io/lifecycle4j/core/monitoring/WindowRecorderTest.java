package io.lifecycle4j.core.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.monitoring.spi.DriftRecorder;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.profile.Profile.Histogram;
import io.lifecycle4j.profile.Profile.Moments;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WindowRecorderTest {
  private static final ColumnProfile AGE =
      new ColumnProfile(
          "age",
          100,
          0,
          new Moments(-5, 5, 0, 2),
          new Histogram(List.of(-1.0, 0.0, 1.0), List.of(25L, 25L, 25L, 25L)),
          Map.of());
  private static final ColumnProfile COUNTRY = References.texts("country", "de", "fr", "fr");
  private static final ColumnProfile BLANK =
      new ColumnProfile("blank", 100, 100, null, null, Map.of());

  @Test
  void countsAValueOnAnEdgeInTheBinOnItsRight() {
    WindowRecorder recorder = new WindowRecorder(References.of(AGE));
    for (double value : new double[] {-1.0, -1.5, Math.nextDown(0.0), 0.0, -0.0, 1.0, 99}) {
      recorder.record(0, value);
    }

    assertThat(recorder.profile().columns().get(0).histogram())
        .hasValue(new Histogram(List.of(-1.0, 0.0, 1.0), List.of(1L, 2L, 2L, 2L)));
  }

  @Test
  void countsNanAndInfinitiesAsMissing() {
    WindowRecorder recorder = new WindowRecorder(References.of(AGE));
    recorder.record(0, Double.NaN);
    recorder.record(0, Double.POSITIVE_INFINITY);
    recorder.record(0, Double.NEGATIVE_INFINITY);

    assertThat(recorder.profile())
        .isEqualTo(new Profile(3, List.of(new ColumnProfile("age", 3, 3, null, null, Map.of()))));
  }

  @Test
  void allocatesNothingForARow() {
    WindowRecorder recorder = new WindowRecorder(References.of(AGE, COUNTRY));
    double[] numbers = {0.5, 0};
    @Nullable String[] texts = {null, "fr"};
    for (int i = 0; i < 100; i++) {
      recorder.record(numbers, texts); // loads classes
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    threads.getCurrentThreadAllocatedBytes();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 10_000; i++) {
      recorder.record(numbers, texts);
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
  }

  @Test
  void keepsRangeMeanAndSpread() {
    WindowRecorder recorder = new WindowRecorder(References.of(AGE));
    for (double value : new double[] {-1, 2, 5, 6}) {
      recorder.record(0, value);
    }

    assertThat(recorder.profile().columns().get(0).moments())
        .hasValue(new Moments(-1, 6, 3, Math.sqrt(7.5)));
  }

  /** The sums of distances have errors of rounding. */
  @Test
  void recordsNoSpreadOfAValueThatNeverChanges() {
    for (double stuck : new double[] {0, 21.3, 0.1, -273.15}) {
      ColumnProfile before = References.numbers("celsius", 17.3, 21.9, 12.1, 30.7);
      WindowRecorder recorder = new WindowRecorder(References.of(before));
      for (int i = 0; i < 500; i++) {
        recorder.record(0, stuck);
      }
      ColumnProfile half = recorder.profile().columns().get(0);

      assertThat(half.moments()).hasValue(new Moments(stuck, stuck, stuck, 0));
      assertThat(MergedWindow.of(MergedWindow.of(half, half), half).moments())
          .hasValue(new Moments(stuck, stuck, stuck, 0));
    }
  }

  @Test
  void keepsTheSpreadOfValuesFarFromZero() {
    double far = 1.7e12;
    ColumnProfile time = References.numbers("time", far - 1, far + 1);
    WindowRecorder recorder = new WindowRecorder(References.of(time));
    recorder.record(0, far + 10);
    recorder.record(0, far + 12);

    assertThat(recorder.profile().columns().get(0).moments())
        .hasValue(new Moments(far + 10, far + 12, far + 11, 1));
  }

  @Test
  void staysFiniteWhateverComes() {
    WindowRecorder recorder = new WindowRecorder(References.of(AGE));
    for (int i = 0; i < 100; i++) {
      recorder.record(0, Double.MAX_VALUE);
      recorder.record(0, -Double.MAX_VALUE);
    }

    assertThat(recorder.profile().columns().get(0).moments())
        .hasValueSatisfying(
            moments -> {
              assertThat(moments.mean()).isFinite();
              assertThat(moments.deviation()).isFinite();
              assertThat(moments.max()).isEqualTo(Double.MAX_VALUE);
            });
  }

  @Test
  void tellsAConstantFromEverythingElse() {
    WindowRecorder recorder =
        new WindowRecorder(References.of(References.numbers("unit", 0.0, 0.0, 0.0)));
    for (double value : new double[] {-0.0, 0.0, 1, 2, 3, -1}) {
      recorder.record(0, value);
    }

    assertThat(recorder.profile().columns().get(0).histogram())
        .hasValue(new Histogram(List.of(0.0, Double.MIN_VALUE), List.of(1L, 2L, 3L)));
  }

  @Test
  void countsKnownTextsAndAllOthersTogether() {
    WindowRecorder recorder = new WindowRecorder(References.of(COUNTRY));
    recorder.record(0, "fr");
    recorder.record(0, "");
    for (int i = 0; i < 10_000; i++) {
      recorder.record(0, "attack " + i);
    }

    assertThat(recorder.profile().columns().get(0))
        .isEqualTo(
            new ColumnProfile(
                "country", 10_002, 1, null, null, Map.of("fr", 1L, "(other)", 10_000L)));
  }

  @Test
  void countsAColumnThatTheReferenceKnowsNothingOf() {
    WindowRecorder recorder = new WindowRecorder(References.of(BLANK));
    recorder.record(0, 1);
    recorder.record(0, Double.NaN);
    recorder.record(0, "x");
    recorder.record(0, "");

    assertThat(recorder.profile().columns().get(0))
        .isEqualTo(new ColumnProfile("blank", 4, 2, null, null, Map.of()));
  }

  @Test
  void refusesValuesThatDoNotFitTheReference() {
    WindowRecorder recorder = new WindowRecorder(References.of(AGE, COUNTRY));

    assertThatThrownBy(() -> recorder.record(0, "old"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid value of column age: 'old' (must be a number)");
    assertThatThrownBy(() -> recorder.record(1, 3))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid value of column country: 3.0 (must be a text)");
    assertThatThrownBy(() -> recorder.record(2, 3))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid column: 2 (the reference has 2)");
    assertThatThrownBy(() -> recorder.record(new double[2], new String[1]))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid row: 2 numbers and 1 texts (the reference has 2 columns)");
    assertThatThrownBy(() -> recorder.record(new double[2], new String[2]))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid value of column country: 0.0 (must be a text)");
  }

  @Test
  void losesNoValueUnderManyThreads() throws Exception {
    int threads = 8;
    int rows = 20_000;
    WindowRecorder recorder = new WindowRecorder(References.of(AGE, COUNTRY));
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> tasks = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        tasks.add(pool.submit(() -> record(recorder, rows)));
      }
      for (Future<?> task : tasks) {
        task.get();
      }
    } finally {
      pool.shutdownNow();
    }

    long each = (long) threads * rows / 4;
    Profile snapshot = recorder.profile();
    assertThat(snapshot.rows()).isEqualTo(4 * each);
    assertThat(snapshot.columns().get(0).missing()).isEqualTo(each);
    assertThat(snapshot.columns().get(0).histogram())
        .hasValue(new Histogram(List.of(-1.0, 0.0, 1.0), List.of(0L, 0L, each, 2 * each)));
    assertThat(snapshot.columns().get(0).moments())
        .hasValueSatisfying(
            moments -> {
              assertThat(moments.min()).isZero();
              assertThat(moments.max()).isEqualTo(2);
              assertThat(moments.mean()).isEqualTo(1, within(1e-12));
              assertThat(moments.deviation()).isEqualTo(Math.sqrt(2.0 / 3), within(1e-12));
            });
    assertThat(snapshot.columns().get(1).categories())
        .isEqualTo(Map.of("de", each, "fr", 2 * each, "(other)", each));
  }

  private static void record(DriftRecorder recorder, int rows) {
    String[] texts = {"de", "fr", "fr", "es"};
    for (int row = 0; row < rows; row++) {
      double number = row % 4 == 3 ? Double.NaN : row % 4;
      String text = texts[row % 4];
      if (row % 8 < 4) {
        recorder.record(0, number);
        recorder.record(1, text);
      } else {
        recorder.record(new double[] {number, 0}, new String[] {null, text});
      }
    }
  }
}
