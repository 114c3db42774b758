package io.lifecycle4j.core.tracking;

import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.storage.JournalStore;
import io.lifecycle4j.storage.Medium;
import io.lifecycle4j.tracking.ExperimentTracker;
import io.lifecycle4j.tracking.Experiments;
import java.time.InstantSource;

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
   * Tells what the runs of a home need.
   *
   * @param journals keeps the runs
   * @return the references
   */
  public static References references(JournalStore journals) {
    return new RunReferences(journals);
  }

  /**
   * Returns what users call.
   *
   * @param tracker keeps the runs
   * @param clock tells the time
   * @return the experiments
   */
  public static Experiments experiments(ExperimentTracker tracker, InstantSource clock) {
    return new DefaultExperiments(tracker, clock);
  }
}
