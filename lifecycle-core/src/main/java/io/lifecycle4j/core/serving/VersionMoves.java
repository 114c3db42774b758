package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.loading.Pace;
import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.core.registry.Action;
import io.lifecycle4j.core.registry.Decisions;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.core.serving.LoadedVersions.Missing;
import io.lifecycle4j.core.serving.rollout.StepCounters;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.RolloutStarted;
import io.lifecycle4j.registry.Transition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
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

  /** The longest wait of a person for the load of an earlier version. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  /** How long a version is tried before no person, but the library passes over it. */
  static final Duration ATTEMPTS = Duration.ofMinutes(5);

  private final ProductionServing<I, O> serving;
  private final Decisions decisions;
  private final Duration patience;

  VersionMoves(ProductionServing<I, O> serving, Decisions decisions, Duration patience) {
    this.serving = serving;
    this.decisions = decisions;
    this.patience = patience;
  }

  /** Loads the version of a promotion and promotes it. */
  public AuditRecord promote(Transition promotion) {
    AliasMoved moved = promotion.find(AliasMoved.class).orElseThrow();
    Supplier<AuditRecord> decision = () -> decisions.decide(Action.PROMOTE, promotion);
    AuditRecord record = serving.decideLoaded(moved.version(), decision);
    return record != null
        ? record
        : serving.decide(decision, load("promote ", moved.model(), moved.version()));
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
    Route<I, O> canary = load("roll out ", started.model(), started.version());
    serving.decide(() -> decisions.decide(Action.ROLL_OUT, rollout), canary);
    return started;
  }

  /** Returns whether versions serve, and no function. */
  boolean isFollowing() {
    return serving.isFollowing();
  }

  Pace pace() {
    return serving.pace();
  }

  /** Returns what is counted in the current step of a rollout; null without one. */
  @Nullable StepCounters counters() {
    return serving.counters();
  }

  /**
   * Writes the first of several entries, at least one, whose version is loaded or can be; one that
   * moves nothing needs none. Waits for loads, but not for ever.
   *
   * @throws ModelUnavailableException if no version can be loaded, or one was not loaded in time
   */
  public AuditRecord decide(Action action, List<Transition> ways) {
    Skipped skipped = new Skipped(action);
    for (Transition way : ways) {
      AliasMoved moved = way.find(AliasMoved.class).orElse(null);
      Supplier<AuditRecord> decision = () -> decisions.decide(action, skipped.saidIn(way));
      if (moved == null) {
        return decision.get();
      }
      AuditRecord record = serving.decideLoaded(moved.version(), decision);
      if (record != null) {
        return record;
      }
      Route<I, O> next;
      try {
        next = serving.load(moved.version(), patience);
      } catch (CorruptDataException
          | UntrustedModelException
          | ModelUnavailableException
          | PredictionFailedException e) {
        skipped.add(moved, e);
        continue;
      }
      if (next == null) {
        throw late(moved);
      }
      return serving.decide(decision, next);
    }
    throw skipped.all(ways);
  }

  private ModelUnavailableException late(AliasMoved moved) {
    String label = moved.model() + ":" + moved.version();
    return new ModelUnavailableException(
        String.format(
            "Cannot go back to %s: it is not loaded after %s (see what the threads"
                + " lifecycle4j-load-%s wait for; then try again, do it in another process that"
                + " serves the model, or promote another version)",
            label, patience, label));
  }

  /**
   * Writes the first of several entries, at least one, whose version is loaded, for no person:
   * waits for no load. Only a version whose files are damaged, which is so in every process, is
   * skipped at once; another one after some minutes of attempts.
   *
   * @throws ModelUnavailableException or what a load threw, if a version is not loaded here yet:
   *     another process may have it, and this one is to ask again
   */
  public void decideIfLoaded(Action action, List<Transition> ways) {
    Skipped skipped = new Skipped(action);
    for (Transition way : ways) {
      AliasMoved moved = way.find(AliasMoved.class).orElse(null);
      if (moved == null) {
        decisions.decide(action, skipped.saidIn(way));
        return;
      }
      Supplier<AuditRecord> decision = () -> decisions.decide(action, skipped.saidIn(way));
      Missing missing = serving.missing(moved.version());
      if (missing == null) {
        if (serving.decideLoaded(moved.version(), decision) == null) {
          throw why(moved, null); // the registry wants something else since
        }
        return;
      }
      LifecycleException why = why(moved, missing.failure());
      if (!(why instanceof CorruptDataException) && missing.waited().compareTo(ATTEMPTS) < 0) {
        throw why;
      }
      skipped.add(moved, why);
    }
    throw skipped.all(ways);
  }

  private static LifecycleException why(AliasMoved moved, @Nullable LifecycleException failure) {
    return failure != null
        ? failure
        : new ModelUnavailableException(
            String.format(
                "Cannot move production of %s to version %s: it is still being loaded",
                moved.model(), moved.version()));
  }

  /** The versions that a decision passes over, and why. */
  private static final class Skipped {
    private final Action action;
    private final List<String> versions = new ArrayList<>();
    private @Nullable RuntimeException failure;

    Skipped(Action action) {
      this.action = action;
    }

    void add(AliasMoved moved, RuntimeException e) {
      String target = moved.model() + ":" + moved.version();
      LOG.warn("Production is not moved to {}: it cannot be loaded", target, e);
      versions.add(target + " cannot be loaded: " + said(action, e));
      failure = Closing.first(failure, e);
    }

    /** Adds them to the reason that is recorded. */
    Transition saidIn(Transition way) {
      return versions.isEmpty()
          ? way
          : Decisions.saying(way, " (skipped: " + String.join("; ", versions) + ")");
    }

    RuntimeException all(List<Transition> ways) {
      if (failure == null) {
        return new IllegalArgumentException("Nothing to decide");
      }
      String model = ways.get(0).find(AliasMoved.class).orElseThrow().model();
      return new ModelUnavailableException(
          String.format(
              "Cannot roll back %s (%s): %s", model, Engines.CURE, String.join("; ", versions)),
          failure);
    }
  }

  /** Returns the message of a failure, filtered for the audit trail. */
  private static String said(Action action, RuntimeException e) {
    String text = String.valueOf(e.getMessage());
    return FreeText.of(
        "reason of " + action,
        text.length() <= LONGEST_CAUSE ? text : text.substring(0, LONGEST_CAUSE) + "…");
  }
}
