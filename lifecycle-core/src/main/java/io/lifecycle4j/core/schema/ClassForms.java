package io.lifecycle4j.core.schema;

import io.lifecycle4j.core.json.Forms;
import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.schema.ClassDecision;
import io.lifecycle4j.schema.ClassWeighting;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The JSON forms of the parts of a classification, which are left out if they are not set. */
final class ClassForms {
  private ClassForms() {}

  static void register(Forms forms) {
    forms.optional(
        ClassDecision.class,
        DecisionForm.class,
        DecisionForm::of,
        DecisionForm::decision,
        ClassDecision.NONE);
    forms.optional(
        ClassWeighting.class,
        WeightingForm.class,
        WeightingForm::of,
        WeightingForm::weighting,
        ClassWeighting.NONE);
  }

  @WithoutNulls
  private record DecisionForm(
      @Nullable Double precision, @Nullable String positive, @Nullable Double threshold) {
    static DecisionForm of(ClassDecision decision) {
      return new DecisionForm(
          number(decision.precision()),
          decision.positive().orElse(null),
          number(decision.threshold()));
    }

    private static @Nullable Double number(OptionalDouble number) {
      return number.isPresent() ? number.getAsDouble() : null;
    }

    ClassDecision decision() {
      return new ClassDecision(
          Optional.ofNullable(positive), optional(threshold), optional(precision));
    }

    private static OptionalDouble optional(@Nullable Double number) {
      return number == null ? OptionalDouble.empty() : OptionalDouble.of(number);
    }
  }

  private record WeightingForm(
      boolean balanced, double labelSmoothing, Map<String, Double> weights) {
    static WeightingForm of(ClassWeighting weighting) {
      return new WeightingForm(
          weighting.balanced(), weighting.labelSmoothing(), weighting.weights());
    }

    ClassWeighting weighting() {
      return new ClassWeighting(balanced, weights, labelSmoothing);
    }
  }
}
