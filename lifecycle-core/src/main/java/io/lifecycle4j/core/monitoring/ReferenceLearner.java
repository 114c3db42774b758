package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.monitoring.strata.WatchedReference;
import io.lifecycle4j.core.profile.Profiler;
import io.lifecycle4j.core.profile.Statistics;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns the reference of one version together with other processes.
 *
 * <p>The first window of rows chooses bins and texts, and does not count: rows that choose their
 * own cells fit them better than later rows do. If another process was faster, its cells are used.
 * The rows after that are recorded as slices like those of windows, and the process that judges
 * makes a reference of the slices of all. Rows of this process that follow those of the reference
 * are recorded as windows at once. Thread-safe.
 */
final class ReferenceLearner {
  private static final Logger LOG = LoggerFactory.getLogger(ReferenceLearner.class);

  private final String label;
  private final DriftMonitor plan;
  private final Supplier<Statistics> statistics;
  private final UnaryOperator<Profile> cells;
  private final Schema rows;
  private final LearnedReferences store;
  private final Target target;

  private Profiler choosing; // guarded by this, as is what follows
  private int chosen;
  private @Nullable Learning learning;

  /** Creates what rows are recorded in, and has it written and judged. */
  interface Target {
    /** Creates slices for rows of a reference. */
    DriftWindows learning(String label, WatchedReference cells);

    /** Creates windows. */
    DriftWindows watching(WatchedReference cells);

    /** Has slices of settled cells written from now on. */
    void add(DriftWindows windows);

    /** Forgets slices, also those that were not written. */
    void remove(DriftWindows windows);

    /** Records rows in windows from now on; learns if they are null. */
    void watch(@Nullable DriftWindows windows);
  }

  /** A reference with its cells. */
  private final class Learning {
    private final LearnedReference reference;
    private final DriftWindows slices;
    private final RowRecorder recorder = new RowRecorder(statistics.get());
    private @Nullable DriftWindows windows;
    private long recorded;

    /** Whether all processes use its cells. */
    private boolean settled;

    private boolean complete;

    Learning(LearnedReference reference) {
      this.reference = reference;
      this.slices = target.learning(LearnedReference.learning(reference.id()), reference.empty());
    }

    void record(Row row) {
      DriftWindows.Window open = slices.window();
      recorder.record(row, open.recorders(), 0);
      open.completed(1);
      if (++recorded >= reference.wanted()) {
        watch();
      }
    }

    void watch() {
      if (windows == null) {
        windows = target.watching(reference.empty());
        if (settled) {
          target.add(windows);
        }
        target.watch(windows);
      }
    }

    void settle() {
      settled = true;
      target.add(slices);
      if (windows != null) {
        target.add(windows);
      }
    }

    void drop() {
      target.remove(slices);
      if (windows != null) {
        target.remove(windows);
      }
      target.watch(null);
    }
  }

  /**
   * Learns nothing yet.
   *
   * @param cells makes cells of the rows that choose them
   * @param rows the columns of live rows
   */
  ReferenceLearner(
      String label,
      DriftMonitor plan,
      Supplier<Statistics> statistics,
      UnaryOperator<Profile> cells,
      Schema rows,
      LearnedReferences store,
      Target target) {
    this.label = label;
    this.plan = plan;
    this.statistics = statistics;
    this.cells = cells;
    this.rows = rows;
    this.store = store;
    this.target = target;
    this.choosing = chooser();
  }

  private Profiler chooser() {
    return new Profiler(statistics.get()).sampling(rows);
  }

  /**
   * Begins with what is stored.
   *
   * @return the reference, if it is complete
   */
  Optional<WatchedReference> begin() {
    try {
      follow();
      return store.findComplete(label);
    } catch (LifecycleException e) {
      LOG.warn("Cannot read the learned reference of {} now; it is tried again", label, e);
      return Optional.empty();
    }
  }

  /** Learns a row, unless windows are recorded. */
  synchronized void learn(Row row) {
    Learning now = learning;
    if (now != null && now.windows == null) {
      now.record(row);
    } else if (now == null) {
      choosing.add(row);
      if (++chosen >= plan.windowRows()) {
        learning = new Learning(candidate(cells.apply(choosing.profile())));
      }
    }
  }

  private LearnedReference candidate(Profile chosenBy) {
    return new LearnedReference(Ids.next(), label, plan.referenceRows(), chosenBy, null);
  }

  /** Follows what other processes chose, completed and forgot. Called by one thread at a time. */
  void follow() {
    LearnedReference known = store.find(label, statistics.get().names()).orElse(null);
    LearnedReference mine = mine(known);
    if (known == null && mine != null) {
      known = store.propose(mine);
    }
    if (known != null) {
      follow(known);
    }
  }

  /** Returns the cells of this process, after forgetting those that all forgot. */
  private synchronized @Nullable LearnedReference mine(@Nullable LearnedReference known) {
    Learning now = learning;
    if (now != null && now.settled && (known == null || !isOf(now, known))) {
      LOG.info("The learned reference of {} is forgotten; another one is learned", label);
      now.drop();
      learning = null;
      now = null;
      chosen = 0;
      choosing = chooser();
    }
    return now == null || now.settled ? null : now.reference;
  }

  private static boolean isOf(Learning learning, LearnedReference known) {
    return learning.reference.id().equals(known.id());
  }

  private synchronized void follow(LearnedReference known) {
    Learning now = learning;
    if (now == null || !isOf(now, known)) {
      if (now != null) {
        now.drop(); // its rows were counted in other cells
      }
      now = new Learning(known);
      learning = now;
    }
    if (!now.settled) {
      now.settle();
    }
    if (known.isComplete() && !now.complete) {
      now.complete = true;
      now.watch();
      target.remove(now.slices);
    }
  }
}
