package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.model.TensorRunner;
import io.lifecycle4j.core.serving.PredictionRecord.Ending;
import io.lifecycle4j.error.LifecycleException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the rows of one call after the other through steps. Used by one thread at a time.
 *
 * <p>Many rows run in groups, so that their memory is bounded and stays in the caches of a
 * processor. A row that cannot be prepared, or whose outputs are not a valid answer, fails alone.
 * If a run of several rows throws, they run again in halves, so that a row that the network cannot
 * run fails alone too. How often a call runs rows again is bounded: if many rows make runs throw,
 * the last ones share the failure of their group. A function is called once for an input, since it
 * may have side effects.
 */
final class PredictionCall<I, O> implements AutoCloseable {
  /** The most rows of a run. */
  static final int GROUP = TensorRunner.BATCH;

  /** Finds five rows that cannot be run among a thousand. */
  static final int MOST_REPEATS = 100;

  private final PredictionSteps<I, O> steps;

  /** Whether times are taken between the steps: a single row takes all the time there is. */
  private boolean isTimed;

  /** Whether no row has an answer unless all have. */
  private boolean isWhole;

  /** Times the stages; null if nobody observes them. */
  private @Nullable StageTimes stages;

  private long last;
  private int repeats;

  PredictionCall(PredictionSteps<I, O> steps) {
    this.steps = steps;
  }

  /** Returns who observes the version. */
  PredictionObserver.Calls observer() {
    return steps.observer();
  }

  @Override
  public void close() {
    steps.close();
  }

  /** Takes rows through the steps, unobserved. */
  void answer(List<PredictionRecord<I, O>> rows, boolean whole) {
    answer(rows, whole, null);
  }

  /**
   * Takes rows through the steps.
   *
   * @param whole whether no row has an answer unless all have: none is run once one cannot be
   *     prepared
   * @param observed times the stages; null if nobody observes them
   */
  void answer(List<PredictionRecord<I, O>> rows, boolean whole, @Nullable StageTimes observed) {
    stages = observed;
    isTimed = rows.size() > 1;
    isWhole = whole;
    repeats = 0;
    last = System.nanoTime();
    if (observed != null) {
      observed.begin(last);
    }
    int most = steps.isRepeatable() ? GROUP : rows.size();
    boolean wanted = true;
    for (int from = 0; from < rows.size(); from += most) {
      List<PredictionRecord<I, O>> group =
          rows.size() <= most ? rows : rows.subList(from, Math.min(rows.size(), from + most));
      List<PredictionRecord<I, O>> prepared = prepared(group);
      wanted &= !whole || prepared.size() == group.size();
      if (wanted && !prepared.isEmpty()) {
        run(prepared);
      }
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
    if (stages != null) {
      stages.prepared();
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
    try {
      steps.run(isWhole);
    } catch (RuntimeException e) {
      took(prepared);
      if (prepared.size() > 1 && steps.isRepeatable() && repeats < MOST_REPEATS) {
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
    repeats++;
    List<PredictionRecord<I, O>> prepared = prepared(some);
    if (!prepared.isEmpty()) {
      run(prepared);
    }
  }

  private void took(List<PredictionRecord<I, O>> run) {
    if (stages != null) {
      stages.ran();
    }
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
    if (stages != null) {
      stages.decoded();
    }
  }
}
