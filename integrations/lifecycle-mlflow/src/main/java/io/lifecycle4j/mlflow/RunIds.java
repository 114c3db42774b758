package io.lifecycle4j.mlflow;

import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.tracking.Experiments;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Maps the id of a run in MLflow to its id in this home, always to the same one.
 *
 * <p>A completely imported run has a tag with its {@linkplain Origin origin}; an interrupted import
 * has another tag, or none.
 */
final class RunIds {
  /** The tag of a completely imported run. */
  static final String ORIGIN = "mlflow.imported_run";

  /** The tag of a run during its import. */
  static final String BEGUN = "mlflow.importing_run";

  private static final String PREFIX = "mlflow-";

  private final Experiments experiments;

  RunIds(Experiments experiments) {
    this.experiments = experiments;
  }

  /**
   * The origin of a run.
   *
   * @param experiment the id of its experiment in MLflow, which a rename or a deletion does not
   *     change
   * @param run its id in MLflow
   */
  record Origin(String experiment, String run) {
    /** Returns the value of the tags; neither id contains a slash. */
    String text() {
      return experiment + "/" + run;
    }
  }

  /** The state of an id of this home for a run of MLflow. Constants may be added. */
  enum State {
    /** The id is free. */
    FREE,
    /** An interrupted import of the run has it. */
    BEGUN,
    /** The completely imported run has it. */
    WHOLE,
    /** A run with the same id from another experiment has it. */
    COPY,
    /** Another run has it. */
    TAKEN,
    /** The id is not allowed. */
    NOT_ALLOWED
  }

  /**
   * The id of a run in this home.
   *
   * @param id the id
   * @param state the state of the id
   * @param there the run that has the id, or null
   */
  record Place(String id, State state, @Nullable RunRecord there) {
    /** Returns the origin of the run that has the id. */
    String origin() {
      return there == null ? "" : there.tags().getOrDefault(ORIGIN, "");
    }

    boolean isOpen() {
      return state != State.TAKEN && state != State.NOT_ALLOWED;
    }
  }

  /**
   * Finds the id for a run: its own, or else the prefixed one.
   *
   * @param as the name of its experiment in this home
   * @return the id, whose state is that of another run if both are taken
   */
  Place place(Origin origin, String as) {
    Place own = place(origin.run(), origin, as);
    return own.isOpen() ? own : place(PREFIX + origin.run(), origin, as);
  }

  /** Returns the state of the MLflow id of a run in this home. */
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

  /** Finds the id in this home of a run that is not in the folder. */
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
