package io.lifecycle4j.core.tracking;

import io.lifecycle4j.core.error.EndBounds;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Opens trackers and what users call on them. */
public final class Tracking {
  private Tracking() {}

  /**
   * Opens the tracker of a medium.
   *
   * @param medium where runs are kept
   * @return the tracker
   */
  public static ExperimentTracker over(Medium medium) {
    return new JournalExperimentTracker(medium.blobs(), medium.journals());
  }

  /**
   * Returns what the runs of a home need.
   *
   * @param journals keeps the runs
   * @return the references
   */
  public static References references(JournalStore journals) {
    return new RunReferences(journals);
  }

  /**
   * Searches all pages.
   *
   * @param tracker keeps the runs
   * @param query which runs, in what order; its limit and cursor are set here
   * @return all runs that were asked for
   */
  public static List<RunRecord> search(ExperimentTracker tracker, RunQuery.Builder query) {
    List<RunRecord> runs = new ArrayList<>();
    tracker.forEach(query.limit(RunQuery.MAX_LIMIT).build(), runs::add);
    return List.copyOf(runs);
  }

  /**
   * Returns what users call, with runs that record no environment.
   *
   * @param tracker keeps the runs
   * @param needed tells whether a registered model came from a run
   * @param clock tells the time
   * @return the experiments; close them before the tracker
   */
  public static HomeExperiments experiments(
      ExperimentTracker tracker, Predicate<String> needed, InstantSource clock) {
    return experiments(tracker, needed, clock, Surroundings.none(), EndBounds.DEFAULT);
  }

  /**
   * Returns what users call.
   *
   * @param tracker keeps the runs
   * @param needed tells whether a registered model came from a run
   * @param clock tells the time
   * @param around what runs record of their environment
   * @param bounds how long the ends of runs are waited for
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
}
