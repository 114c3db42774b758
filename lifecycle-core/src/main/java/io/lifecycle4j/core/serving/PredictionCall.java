package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.serving.PredictionRecord.Ending;
import io.lifecycle4j.error.LifecycleException;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of one call on their way through the steps.
 *
 * <p>A row that cannot be prepared, or whose outputs are not a valid answer, fails alone. If a run
 * of several rows throws, they run again in halves, so that a row that the network cannot run fails
 * alone too. The runs of one call are bounded: if many rows make them throw, the last ones share
 * the failure of their group. A function is called once, since it may have side effects.
 */
final class PredictionCall<I, O> {
  /** Finds five such rows among a thousand. */
  private static final int MOST_RUNS = 64;

  private final PredictionSteps<I, O> steps;

  /** Whether times are taken between the steps: a single row takes all the time there is. */
  private final boolean isTimed;

  private long last;
  private int runs;

  private PredictionCall(PredictionSteps<I, O> steps, int rows) {
    this.steps = steps;
    this.isTimed = rows > 1;
    this.last = System.nanoTime();
  }

  /**
   * Takes rows through the steps.
   *
   * @param whole whether no row is run if one cannot be prepared
   */
  static <I, O> void answer(
      PredictionSteps<I, O> steps, List<PredictionRecord<I, O>> rows, boolean whole) {
    PredictionCall<I, O> call = new PredictionCall<>(steps, rows.size());
    List<PredictionRecord<I, O>> prepared = call.prepared(rows);
    if (!prepared.isEmpty() && (!whole || prepared.size() == rows.size())) {
      call.run(prepared);
    }
  }

  /** Returns the rows that could be prepared: the same list if all could. */
  @SuppressWarnings("checkstyle:IllegalCatch") // reading an input is code of the user
  private List<PredictionRecord<I, O>> prepared(List<PredictionRecord<I, O>> wanted) {
    List<PredictionRecord<I, O>> prepared = wanted;
    steps.begin(wanted.size());
    for (int i = 0; i < wanted.size(); i++) {
      PredictionRecord<I, O> row = wanted.get(i);
      try {
        steps.prepare(row);
        if (prepared != wanted) {
          prepared.add(row);
        }
      } catch (RuntimeException e) {
        row.failed(Ending.REFUSED, e);
        if (prepared == wanted) {
          prepared = new ArrayList<>(wanted.subList(0, i));
        }
      }
      row.took(lap());
    }
    return prepared;
  }

  private long lap() {
    if (!isTimed) {
      return 0;
    }
    long now = System.nanoTime();
    long lap = now - last;
    last = now;
    return lap;
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // an engine or a function may throw anything
  private void run(List<PredictionRecord<I, O>> prepared) {
    runs++;
    try {
      steps.run();
    } catch (RuntimeException e) {
      took(prepared);
      if (prepared.size() > 1 && steps.isRepeatable() && runs < MOST_RUNS) {
        int half = prepared.size() / 2;
        again(prepared.subList(0, half));
        again(prepared.subList(half, prepared.size()));
      } else {
        failed(prepared, e);
      }
      return;
    } catch (Throwable e) {
      took(prepared);
      failed(prepared, e);
      return;
    }
    took(prepared);
    decode(prepared);
  }

  private void again(List<PredictionRecord<I, O>> some) {
    List<PredictionRecord<I, O>> prepared = prepared(some);
    if (!prepared.isEmpty()) {
      run(prepared);
    }
  }

  private void took(List<PredictionRecord<I, O>> run) {
    long share = lap() / run.size();
    for (int i = 0; isTimed && i < run.size(); i++) {
      run.get(i).took(share);
    }
  }

  private static void failed(List<? extends PredictionRecord<?, ?>> run, Throwable why) {
    run.forEach(row -> row.failed(Ending.FAILED, why));
  }

  private void decode(List<PredictionRecord<I, O>> run) {
    for (int i = 0; i < run.size(); i++) {
      PredictionRecord<I, O> row = run.get(i);
      try {
        steps.decode(i, row);
      } catch (LifecycleException e) {
        row.failed(Ending.INVALID, e);
      }
      row.took(isTimed ? lap() : System.nanoTime() - last);
    }
  }
}
