package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.core.schema.SimilarNames;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Task;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Judges a candidate by the requirements of a model.
 *
 * <p>Fails closed: a metric that is missing or not a number, a check that throws and a requirement
 * of an unknown kind return {@link Verdict#ERROR}, which prevents the promotion. The same rows
 * always return the same verdicts. Not thread-safe.
 */
public final class GateJudge {
  private static final int MAX_MESSAGE = 300;

  private final GateSubject candidate;
  private final Optional<GateSubject> production;
  private final Map<Subject.Slice, SliceRows> slices;

  private GateJudge(
      GateSubject candidate,
      Optional<GateSubject> production,
      Map<Subject.Slice, SliceRows> slices) {
    this.candidate = candidate;
    this.production = production;
    this.slices = slices;
  }

  /**
   * Returns requirements that gates can judge.
   *
   * @throws InvalidValueException if a condition refers to anything but metrics and their slices
   */
  public static List<Requirement> checked(List<Requirement> requirements) {
    for (Requirement requirement : required(requirements, "requirements")) {
      if (requirement instanceof Condition condition) {
        condition.subjects().forEach(subject -> check(condition, subject));
      }
    }
    return requirements;
  }

  private static void check(Condition condition, Subject subject) {
    Preconditions.check(
        subject instanceof Subject.Metric || subject instanceof Subject.Slice,
        "Invalid gate: %s asks for %s (a gate knows metrics only)",
        condition,
        subject.words());
  }

  /**
   * Rejects a gate on a metric that a task does not have, or cannot compare, a bound that no value
   * of a metric reaches, and a comparison with baselines that a task does not have.
   *
   * @throws InvalidValueException with the metrics of the task, and the one that was probably meant
   */
  public static void checkMetrics(String model, List<Requirement> requirements, Task<?> task) {
    for (Requirement requirement : requirements) {
      if (requirement instanceof Condition condition) {
        condition.subjects().forEach(subject -> checkMetric(model, subject.key(), task));
        new GateBounds(model, task).checkReachable(condition);
      } else if (requirement instanceof Gate.NotWorseThanProduction gate) {
        checkCompared(model, gate.metric(), task);
      } else if (requirement instanceof Gate.BetterThanBaseline gate) {
        checkCompared(model, gate.metric(), task);
        Preconditions.check(
            task.baselines() != Task.Baselines.NONE,
            "Invalid gate of %s: the task %s has no baselines to compare %s with (compare with a"
                + " number, or with production)",
            model,
            task.id(),
            gate.metric());
      }
    }
  }

  /** Returns what gates that {@link #checkMetrics} accepts probably do not mean, in sentences. */
  public static List<String> doubts(String model, List<Requirement> requirements, Task<?> task) {
    return new GateBounds(model, task).doubts(requirements);
  }

  private static void checkCompared(String model, String metric, Task<?> task) {
    Preconditions.check(
        checkMetric(model, metric, task).better() != Metric.Better.NONE,
        "Invalid gate of %s: %s cannot be compared, as neither greater nor smaller values of it are"
            + " better (compare another metric)",
        model,
        metric);
  }

  private static Metric checkMetric(String model, String name, Task<?> task) {
    List<String> known = task.metrics().stream().map(Metric::name).toList();
    String meant = meant(name, known, task).map(it -> "did you mean " + it + "? ").orElse("");
    return task.findMetric(name)
        .orElseThrow(
            () ->
                new InvalidValueException(
                    String.format(
                        "Invalid gate of %s: no metric %s of the task %s (%sthere are %s)",
                        model, name, task.id(), meant, String.join(", ", known))));
  }

  /** Finds the metric that was probably meant, whose class may be misspelt too. */
  private static Optional<String> meant(String name, List<String> known, Task<?> task) {
    int bracket = name.indexOf('[');
    Optional<String> ofClass =
        bracket < 0
            ? Optional.empty()
            : SimilarNames.find(name.substring(bracket), task.classes())
                .map(other -> name.substring(0, bracket) + "[" + other + "]")
                .filter(other -> task.findMetric(other).isPresent());
    return ofClass
        .or(() -> SimilarNames.find(name, known))
        .or(() -> SimilarNames.findPart(name, known));
  }

  /**
   * Judges a candidate by every requirement, even after one has failed.
   *
   * @param production the version in production, scored on the same rows in the same order; empty
   *     if there is none
   * @return one verdict for each requirement, in their order
   */
  static List<GateVerdict> judge(
      List<? extends Requirement> requirements,
      GateSubject candidate,
      Optional<GateSubject> production) {
    return judge(
        requirements, candidate, production, SliceRows.find(requirements, candidate.holdout()));
  }

  /**
   * Judges a candidate like {@link #judge(List, GateSubject, Optional)}.
   *
   * @param slices the rows of each slice that a requirement refers to
   */
  static List<GateVerdict> judge(
      List<? extends Requirement> requirements,
      GateSubject candidate,
      Optional<GateSubject> production,
      Map<Subject.Slice, SliceRows> slices) {
    GateJudge judge = new GateJudge(candidate, production, slices);
    return requirements.stream().map(judge::judge).toList();
  }

  /** Returns the verdicts on a candidate that could not be scored, or not its rival. */
  static List<GateVerdict> unscored(
      List<? extends Requirement> requirements, PredictionFailedException failure) {
    String why = shortened(String.valueOf(failure.getMessage()));
    return requirements.stream()
        .map(requirement -> GateVerdict.builder(name(requirement), Verdict.ERROR, why).build())
        .toList();
  }

  /** Returns how verdicts name a requirement. */
  static String name(Requirement requirement) {
    if (requirement instanceof Gate.Custom gate) {
      return gate.name();
    }
    if (requirement instanceof Condition condition) {
      return condition.words();
    }
    boolean known = requirement instanceof Gate;
    return known ? requirement.toString() : requirement.getClass().getName();
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // an Error is recorded as a verdict too
  private GateVerdict judge(Requirement requirement) {
    try {
      return verdict(requirement);
    } catch (Throwable e) {
      String name = requirement.getClass().getName();
      String text = name + " threw " + FreeText.of("failure of gate " + name, e);
      return GateVerdict.builder(name, Verdict.ERROR, shortened(text)).build();
    }
  }

  private GateVerdict verdict(Requirement requirement) {
    if (requirement instanceof Condition condition) {
      return GateComparisons.judge(condition, candidate.rows(), slices);
    }
    if (requirement instanceof Gate.NotWorseThanProduction gate) {
      return gate.slice().map(slice -> onSlice(gate, slice)).orElseGet(() -> onAllRows(gate));
    }
    if (requirement instanceof Gate.BetterThanBaseline gate) {
      return GateBaselines.judge(gate, candidate);
    }
    if (requirement instanceof Gate.Custom gate) {
      return CustomGate.judge(gate, candidate, production);
    }
    return GateVerdict.builder(
            requirement.toString(),
            Verdict.ERROR,
            "cannot judge a " + requirement.getClass().getName() + " (use gate(name, check))")
        .build();
  }

  private GateVerdict onAllRows(Gate.NotWorseThanProduction gate) {
    return GatePairs.judge(gate, candidate, production);
  }

  private GateVerdict onSlice(Gate.NotWorseThanProduction gate, Subject.Slice slice) {
    SliceRows selected = required(slices.get(slice), "rows of a slice");
    return selected
        .problem()
        .map(why -> GateVerdict.builder(gate.toString(), Verdict.ERROR, slice.words() + ": " + why))
        .map(GateVerdict.Builder::build)
        .orElseGet(
            () -> {
              int[] rows = selected.places();
              return GatePairs.judge(
                  gate, candidate.only(rows), production.map(version -> version.only(rows)));
            });
  }

  /** Returns the beginning of a message, which may be as long as a user's program made it. */
  static String shortened(String message) {
    return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
  }
}
