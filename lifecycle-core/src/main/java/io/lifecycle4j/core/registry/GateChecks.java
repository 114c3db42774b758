package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.core.schema.MetricNames;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.registry.BetterThanBaseline;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateNeed;
import io.lifecycle4j.registry.WithoutBaseline;
import io.lifecycle4j.schema.Baselines;
import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks gates before they judge: against the metrics of a task, and the values of these. */
public final class GateChecks {
  private GateChecks() {}

  /**
   * Returns requirements as gates.
   *
   * @throws InvalidValueException if a condition refers to anything but metrics and their slices,
   *     or a requirement is neither a condition nor a gate
   */
  public static List<Gate> gates(List<? extends Requirement> requirements) {
    return required(requirements, "requirements").stream().map(GateChecks::gate).toList();
  }

  /**
   * Returns gates of a policy with the comparison with baselines that is required by default,
   * unless there are no gates, they say something of baselines, or the task has none.
   */
  static List<Gate> withBaseline(List<Gate> gates, Task<?> task) {
    boolean said =
        gates.stream()
            .anyMatch(
                each -> each instanceof BetterThanBaseline || each instanceof WithoutBaseline);
    Optional<Metric> headline = TaskCalls.headline(task);
    if (gates.isEmpty() || said || task.baselines() == Baselines.NONE || headline.isEmpty()) {
      return gates;
    }
    List<Gate> more = new ArrayList<>(gates);
    more.add(new BetterThanBaseline(headline.get().name()));
    return List.copyOf(more);
  }

  private static Gate gate(Requirement requirement) {
    if (requirement instanceof WithoutBaseline without) {
      return new WithoutBaseline(
          FreeText.of("reason of a policy without baselines", without.reason()));
    }
    if (requirement instanceof Condition condition) {
      return new MetricGate(condition);
    }
    if (requirement instanceof Gate gate) {
      checkName("gate", gate.id());
      Preconditions.check(
          !isFirst(gate) || !(readsRows(gate) || compares(gate)),
          "Invalid gate: %s needs %s (one that judges before a load cannot need rows or production,"
              + " which load versions)",
          gate.id(),
          gate.needs());
      Preconditions.check(
          compares(gate) || gate.needs().stream().noneMatch(GateChecks::hasMargin),
          "Invalid gate: %s needs %s (a margin is one to production, which it must need, too)",
          gate.id(),
          gate.needs());
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

  /** Returns whether a gate needs held-out rows: what most kinds of needs are of. */
  static boolean readsRows(Gate gate) {
    return gate.needs().stream()
        .anyMatch(
            need ->
                !(need instanceof GateNeed.Production
                    || need instanceof GateNeed.MoreThanRows
                    || need instanceof GateNeed.BeforeLoading));
  }

  /** Returns whether a gate judges a version before it is loaded. */
  static boolean isFirst(Gate gate) {
    return gate.needs().contains(GateNeed.BEFORE_LOADING);
  }

  private static boolean hasMargin(GateNeed need) {
    return need instanceof GateNeed.Compared compared && compared.margin().isPresent();
  }

  /** Returns whether a gate compares with the version in production. */
  static boolean compares(Gate gate) {
    return gate.needs().contains(GateNeed.PRODUCTION);
  }

  private static void check(String model, GateNeed need, Task<?> task) {
    if (need instanceof GateNeed.Measured measured) {
      checkMetric(model, measured.name(), task);
    } else if (need instanceof GateNeed.Compared compared) {
      checkCompared(model, compared.metric(), task);
    } else if (need instanceof GateNeed.Baselines baselines) {
      checkCompared(model, baselines.metric(), task);
      Preconditions.check(
          task.baselines() != Baselines.NONE,
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
    return MetricNames.require("gate of " + model, name, task);
  }
}
