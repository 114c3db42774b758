package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.monitoring.strata.WatchedReference;
import io.lifecycle4j.core.monitoring.window.ClosedWindow;
import io.lifecycle4j.core.monitoring.window.Slice;
import io.lifecycle4j.core.monitoring.window.WindowLeader;
import io.lifecycle4j.core.monitoring.window.WindowPlan;
import io.lifecycle4j.core.monitoring.window.WindowState.Spent;
import io.lifecycle4j.core.monitoring.window.WindowStore;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import java.lang.ref.WeakReference;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes what the versions of a model recorded in this process, and has windows judged if this
 * process leads.
 */
final class WindowWork implements WindowRounds.Work, WindowLeader.Versions {
  /** A process that does not lead reads what it may erase after so many slices. */
  private static final int TRIM_EVERY = 128;

  /** Counts the rows of a reference, whatever detector compares them. */
  static final DriftDetector COUNTING = new HistogramDriftDetector();

  /** So many references of versions that this process does not serve are kept. */
  private static final int MOST_OTHERS = 8;

  private final DriftMonitor plan;
  private final DriftDetector detector;
  private final InstantSource clock;
  private final WindowStore store;
  private final WindowLeader leader;
  private final WindowJudge judgement;
  private final KnownVersions versions;
  private final LearnedReferences learned;
  private final Listeners listeners;
  private final List<Recorded> recording = new CopyOnWriteArrayList<>();
  private final List<WeakReference<ReferenceLearner>> learners = new CopyOnWriteArrayList<>();
  private final Map<String, WatchedReference> others = new HashMap<>();
  private final Map<String, DriftReport> last = new ConcurrentHashMap<>();
  private @Nullable Slice unwritten;
  private int written;

  /**
   * Are called on the thread that judges.
   *
   * @param deciding receives each report once it is stored
   * @param led is called when this process begins to judge
   */
  record Listeners(DriftObservers.Deciding deciding, Runnable led) {}

  /** What a version records, held while it has rows: then it serves no more, and is freed. */
  private static final class Recorded {
    private final WeakReference<DriftWindows> windows;

    /** Whether its reference is learned: then that of the windows has only the cells. */
    private final boolean learned;

    @SuppressWarnings("UnusedVariable") // keeps it from being freed
    private @Nullable DriftWindows held;

    /** What was open when all slices were written, so that its limit can be set. */
    private DriftWindows.@Nullable Window open;

    Recorded(DriftWindows windows, boolean learned) {
      this.learned = learned;
      this.windows = new WeakReference<>(windows);
      this.held = windows;
      this.open = windows.window();
    }

    void release() {
      DriftWindows mine = windows.get();
      held = mine == null || !mine.hasRows() ? null : mine;
      open = null;
    }
  }

  WindowWork(
      DriftMonitor plan,
      DriftDetector detector,
      InstantSource clock,
      WindowStore store,
      KnownVersions versions,
      LearnedReferences learned,
      Listeners listeners) {
    this.plan = plan;
    this.detector = detector;
    this.clock = clock;
    this.store = store;
    this.versions = versions;
    this.learned = learned;
    this.listeners = listeners;
    this.judgement = new WindowJudge(plan, detector, versions, clock.instant());
    this.leader = new WindowLeader(WindowPlan.of(plan), store, this);
  }

  void add(DriftWindows windows) {
    recording.add(new Recorded(windows, false));
  }

  /** Writes also what is recorded of a reference that is learned, and of windows with it. */
  void addLearned(DriftWindows windows) {
    recording.add(new Recorded(windows, true));
  }

  /** Forgets what was recorded. */
  void remove(DriftWindows windows) {
    recording.removeIf(recorded -> recorded.windows.get() == windows);
  }

  /** Lets a learner follow the others in each round. */
  void add(ReferenceLearner learner) {
    learners.add(new WeakReference<>(learner));
  }

  /** Returns the last report of a version that this process judged. */
  Optional<DriftReport> last(String label) {
    return Optional.ofNullable(last.get(label));
  }

  @Override
  public void round(boolean all, BooleanSupplier late, Consumer<DriftReport> reports) {
    follow();
    recording.forEach(recorded -> write(recorded, all));
    boolean leads =
        leader.round(
            clock.instant(),
            late,
            report -> {
              last.put(report.version(), report);
              listeners.deciding().judged(report);
              reports.accept(report);
            });
    if (leads) {
      listeners.deciding().again();
      recording.forEach(this::limit);
    } else {
      listeners.deciding().resigned();
      trim();
    }
    follow();
    recording.forEach(Recorded::release);
    recording.removeIf(recorded -> recorded.windows.get() == null);
  }

