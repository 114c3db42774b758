package io.lifecycle4j.core.serving;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.core.observation.Observers;
import io.lifecycle4j.core.registry.AliasTarget;
import io.lifecycle4j.core.registry.By;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.registry.Promotions;
import io.lifecycle4j.core.serving.rule.LiveFacts;
import io.lifecycle4j.core.serving.rule.RuleControl;
import io.lifecycle4j.core.serving.rule.VersionTraffic;
import io.lifecycle4j.observation.ObservedSubject;
import io.lifecycle4j.observation.Operation;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.serving.RuleDecisions;
import io.lifecycle4j.storage.spi.Medium;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Rolls the version in production back by a rule. Thread-safe. */
public final class ModelRules implements AutoCloseable {
  private final RuleDecisions decisions;
  private final @Nullable RuleControl control;

  /** Judges nothing before {@link #open}. */
  public ModelRules(
      ModelVersions versions,
      Promotions promotions,
      VersionMoves<?, ?> moves,
      Serving<?, ?> serving,
      Medium medium,
      InstantSource clock,
      Observers observers) {
    this.decisions = RuleControl.decisions(medium.journals(), versions.model());
    Condition rule = serving.rule();
    VersionTraffic counted = serving.traffic();
    ObservedSubject subject = ObservedSubject.model(versions.model());
    this.control =
        rule == null || counted == null || medium.isReadOnly()
            ? null
            : new RuleControl(
                rule,
                versions,
                (version, by) ->
                    observers.call(
                        Operation.ROLLBACK,
                        subject,
                        () -> rolledBack(promotions, moves, version, by)),
                counted,
                LiveFacts.NONE,
                medium.journals(),
                clock,
                moves.pace());
  }

  /** Rejects a condition by which no version can be judged; returns it. */
  public static Condition checked(Condition rule) {
    return RuleControl.checked(rule);
  }

  private static AuditRecord rolledBack(
      Promotions promotions, VersionMoves<?, ?> moves, int version, By by) {
    return moves.move(promotions.rollback(AliasTarget.PRODUCTION.ifCurrentIs(version), by));
  }

  /** Judges from now on, if there is a rule. */
  public void open() {
    if (control != null) {
      control.open();
    }
  }

  /** Returns what was decided, in whatever process. */
  public RuleDecisions decisions() {
    return decisions;
  }

  /** Leaves the rule to other processes. */
  @Override
  public void close() {
    if (control != null) {
      control.close();
    }
  }
}
