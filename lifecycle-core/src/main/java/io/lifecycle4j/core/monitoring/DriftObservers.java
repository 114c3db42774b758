package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.monitoring.strata.WatchedReference;
import io.lifecycle4j.core.monitoring.window.JournaledWindows;
import io.lifecycle4j.core.monitoring.window.KeptReports;
import io.lifecycle4j.core.monitoring.window.LocalWindows;
import io.lifecycle4j.core.monitoring.window.WindowPlan;
import io.lifecycle4j.core.monitoring.window.WindowStore;
import io.lifecycle4j.core.serving.PredictionObserver;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.DriftReports;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Monitors the versions of one model for drift, and judges their windows on one thread.
 *
 * <p>Thread-safe. Close it once no version serves any more.
 */
public final class DriftObservers implements PredictionObserver.Factory {
  /** How many full windows may wait for a slow listener. */
  private static final int CAPACITY = 64;

  /** At least as many as may have been judged without the listener by a process that died. */
  private static final int AGAIN = 2 * CAPACITY;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final @Nullable DriftMonitor plan;
  private final DriftDetector detector;
  private final InstantSource clock;
  private final WindowWork work;
  private final Function<String, Optional<DriftReport>> kept;
  private final WindowRounds judge;
  private final LearnedReferences learned;
  private final DriftReferences references;
  private final Logger log;

  /**
   * Decides about each report once it is stored, on the thread that judges, whatever the listener
   * of the user does. Nothing may be thrown.
   */
  public interface Deciding {
    /** Decides nothing. */
    Deciding NOTHING =
        new Deciding() {
          @Override
          public void led(List<DriftReport> newest) {}

          @Override
          public void judged(DriftReport report) {}

          @Override
          public void again() {}

          @Override
          public void resigned() {}
        };

    /**
     * This process begins to judge.
     *
     * @param newest the newest reports, the oldest first: a process that died may not have decided
     *     about the last ones
     */
    void led(List<DriftReport> newest);

    /** Decides about a report. */
    void judged(DriftReport report);

    /** Decides about what could not be decided before. */
    void again();

    /** This process does not judge, or no more. */
    void resigned();
  }

  /**
   * Receive reports.
   *
   * @param deciding decides about each
   * @param told the listener of the user, which receives each report once, on a thread of its own
   */
  public record Listeners(Deciding deciding, Consumer<DriftReport> told) {}

  /** Where windows and reports are, and what is known of versions. */
  private record Kept(
      WindowStore windows,
      LearnedReferences learned,
      Function<String, Optional<DriftReport>> newest,
      KnownVersions versions,
      Runnable led) {
    static Kept nothing(String model, InstantSource clock) {
      return new Kept(
          new LocalWindows(),
          LearnedReferences.inMemory(model, clock),
          label -> Optional.empty(),
          label -> Optional.empty(),
          () -> {});
    }

    static Kept in(
        Medium medium,
        String model,
        InstantSource clock,
        KnownVersions versions,
        Deciding deciding) {
      KeptReports reports = new KeptReports(medium.journals(), model);
      LearnedReferences learned = LearnedReferences.in(medium, model, clock);
      return medium.isReadOnly()
          ? new Kept(new LocalWindows(), learned, reports::findNewest, versions, () -> {})
          : new Kept(
              new JournaledWindows(medium.journals(), model),
              learned,
              reports::findNewest,
              versions,
              () -> deciding.led(reports.newest(AGAIN)));
    }
  }

  /**
   * Creates the observers of a model, whose windows and reports are in its home.
   *
   * @param plan observes nothing if it is null
   * @param versions knows also those that this process does not serve
   */
  public DriftObservers(
      String model,
      @Nullable DriftMonitor plan,
      DriftDetector detector,
      InstantSource clock,
      Listeners listeners,
      Medium medium,
      KnownVersions versions) {
    this(
        model,
        plan,
        detector,
        clock,
        listeners,
        Kept.in(medium, model, clock, versions, listeners.deciding()),
        LoggerFactory.getLogger(DriftObserver.class));
  }

  /**
   * Creates the observers of a model, whose windows are in memory only; a null {@code plan}
   * observes nothing.
   */
  public DriftObservers(
      String model,
      @Nullable DriftMonitor plan,
      DriftDetector detector,
      InstantSource clock,
      Consumer<DriftReport> listener) {
    this(model, plan, detector, clock, listener, LoggerFactory.getLogger(DriftObserver.class));
  }

  /** Creates the same with a logger of what a reference lacks. */
  DriftObservers(
      String model,
      @Nullable DriftMonitor plan,
      DriftDetector detector,
      InstantSource clock,
      Consumer<DriftReport> listener,
      Logger log) {
    this(
        model,
        plan,
        detector,
        clock,
        new Listeners(Deciding.NOTHING, listener),
        Kept.nothing(model, clock),
        log);
  }

