package io.lifecycle4j.core.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.error.Joining;
import io.lifecycle4j.core.schema.HeldRow;
import io.lifecycle4j.registry.Change.ShadowStarted;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.serving.Prediction;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What waits for a shadow that hangs. */
@Timeout(60)
class ShadowRunTest {
  private static final Task<String> TASK = Tasks.classification("label", "low", "high");
  private static final Columns<Row> INPUT = HeldRow.Layout.of(Versions.INPUT.schema()).columns();
  private static final Schema SCHEMA = Versions.INPUT.schema();

  private final Semaphore running = new Semaphore(0);
  private final CountDownLatch released = new CountDownLatch(1);
  private final ShadowRun<String> shadow =
      new ShadowRun<>(
          new ShadowStarted("line", 2, "s1", 1, Fixtures.TIME, 0, Optional.empty()),
          new FunctionRoute<Row, String>("line", INPUT, TASK, this::hang, PredictionObserver.NONE),
          SCHEMA,
          () -> true,
          () -> {});

  private List<String> hang(List<? extends Row> rows) {
    running.release();
    Joining.uninterruptibly(released, Duration.ofMinutes(1));
    return Collections.nCopies(rows.size(), "low");
  }

  /** Offers a prediction with which the shadow hangs, so that all others wait. */
  @BeforeEach
  void begin() {
    offer(Prediction.builder("first", "low").build());
    running.acquireUninterruptibly();
  }

  @AfterEach
  void end() {
    released.countDown();
    shadow.end();
  }

  private void offer(Prediction<?> prediction) {
    Row row = HeldRow.of(SCHEMA, 1.0);
    PredictionRecord<Row, Object> record =
        PredictionRecord.answered(1, row, row, prediction.value());
    record.predicted(typed(prediction));
    shadow.offer(record);
  }

  @SuppressWarnings("unchecked") // only read
  private static Prediction<Object> typed(Prediction<?> prediction) {
    return (Prediction<Object>) prediction;
  }

  private long waiting(int offered, Object value) {
    for (int i = 0; i < offered; i++) {
      offer(Prediction.builder("id" + i, value).build());
    }
    return offered - shadow.report().dropped();
  }

  @Test
  void holdsNoOutputsOfTheNetwork() {
    WeakReference<double[]> outputs = offered();
    while (outputs.get() != null) {
      System.gc();
    }
    assertThat(shadow.report().dropped()).as("it waits all the same").isZero();
  }

  private WeakReference<double[]> offered() {
    double[] outputs = new double[1_000];
    offer(Prediction.builder("other", "high").outputs(TASK, outputs).build());
    return new WeakReference<>(outputs);
  }

  @Test
  void letsSmallPredictionsWaitUpToItsBytes() {
    assertThat(waiting(100_000, "low")).isBetween(5_000L, 20_000L);
  }

  @Test
  void countsTheBytesOfAText() {
    assertThat(waiting(10, "x".repeat(1_000_000))).isEqualTo(2);
  }

  @Test
  void countsTheBytesOfAList() {
    assertThat(waiting(10, Collections.nCopies(30_000, 0.5))).isEqualTo(2);
  }

  @Test
  void countsTheBytesOfAnArray() {
    assertThat(waiting(10, new float[250_000])).isEqualTo(2);
  }

  @Test
  void letsAboutAThousandValuesWaitWhoseBytesItDoesNotKnow() {
    assertThat(waiting(2_000, new Object())).isBetween(900L, 1_024L);
  }
}
