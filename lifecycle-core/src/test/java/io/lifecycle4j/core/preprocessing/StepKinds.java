package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.Step;
import java.util.Map;

/** The steps that documents can hold, by the names that they have there. */
public final class StepKinds {
  private StepKinds() {}

  /**
   * Returns steps that are not fitted.
   *
   * @return classes by name
   */
  public static Map<String, Class<? extends Step>> asked() {
    return StepForms.ASKED;
  }

  /**
   * Returns fitted steps.
   *
   * @return classes by name
   */
  public static Map<String, Class<? extends FittedStep>> fitted() {
    return StepForms.FITTED;
  }
}
