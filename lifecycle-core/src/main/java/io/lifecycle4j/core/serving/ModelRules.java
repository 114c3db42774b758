package io.lifecycle4j.core.serving;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.MetricBound;
import io.lifecycle4j.condition.MetricSubject;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.core.condition.LiveFacts;
import io.lifecycle4j.core.registry.By;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.schema.MetricNames;
import io.lifecycle4j.core.serving.rule.RuleActions;
import io.lifecycle4j.core.serving.rule.RuleControl;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.serving.RuleDecision;
import io.lifecycle4j.serving.RuleDecisions;
import io.lifecycle4j.storage.spi.Medium;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Rolls the version in production back by a rule. Thread-safe. */
public final class ModelRules implements AutoCloseable {
  private final Serving<?, ?> serving;
  private final RuleDecisions decisions;
  private final @Nullable RuleControl control;

  /** Judges nothing before {@link #open}. */
  public ModelRules(
      ModelVersions versions,
      Serving<?, ?> serving,
      BiFunction<Integer, By, AuditRecord> rollback,
      Consumer<RuleDecision> heard,
      LiveFacts live,
      Medium medium,
      InstantSource clock) {
    this.serving = serving;
    this.decisions = RuleControl.decisions(medium.journals(), versions.model());
    Condition rule = serving.rule();
    RuleActions actions = new RuleActions(rollback, serving.routes().loads().pace(), heard);
    this.control =
        rule == null || medium.isReadOnly()
            ? null
            : new RuleControl(
                rule, versions, actions, serving.recorder(medium), live, medium.journals(), clock);
  }

  /** Rejects a condition by which no version can be judged; returns it. */
  public static Condition checked(Condition rule) {
    return RuleControl.checked(rule);
  }

  /** Rejects a rule on a metric that the task of the model does not have. */
  public static void checkMetrics(String model, Condition rule, Task<?> task) {
    for (Subject subject : rule.subjects()) {
      boolean isMetric = subject instanceof MetricSubject || subject instanceof MetricBound;
      if (isMetric) {
        MetricNames.require("rollback rule of " + model, subject.key(), task);
      }
    }
  }

  /** Judges from now on, if there is a rule. */
  public void open() {
    RuleControl judges = control;
    if (judges != null) {
      judges.open();
      serving
          .follower()
          .add(
              () -> {
                judges.loaded();
                return null; // it has a thread of its own
              });
    }
  }

  /** Returns what was decided, in whatever process. */
  public RuleDecisions decisions() {
    return decisions;
  }

  /** Judges now; empty if there is no rule here, or another process decides. */
  public Optional<RuleDecision> judge() {
    return control == null ? Optional.empty() : control.judge();
  }

  /** Leaves the rule to other processes. */
  @Override
  public void close() {
    if (control != null) {
      control.close();
    }
  }
}
