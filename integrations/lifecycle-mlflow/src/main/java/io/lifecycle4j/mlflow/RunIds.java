package io.lifecycle4j.mlflow;

import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.tracking.Experiments;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which id a run of MLflow has here, the same whenever it is asked.
 *
 * <p>A whole import has a tag with the run's {@linkplain Origin origin}; one that was cut off has
 * another, or nothing at all.
 */
final class RunIds {
  /** The tag of a run that was imported whole. */
  static final String ORIGIN = "mlflow.imported_run";

  /** The tag of a run while it is imported. */
  static final String BEGUN = "mlflow.importing_run";

  private static final String PREFIX = "mlflow-";

  private final Experiments experiments;

  RunIds(Experiments experiments) {
    this.experiments = experiments;
  }

  /**
   * Where a run comes from.
   *
   * @param experiment the id of its experiment in MLflow, which a rename or a deletion keeps
   * @param run its id in MLflow
   */
  record Origin(String experiment, String run) {
    /** Returns the value of the tags; neither id has a slash. */
    String text() {
      return experiment + "/" + run;
    }
  }

  /** What an id here is to a run of MLflow. More may come. */
  enum State {
    /** Nobody has it. */
    FREE,
    /** An import of the run has it that was cut off. */
    BEGUN,
    /** The run itself has it. */
    WHOLE,
    /** A run with the same id from another experiment has it. */
    COPY,
    /** Another run has it. */
    TAKEN,
    /** No run may have it. */
    NOT_ALLOWED
  }

  /**
   * The place of a run.
   *
   * @param id its id here
   * @param state what that id is
   * @param there what has it, or null
   */
  record Place(String id, State state, @Nullable RunRecord there) {
    /** Tells of whom the run is that is there. */
    String origin() {
      return there == null ? "" : there.tags().getOrDefault(ORIGIN, "");
    }

    boolean isOpen() {
      return state != State.TAKEN && state != State.NOT_ALLOWED;
    }
  }

  /**
   * Finds the place of a run: its own id, or else another.
   *
   * @param as the name of its experiment here
   * @return the place, which is that of another run if both ids are
   */
  Place place(Origin origin, String as) {
    Place own = place(origin.run(), origin, as);
    return own.isOpen() ? own : place(PREFIX + origin.run(), origin, as);
  }

  /** Returns what the id that a run has in MLflow is here. */
  State own(Origin origin, String as) {
    return place(origin.run(), origin, as).state();
  }

  private Place place(String id, Origin origin, String as) {
    if (!isAllowed(id)) {
      return new Place(id, State.NOT_ALLOWED, null);
    }
    RunRecord there = experiments.find(id).orElse(null);
    return new Place(id, there == null ? State.FREE : state(there, origin, as), there);
  }

  private static State state(RunRecord there, Origin origin, String as) {
    String whole = there.tags().get(ORIGIN);
    if (whole != null) {
      boolean same = whole.equals(origin.text());
      return same ? State.WHOLE : isOf(whole, origin.run()) ? State.COPY : State.TAKEN;
    }
    String begun = there.tags().get(BEGUN);
    boolean ours =
        begun == null
            ? isEmpty(there) && there.info().experiment().equals(as)
            : begun.equals(origin.text());
    boolean cutOff = there.status() == RunStatus.CRASHED || there.status() == RunStatus.RUNNING;
    return ours && cutOff ? State.BEGUN : State.TAKEN;
  }

  private static boolean isOf(String origin, String run) {
    return origin.substring(origin.indexOf('/') + 1).equals(run);
  }

  private static boolean isEmpty(RunRecord run) {
    return run.params().isEmpty() && run.metrics().isEmpty() && run.tags().isEmpty();
  }

  /** Finds the id here of a run that is not in the folder. */
  Optional<String> imported(String run) {
    for (String id : List.of(run, PREFIX + run)) {
      if (isAllowed(id) && experiments.find(id).filter(one -> isFrom(one, run)).isPresent()) {
        return Optional.of(id);
      }
    }
    return isAllowed(run) ? experiments.find(run).map(RunRecord::id) : Optional.empty();
  }

  private static boolean isFrom(RunRecord there, String run) {
    String origin = there.tags().get(ORIGIN);
    return origin != null && isOf(origin, run);
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
