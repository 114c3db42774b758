package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.core.serving.rollout.StepCounters;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.RolloutStarted;
import io.lifecycle4j.registry.Transition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the production alias of a model.
 *
 * <p>Loads a version before the alias moves and serves it afterwards, so that a version that cannot
 * be loaded is never in production. Thread-safe.
 */
public final class VersionMoves<I, O> {
  private static final Logger LOG = LoggerFactory.getLogger(VersionMoves.class);

  /** In characters, so that several causes fit into the reason of one record. */
  private static final int LONGEST_CAUSE = 500;

  private final ProductionServing<I, O> serving;

  public VersionMoves(ProductionServing<I, O> serving) {
    this.serving = serving;
  }

  /** Loads the version of a promotion and promotes it. */
  public AuditRecord promote(Transition promotion) {
    return serving.move(promotion, load(promotion));
  }

  private Route<I, O> load(Transition promotion) {
    return load("promote ", moved(promotion).model(), moved(promotion).version());
  }

  private Route<I, O> load(String verb, String model, int version) {
    try {
      return serving.loadAgain(version);
    } catch (CorruptDataException e) {
      String label = model + ":" + version;
      throw Engines.damaged(verb + label, label, e);
    }
  }

  /** Loads a version and starts its rollout. */
  RolloutStarted start(Transition rollout) {
    RolloutStarted started = rollout.find(RolloutStarted.class).orElseThrow();
    serving.start(rollout, load("roll out ", started.model(), started.version()));
    return started;
  }

  /** Returns whether versions serve, and no function. */
  boolean isFollowing() {
    return serving.isFollowing();
  }

  /** Returns what is counted in the current step of a rollout; null without one. */
  @Nullable StepCounters counters() {
    return serving.counters();
  }

  /** Applies the first of the given transitions, at least one, whose version can be loaded. */
  public AuditRecord rollback(List<Transition> ways) {
    List<String> skipped = new ArrayList<>();
    RuntimeException failure = null;
    for (Transition way : ways) {
      AliasMoved moved = moved(way);
      String target = moved.model() + ":" + moved.version();
      Route<I, O> next;
      try {
        next = serving.load(moved.version());
      } catch (CorruptDataException
          | UntrustedModelException
          | ModelUnavailableException
          | PredictionFailedException e) {
        LOG.warn("A rollback skips {}: it cannot be loaded", target, e);
        skipped.add(target + " cannot be loaded: " + said(e));
        failure = Closing.first(failure, e);
        continue;
      }
      return serving.move(saying(way, skipped), next);
    }
    if (failure == null) {
      throw new IllegalArgumentException("No way to roll back");
    }
    throw new ModelUnavailableException(
        String.format(
            "Cannot roll back %s (%s): %s",
            moved(ways.get(0)).model(), Engines.CURE, String.join("; ", skipped)),
        failure);
  }

  /** Returns the message of a failure, filtered for the audit trail. */
  private static String said(RuntimeException e) {
    String text = String.valueOf(e.getMessage());
    return FreeText.of(
        "reason of a rollback",
        text.length() <= LONGEST_CAUSE ? text : text.substring(0, LONGEST_CAUSE) + "…");
  }

  /** Adds the skipped versions to the recorded reason. */
  private static Transition saying(Transition way, List<String> skipped) {
    if (skipped.isEmpty()) {
      return way;
    }
    String reason = way.reason() + " (skipped: " + String.join("; ", skipped) + ")";
    Transition.Builder saying = Transition.builder(way.actor(), reason);
    way.evidence().ifPresent(saying::evidence);
    way.changes().forEach(saying::change);
    return saying.build();
  }

  private static AliasMoved moved(Transition transition) {
    return transition.find(AliasMoved.class).orElseThrow();
  }
}
