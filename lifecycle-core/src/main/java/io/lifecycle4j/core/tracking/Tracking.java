package io.lifecycle4j.core.tracking;

import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.error.EndBounds;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.core.tracking.environment.MachineFacts;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Opens trackers and experiments. */
public final class Tracking {
  private Tracking() {}

  /** Returns the architecture and, if it can be read, the model of the processor. */
  public static String processor() {
    return MachineFacts.processor();
  }

  /** Opens the tracker of a medium. */
  public static ExperimentTracker over(Medium medium) {
    return new JournalExperimentTracker(medium.blobs(), medium.journals());
  }

  /** Returns the references of the runs of a home. */
  public static References references(JournalStore journals) {
    return new RunReferences(journals);
  }

  /** Returns the runs of all pages; overwrites the limit and cursor of the query. */
  public static List<RunRecord> search(ExperimentTracker tracker, RunQuery.Builder query) {
    List<RunRecord> runs = new ArrayList<>();
    tracker.forEach(query.limit(RunQuery.MAX_LIMIT).build(), runs::add);
    return List.copyOf(runs);
  }

  /**
   * Returns experiments whose runs record no environment.
   *
   * @param needed returns whether a registered model came from a run
   * @return the experiments; close them before the tracker
   */
  public static HomeExperiments experiments(
      ExperimentTracker tracker, Predicate<String> needed, InstantSource clock) {
    return experiments(tracker, needed, clock, Surroundings.none(), EndBounds.DEFAULT);
  }

  /**
   * Returns experiments.
   *
   * @param needed returns whether a registered model came from a run
   * @param bounds how long closing waits for the runs to end
   * @return the experiments; close them before the tracker
   */
  public static HomeExperiments experiments(
      ExperimentTracker tracker,
      Predicate<String> needed,
      InstantSource clock,
      Surroundings around,
      EndBounds bounds) {
    return new DefaultExperiments(tracker, needed, clock, around, bounds);
  }

  /**
   * Closes what cannot be used because of {@code cause}, which the caller then throws.
   *
   * <p>It allocates nothing, and this class is loaded when a home opens, since the cause may be a
   * lack of memory. A try statement would fail if closing throws the same error again.
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // the caller throws the cause
  static void close(AutoCloseable unused, Throwable cause) {
    try {
      unused.close();
    } catch (Exception | Error e) {
      Closing.suppress(cause, e);
    }
  }
}
