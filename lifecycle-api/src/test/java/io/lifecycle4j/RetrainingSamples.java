package io.lifecycle4j;

import static io.lifecycle4j.condition.Conditions.metric;

import io.lifecycle4j.data.Split;
import io.lifecycle4j.retraining.QuietHours;
import io.lifecycle4j.retraining.Retraining;
import io.lifecycle4j.retraining.RetrainingDecision;
import io.lifecycle4j.retraining.RetrainingPolicy;
import io.lifecycle4j.training.TrainingPlan;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Valid values of what training and retraining take. */
final class RetrainingSamples {
  private RetrainingSamples() {}

  static void addTo(Map<Class<?>, Supplier<Object>> fixed) {
    fixed.put(LocalTime.class, () -> LocalTime.NOON);
    fixed.put(ZoneId.class, () -> ZoneOffset.UTC);
    fixed.put(
        QuietHours.class, () -> new QuietHours(LocalTime.NOON, LocalTime.MIDNIGHT, ZoneOffset.UTC));
    fixed.put(RetrainingPolicy.class, () -> retraining().build());
    fixed.put(RetrainingPolicy.Builder.class, RetrainingSamples::retraining);
    fixed.put(RetrainingDecision.class, () -> decision().build());
    fixed.put(RetrainingDecision.Builder.class, RetrainingSamples::decision);
    fixed.put(Retraining.class, () -> retrained().build());
    fixed.put(Retraining.Builder.class, RetrainingSamples::retrained);
    fixed.put(TrainingPlan.class, () -> planned().build());
    fixed.put(TrainingPlan.Builder.class, RetrainingSamples::planned);
  }

  private static TrainingPlan.Builder planned() {
    return TrainingPlan.on((Split) Samples.of(Split.class));
  }

  private static RetrainingPolicy.Builder retraining() {
    return RetrainingPolicy.when(metric("rmse").above(3));
  }

  private static RetrainingDecision.Builder decision() {
    return RetrainingDecision.builder(
        Instant.EPOCH, RetrainingDecision.Outcome.BEGUN, "Rmse is above 3");
  }

  private static Retraining.Builder retrained() {
    return Retraining.builder(
        "name",
        decision().build(),
        List.of(new Retraining.Step(Retraining.Stage.BEGUN, Instant.EPOCH, "Begun")));
  }
}
