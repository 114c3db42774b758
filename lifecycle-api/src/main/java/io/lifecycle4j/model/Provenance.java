package io.lifecycle4j.model;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.VersionRef;
import java.util.Map;

/** Where a model version came from: a run of this library, or elsewhere. */
public sealed interface Provenance {
  /**
   * A run trained it.
   *
   * @param run the id of the run
   * @param data the version of a data set that it learned from
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
   * It was made elsewhere. Nobody here knows which rows it learned from, so that no rows can be
   * held out from it: it cannot be evaluated, and no gate lets it pass.
   *
   * @param by who says what is known, a person or a service
   * @param known what is known of it, such as its source and its license, by name
   */
  record External(String by, Map<String, String> known) implements Provenance {
    /** Checks the parts. */
    public External {
      checkName("actor", by);
      known = copy(known, "what is known");
    }
  }
}
