package io.lifecycle4j.core.serving;

import static io.lifecycle4j.error.Preconditions.counted;

import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.PolicyMet;
import io.lifecycle4j.registry.PolicySet;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.serving.LoggedPrediction;
import io.lifecycle4j.serving.Trace;
import io.lifecycle4j.serving.Trace.Recomputation;
import io.lifecycle4j.serving.Trace.Recomputation.Outcome;
import io.lifecycle4j.storage.BlobId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds out where an answer came from. Thread-safe. */
record Tracing(Routes<?, ?> routes, ModelRegistry registry) {
  Trace trace(String model, LoggedPrediction prediction) {
    OptionalInt number = prediction.version();
    Optional<ModelVersion> version =
        number.isEmpty() ? Optional.empty() : registry.find(model, number.getAsInt());
    List<AuditRecord> all =
        number.isEmpty() && prediction.plan() == 0 ? List.of() : registry.history(model);
    Recomputation recomputation =
        version
            .map(by -> again(by, prediction))
            .orElse(new Recomputation(Outcome.NOT_COMPUTED, "a function of the user answered"));
    Map<String, String> before =
        version.map(by -> by.manifest().provenance().environment()).orElse(Map.of());
    Map<String, String> now = // after it was computed, which may use the engine
        version
            .map(by -> routes.engines().knownEnvironment(by.manifest().artifact().format()))
            .orElse(Map.of());
    Set<BlobId> policies = policies(all, number);
    return new Trace(
        prediction,
        version,
        all.stream().filter(record -> record.sequence() == prediction.plan()).findFirst(),
        all.stream().filter(record -> concerns(record, number, policies)).toList(),
        changed(before, now),
        before.keySet().stream().filter(key -> !now.containsKey(key)).sorted().toList(),
        recomputation);
  }

  /** Returns the digests of the policies that a version fulfilled when an alias moved to it. */
  private static Set<BlobId> policies(List<AuditRecord> all, OptionalInt version) {
    return all.stream()
        .flatMap(record -> record.transition().changes().stream())
        .filter(PolicyMet.class::isInstance)
        .map(PolicyMet.class::cast)
        .filter(met -> met.affectedVersion().equals(version))
        .map(PolicyMet::policy)
        .collect(Collectors.toSet());
  }

  private static boolean concerns(AuditRecord record, OptionalInt version, Set<BlobId> policies) {
    return version.isPresent()
        && record.transition().changes().stream()
            .anyMatch(
                change ->
                    change instanceof PolicySet set
                        ? policies.contains(set.policy().digest())
                        : change.affectedVersion().equals(version));
  }

  private static Map<String, String> changed(Map<String, String> before, Map<String, String> now) {
    Map<String, String> changed = new TreeMap<>();
    before.forEach(
        (key, old) -> {
          String after = now.getOrDefault(key, old);
          if (!after.equals(old)) {
            changed.put(key, old + " -> " + after);
          }
        });
    return changed;
  }

  private Recomputation again(ModelVersion version, LoggedPrediction prediction) {
    Row input = prediction.findInput().orElse(null);
    if (prediction.findAnswer().isEmpty() || input == null) {
      return new Recomputation(
          Outcome.NOT_COMPUTED, input == null ? "the input is not logged" : "there was no answer");
    }
    try (RowAnswers answers = new RowAnswers(version, routes)) {
      @Nullable String problem = answers.problem(input);
      if (problem != null) {
        return new Recomputation(Outcome.NOT_COMPUTED, "the logged input is " + problem);
      }
      PredictionRecord<Row, Object> again = answers.answers(List.of(input)).get(0);
      if (!again.isAnswered()) {
        throw PredictionFailures.typed(version.label(), again);
      }
      return compared(prediction, again, answers.engine());
    } catch (LifecycleException e) {
      return new Recomputation(Outcome.NOT_COMPUTED, String.valueOf(e.getMessage()));
    }
  }

  private static Recomputation compared(
      LoggedPrediction prediction, PredictionRecord<?, ?> again, String engine) {
    String before = prediction.findAnswer().orElse("");
    String now = String.valueOf(again.value());
    double sure = prediction.probability().orElse(Double.NaN);
    boolean areLogged = !prediction.outputs().isEmpty();
    String by = by(prediction, engine);
    if (before.equals(now)
        && Double.doubleToLongBits(sure) == Double.doubleToLongBits(again.probability())
        && (RowAnswers.hasBitsOf(prediction, again) || !areLogged)) {
      String what =
          areLogged
              ? "the same bits of " + counted(prediction.outputs().size(), "output")
              : "the same answer and probability (outputs are not logged)";
      return new Recomputation(Outcome.IDENTICAL, what + ", " + by);
    }
    return new Recomputation(
        Outcome.DIFFERENT,
        String.format(
            "%s with probability %s and outputs %s, now %s with %s and %s, %s",
            before,
            sure,
            prediction.outputs(),
            now,
            again.probability(),
            areLogged ? RowAnswers.outputs(again) : List.of(),
            by));
  }

  /** Says who computes it again, and what else than that who answered. */
  private static String by(LoggedPrediction prediction, String engine) {
    String before = prediction.findEngine().orElse("");
    String processor = Tracking.processor();
    String old = prediction.findProcessor().orElse("");
    String by = "by the engine " + engine;
    by += before.equals(engine) ? "" : " instead of " + before;
    return by + (old.equals(processor) ? "" : ", on " + processor + " instead of " + old);
  }
}