  private DriftObservers(
      String model,
      @Nullable DriftMonitor plan,
      DriftDetector detector,
      InstantSource clock,
      Listeners listeners,
      Kept kept,
      Logger log) {
    this.plan = plan;
    this.log = log;
    this.references = new DriftReferences(plan);
    this.detector = detector;
    this.clock = clock;
    this.kept = kept.newest();
    this.learned = kept.learned();
    DriftMonitor some = plan == null ? DriftMonitor.builder().build() : plan;
    this.work =
        new WindowWork(
            some,
            detector,
            clock,
            kept.windows(),
            kept.versions(),
            learned,
            new WindowWork.Listeners(listeners.deciding(), kept.led()));
    this.judge = new WindowRounds(model, work, listeners.told(), CAPACITY, PATIENCE);
  }

  /** Returns the reports that are kept of a model. */
  public static DriftReports reports(Medium medium, String model) {
    return new KeptReports(medium.journals(), model);
  }

  @Override
  public PredictionObserver of(
      String label, PredictionObserver.Seen seen, @Nullable Profile reference) {
    if (plan == null) {
      return PredictionObserver.NONE;
    }
    DriftReferences.Reference found = references.of(label, seen.watched(), seen.task(), reference);
    return found.suits()
        ? new DriftObserver(this, plan, label, seen, found)
        : PredictionObserver.NONE;
  }

  long millis() {
    return clock.millis();
  }

  Logger log() {
    return log;
  }

  /** Begins to monitor against a reference. */
  DriftWindows windows(String label, WatchedReference reference, DriftMonitor plan) {
    ColumnComparison.initialize();
    DriftWindows windows =
        new DriftWindows(label, reference, WindowPlan.of(plan), detector, clock, judge::wake);
    work.add(windows);
    judge.wake();
    return windows;
  }

  /** Has the reference of a version learned of its rows. */
  ReferenceLearner learner(
      String label, DriftMonitor plan, WatchedColumns columns, Schema rows, Watching to) {
    ColumnComparison.initialize();
    ReferenceLearner learner =
        new ReferenceLearner(
            label,
            plan,
            () -> columns.statistics(rows),
            columns::withoutTimes,
            rows,
            learned,
            new LearnedWindows(label, plan, to));
    work.add(learner);
    judge.wake();
    return learner;
  }

  /** Receives what rows are recorded in; null while the reference is learned. */
  interface Watching {
    void watch(@Nullable DriftWindows windows);
  }

  private final class LearnedWindows implements ReferenceLearner.Target {
    private final String version;
    private final DriftMonitor monitor;
    private final Watching watching;

    LearnedWindows(String version, DriftMonitor monitor, Watching watching) {
      this.version = version;
      this.monitor = monitor;
      this.watching = watching;
    }

    @Override
    public DriftWindows learning(String label, WatchedReference cells) {
      WindowPlan slices = WindowPlan.ofRows(monitor.windowRows());
      return new DriftWindows(label, cells, slices, WindowWork.COUNTING, clock, judge::wake);
    }

    @Override
    public DriftWindows watching(WatchedReference cells) {
      return new DriftWindows(version, cells, WindowPlan.of(monitor), detector, clock, judge::wake);
    }

    @Override
    public void add(DriftWindows windows) {
      work.addLearned(windows);
    }

    @Override
    public void remove(DriftWindows windows) {
      work.remove(windows);
    }

    @Override
    public void watch(@Nullable DriftWindows windows) {
      watching.watch(windows);
    }
  }

  /**
   * Forgets the reference that a version learned of live rows; all processes learn another.
   *
   * @param observer observes the version
   * @throws io.lifecycle4j.error.NotFoundException if it learned none
   */
  public static void forget(PredictionObserver observer, Actor by, String reason) {
    if (observer instanceof DriftObserver drift) {
      drift.forget(by, reason);
    } else {
      throw new NotFoundException("Cannot forget a reference: no version is watched for drift");
    }
  }

  void forget(String label, Actor by, String reason) {
    learned.forget(label, by, reason);
    judge.wake();
  }

  /** Returns the last report of a version, after judging what is full. */
  Optional<DriftReport> report(String label) {
    judge.judgeAll();
    return Stream.of(kept.apply(label), work.last(label))
        .flatMap(Optional::stream)
        .max(Comparator.comparing(DriftReport::closed));
  }

  /**
   * Returns the report of the last full window, judging it first if necessary; empty if no window
   * was full yet.
   */
  public static Optional<DriftReport> report(PredictionObserver observer) {
    return observer instanceof DriftObserver drift ? drift.report() : Optional.empty();
  }

  /**
   * Judges and reports the full windows. Returns after a few seconds whatever a listener does, or
   * at once if a listener calls it.
   */
  @Override
  public void close() {
    try (learned) {
      judge.close();
    }
  }
}
