package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.monitoring.strata.Strata;
import io.lifecycle4j.core.monitoring.strata.WatchedReference;
import io.lifecycle4j.core.monitoring.window.JournaledWindows;
import io.lifecycle4j.core.monitoring.window.KeptReports;
import io.lifecycle4j.core.monitoring.window.LocalWindows;
import io.lifecycle4j.core.monitoring.window.WindowPlan;
import io.lifecycle4j.core.monitoring.window.WindowStore;
import io.lifecycle4j.core.serving.PredictionObserver;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.DriftReports;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.profile.Profile;
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
  private final DriftReferences references;

  /**
   * Receive reports.
   *
   * @param decided receives each report once it is stored, on the thread that judges, whatever the
   *     listener of the user does
   * @param again receives the newest reports when this process begins to judge, the oldest first: a
   *     process that died may not have passed on the last ones
   * @param told the listener of the user, which receives each report once, on a thread of its own
   */
  public record Listeners(
      Consumer<DriftReport> decided,
      Consumer<List<DriftReport>> again,
      Consumer<DriftReport> told) {}

  /** Where windows and reports are, and what is known of versions. */
  private record Kept(
      WindowStore windows,
      Function<String, Optional<DriftReport>> newest,
      KnownVersions versions,
      Runnable led) {
    static Kept nothing() {
      return new Kept(
          new LocalWindows(), label -> Optional.empty(), label -> Optional.empty(), () -> {});
    }

    static Kept in(
        Medium medium, String model, KnownVersions versions, Consumer<List<DriftReport>> again) {
      KeptReports reports = new KeptReports(medium.journals(), model);
      return medium.isReadOnly()
          ? new Kept(new LocalWindows(), reports::findNewest, versions, () -> {})
          : new Kept(
              new JournaledWindows(medium.journals(), model),
              reports::findNewest,
              versions,
              () -> again.accept(reports.newest(AGAIN)));
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
        Kept.in(medium, model, versions, listeners.again()));
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
    this(
        model,
        plan,
        detector,
        clock,
        new Listeners(report -> {}, newest -> {}, listener),
        Kept.nothing());
  }

  private DriftObservers(
      String model,
      @Nullable DriftMonitor plan,
      DriftDetector detector,
      InstantSource clock,
      Listeners listeners,
      Kept kept) {
    this.plan = plan;
    this.references = new DriftReferences(plan);
    this.detector = detector;
    this.clock = clock;
    this.kept = kept.newest();
    DriftMonitor some = plan == null ? DriftMonitor.builder().build() : plan;
    this.work =
        new WindowWork(
            some,
            detector,
            clock,
            kept.windows(),
            kept.versions(),
            new WindowWork.Listeners(listeners.decided(), kept.led()));
    this.judge = new WindowRounds(model, work, listeners.told(), CAPACITY, PATIENCE);
  }

  /** Returns the reports that are kept of a model. */
  public static DriftReports reports(Medium medium, String model) {
    return new KeptReports(medium.journals(), model);
  }

  /**
   * Checks that a monitor can watch a model.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if the inputs have no column of its segments
   */
  public static void checkInputs(DriftMonitor plan, Schema inputs, String model) {
    plan.by().ifPresent(by -> Strata.requireSegments(inputs, by, "the input of " + model));
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

  /** Begins to monitor against a reference. */
  DriftWindows windows(String label, WatchedReference reference, DriftMonitor plan) {
    ColumnComparison.initialize();
    DriftWindows windows =
        new DriftWindows(label, reference, WindowPlan.of(plan), detector, clock, judge::wake);
    work.add(windows);
    judge.wake();
    return windows;
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
    judge.close();
  }
}
