package io.lifecycle4j.model;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.VersionRef;
import java.util.Map;

/** Where a model version came from: a run of this home, or elsewhere. */
public sealed interface Provenance {
  /**
   * The model was trained in a run.
   *
   * @param run the id of the run
   * @param data the dataset version that it was trained on
   * @param plan how that version was split
   * @param environment the engine and its libraries, by name
   */
  record Trained(String run, VersionRef data, SplitPlan plan, Map<String, String> environment)
      implements Provenance {
    /** Checks the parts. */
    public Trained {
      required(run, "run");
      required(data, "data set version");
      required(plan, "split plan");
      environment = copy(environment, "environment");
    }
  }

  /**
   * The model was trained elsewhere. Its training rows are unknown, so it has no holdout: it cannot
   * be evaluated, and passes no gate.
   *
   * @param by the person or service that provided the facts
   * @param known known facts, such as its source and its license, by name
   */
  record External(String by, Map<String, String> known) implements Provenance {
    /** Checks the parts. */
    public External {
      checkName("actor", by);
      known = copy(known, "what is known");
    }
  }
}
