package io.lifecycle4j.core.tracking.mlflow;

import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.tracking.ExperimentTracker;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which id a run of MLflow has here, the same whenever it is asked.
 *
 * <p>A whole import has a tag with the id that the run has in MLflow; one that was cut off has
 * another, or nothing at all.
 */
final class RunIds {
  /** The tag of a run that was imported whole. */
  static final String ORIGIN = "mlflow.imported_run";

  /** The tag of a run while it is imported. */
  static final String BEGUN = "mlflow.importing_run";

  private static final String PREFIX = "mlflow-";

  private final ExperimentTracker tracker;

  RunIds(ExperimentTracker tracker) {
    this.tracker = tracker;
  }

  /**
   * The place of a run.
   *
   * @param id its id here
   * @param begun what is there already, or null
   * @param whole whether that is all of it
   */
  record Place(String id, @Nullable RunRecord begun, boolean whole) {}

  /** Finds the place of a run, or nothing if both its ids are taken by others. */
  Optional<Place> place(String original, String experiment) {
    return place(original, original, experiment)
        .or(() -> place(PREFIX + original, original, experiment));
  }

  private Optional<Place> place(String id, String original, String experiment) {
    if (!isAllowed(id)) {
      return Optional.empty();
    }
    RunRecord there = tracker.find(id).orElse(null);
    if (there == null) {
      return Optional.of(new Place(id, null, false));
    }
    String origin = there.tags().get(ORIGIN);
    if (origin != null) {
      return origin.equals(original) ? Optional.of(new Place(id, there, true)) : Optional.empty();
    }
    return isBegun(there, original, experiment)
        ? Optional.of(new Place(id, there, false))
        : Optional.empty();
  }

  private static boolean isBegun(RunRecord there, String original, String experiment) {
    boolean cutOff = there.status() == RunStatus.CRASHED || there.status() == RunStatus.RUNNING;
    boolean empty = there.params().isEmpty() && there.metrics().isEmpty() && there.tags().isEmpty();
    boolean ours = empty || original.equals(there.tags().get(BEGUN));
    return there.info().experiment().equals(experiment) && cutOff && ours;
  }

  /** Returns the id that another run of the experiment has here or will have. */
  String other(String original, String experiment) {
    return place(original, experiment).map(Place::id).orElse(original);
  }

  boolean isThere(String original) {
    return tracker.find(original).isPresent();
  }

  private static boolean isAllowed(String id) {
    try {
      InvalidNameException.checkName("run", id);
      return true;
    } catch (InvalidNameException e) {
      return false;
    }
  }
}
