package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.core.schema.SimilarNames;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateNeed;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Task;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges a candidate by the gates of a model.
 *
 * <p>Fails closed: a metric that is missing or not a number, and a gate that throws or returns
 * nothing, have the verdict {@link Verdict#ERROR}, which prevents the promotion. The same rows
 * always return the same verdicts. Not thread-safe.
 */
public final class GateJudge {
  private static final Logger LOG = LoggerFactory.getLogger(GateJudge.class);

  private static final int MAX_MESSAGE = 300;

  private final GateSubject candidate;
  private final Optional<GateSubject> production;
  private final HeldOutSlices slices;
  private final Level level;

  private GateJudge(
      GateSubject candidate, Optional<GateSubject> production, HeldOutSlices slices, Level level) {
    this.candidate = candidate;
    this.production = production;
    this.slices = slices;
    this.level = level;
  }

  /**
   * Returns requirements as gates.
   *
   * @throws InvalidValueException if a condition refers to anything but metrics and their slices,
   *     or a requirement is neither a condition nor a gate
   */
  public static List<Gate> gates(List<? extends Requirement> requirements) {
    return required(requirements, "requirements").stream().map(GateJudge::gate).toList();
  }

  private static Gate gate(Requirement requirement) {
    if (requirement instanceof Condition condition) {
      return new MetricGate(condition);
    }
    if (requirement instanceof Gate gate) {
      checkName("gate", gate.id());
      return gate;
    }
    throw new InvalidValueException(
        String.format(
            "Invalid gate: %s (must be a condition or a gate, such as gate(name, check))",
            requirement));
  }

  /**
   * Rejects a gate on a metric that a task does not have, or cannot compare, a bound that no value
   * of a metric reaches, and a comparison with baselines that a task does not have.
   *
   * @throws InvalidValueException with the metrics of the task, and the one that was probably meant
   */
  public static void checkMetrics(String model, List<? extends Gate> gates, Task<?> task) {
    for (Gate gate : gates) {
      gate.needs().forEach(need -> check(model, need, task));
      new GateBounds(model, task).checkReachable(gate.bounds());
    }
  }

  private static void check(String model, GateNeed need, Task<?> task) {
    if (need instanceof GateNeed.Measured measured) {
      checkMetric(model, measured.name(), task);
    } else if (need instanceof GateNeed.Compared compared) {
      checkCompared(model, compared.metric(), task);
    } else if (need instanceof GateNeed.Baselines baselines) {
      checkCompared(model, baselines.metric(), task);
      Preconditions.check(
          task.baselines() != Task.Baselines.NONE,
          "Invalid gate of %s: the task %s has no baselines to compare %s with (compare with a"
              + " number, or with production)",
          model,
          task.id(),
          baselines.metric());
    }
  }

  /** Returns what gates that {@link #checkMetrics} accepts probably do not mean, in sentences. */
  public static List<String> doubts(String model, List<? extends Gate> gates, Task<?> task) {
    return new GateBounds(model, task).doubts(gates);
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
   * Judges a candidate by every gate, even after one has failed.
   *
   * @param production the version in production, scored on the same rows in the same order; empty
   *     if there is none
   * @return one verdict for each gate, in their order
   */
  static List<GateVerdict> judge(
      List<? extends Gate> gates, GateSubject candidate, Optional<GateSubject> production) {
    HeldOutSlices slices = HeldOutSlices.of(gates, candidate.holdout());
    return judge(gates, candidate, production, slices, Level.USUAL);
  }

  /**
   * Judges a candidate like {@link #judge(List, GateSubject, Optional)}.
   *
   * @param slices those of the held-out rows
   * @param level that of comparisons with production
   */
  static List<GateVerdict> judge(
      List<? extends Gate> gates,
      GateSubject candidate,
      Optional<GateSubject> production,
      HeldOutSlices slices,
      Level level) {
    GateJudge judge = new GateJudge(candidate, production, slices, level);
    return gates.stream().map(judge::judge).toList();
  }

  /** Returns the verdicts on a candidate that could not be scored, or not its rival. */
  static List<GateVerdict> unscored(List<? extends Gate> gates, LifecycleException failure) {
    String why = shortened(String.valueOf(failure.getMessage()));
    return gates.stream()
        .map(gate -> GateVerdict.builder(words(gate), Verdict.ERROR, why).build())
        .toList();
  }

  /** Returns what a gate requires; its class if it cannot say so. */
  @SuppressWarnings("checkstyle:IllegalCatch") // its own methods may throw anything
  static String words(Gate gate) {
    try {
      String words = gate.toString();
      return words == null || words.isBlank() ? gate.getClass().getName() : words;
    } catch (Throwable e) {
      return gate.getClass().getName();
    }
  }

  private GateVerdict judge(Gate gate) {
    String words = words(gate);
    GateLook look = new GateLook(words, slices, level);
    GateVerdict said = judge(gate, words, look);
    if (!look.rowsRead()) {
      return said;
    }
    LOG.info("The gate {} read held-out rows, to judge {}", words, candidate.label());
    return GateVerdict.builder(
            words, said.verdict(), said.explanation() + " (it read held-out rows)")
        .figures(said.figures())
        .rowsRead()
        .build();
  }

  /** Closes the look first: nobody can open rows once the verdict says that nobody did. */
  @SuppressWarnings("checkstyle:IllegalCatch") // an Error is recorded as a verdict too
  private GateVerdict judge(Gate gate, String words, GateLook look) {
    try (look) {
      GateVerdict said =
          required(gate.judge(look.view(candidate), production.map(look::view)), "verdict");
      return GateVerdict.builder(
              words,
              said.verdict(),
              FreeText.of("explanation of gate " + words, said.explanation()))
          .figures(said.figures())
          .build();
    } catch (Throwable e) {
      if (look.isMissing(e)) {
        return GateVerdict.builder(words, Verdict.ERROR, String.valueOf(e.getMessage())).build();
      }
      String text = words + ": the check threw " + FreeText.of("failure of gate " + words, e);
      return GateVerdict.builder(words, Verdict.ERROR, shortened(text)).build();
    }
  }

  /** Returns the beginning of a message, which may be as long as a user's program made it. */
  private static String shortened(String message) {
    return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
  }
}