  private void trim() {
    if (written >= TRIM_EVERY) {
      written = 0;
      store.trim(store.state());
    }
  }

  private void follow() {
    learners.removeIf(learner -> learner.get() == null);
    for (WeakReference<ReferenceLearner> each : learners) {
      ReferenceLearner learner = each.get();
      if (learner != null) {
        learner.follow();
      }
    }
  }

  private void write(Recorded recorded, boolean all) {
    DriftWindows windows = recorded.windows.get();
    if (windows == null) {
      return;
    }
    recorded.held = windows;
    (recorded.learned ? learned.findComplete(windows.label()) : Optional.of(windows.reference()))
        .ifPresent(reference -> judgement.thresholds().announce(windows.label(), reference));
    write(windows);
    if (all) { // now that there is room for one more
      recorded.open = windows.cut();
      write(windows);
    }
    windows.prepare();
  }

  private void write(DriftWindows windows) {
    for (Slice next = next(windows); next != null; next = next(windows)) {
      store.write(next);
      unwritten = null;
      written++;
    }
  }

  /** Returns the slice that could not be written, or else the next one. */
  private @Nullable Slice next(DriftWindows windows) {
    if (unwritten == null) {
      unwritten = windows.next().orElse(null);
    }
    return unwritten;
  }

  /** Lets a window have as many rows as it should, with those that were written before. */
  private void limit(Recorded recorded) {
    DriftWindows windows = recorded.windows.get();
    DriftWindows.Window open = recorded.open;
    if (windows != null && open != null && !LearnedReference.isLearning(windows.label())) {
      open.limit(WindowPlan.of(plan).rows() - leader.openRows(windows.label()));
    }
  }

  @Override
  public void end() {
    store.close();
  }

  private Optional<WatchedReference> reference(String label) {
    return recording.stream()
        .filter(recorded -> !recorded.learned)
        .flatMap(recorded -> Optional.ofNullable(recorded.windows.get()).stream())
        .filter(windows -> windows.label().equals(label))
        .map(DriftWindows::reference)
        .findFirst()
        .or(() -> Optional.ofNullable(others.get(label)))
        .or(() -> other(label))
        .or(() -> learned.findComplete(label));
  }

  /** Returns the reference whose rows are learned, if they are. */
  private Optional<LearnedReference> learning(String label) {
    return LearnedReference.isLearning(label)
        ? learned.find(LearnedReference.id(label)).filter(one -> !one.isComplete())
        : Optional.empty();
  }

  /** Reads the reference of a version that this process does not serve. */
  private Optional<WatchedReference> other(String label) {
    Optional<WatchedReference> found = versions.reference(label);
    if (others.size() >= MOST_OTHERS) {
      others.clear();
    }
    found.ifPresent(reference -> others.put(label, reference));
    return found;
  }

  @Override
  public boolean knows(String label) {
    return LearnedReference.isLearning(label)
        ? learning(label).isPresent()
        : reference(label).isPresent();
  }

  /** Rows of this kind may still come once the reference is complete or forgotten. */
  @Override
  public boolean isOver(String label) {
    return LearnedReference.isLearning(label) && learning(label).isEmpty();
  }

  @Override
  public WindowPlan plan(String label, WindowPlan usual) {
    return learning(label).map(one -> WindowPlan.ofRows(one.wanted())).orElse(usual);
  }

  @Override
  public void led() {
    listeners.led().run();
  }

  @Override
  public DriftSummary merge(String label, List<DriftSummary> summaries) {
    Optional<LearnedReference> own = learning(label);
    return own.isPresent()
        ? own.get().empty().merge(COUNTING, summaries)
        : reference(label).orElseThrow().merge(detector, summaries);
  }

  @Override
  public WindowLeader.@Nullable Judged judge(ClosedWindow window, @Nullable Spent before) {
    if (LearnedReference.isLearning(window.label())) {
      learned.complete(LearnedReference.id(window.label()), window.summary());
      return null;
    }
    return judgement.judge(
        window, reference(window.label()).orElseThrow(), before, clock.instant());
  }
}
