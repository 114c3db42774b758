package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.loading.Pace;
import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.core.registry.Action;
import io.lifecycle4j.core.registry.By;
import io.lifecycle4j.core.registry.Decisions;
import io.lifecycle4j.core.registry.Move;
import io.lifecycle4j.core.registry.Move.Wait;
import io.lifecycle4j.core.registry.Move.Way;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.spi.ModelRegistry;
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

  private final ProductionServing<I, O> serving;
  private final Decisions decisions;
  private final Fitness fitness;

  VersionMoves(ProductionServing<I, O> serving, Decisions decisions, Fitness fitness) {
    this.serving = serving;
    this.decisions = decisions;
    this.fitness = fitness;
  }

  /** Asks whether somebody may decide about what is in production, before anything is looked at. */
  void permit(By by) {
    decisions.permit(by, ModelRegistry.PRODUCTION);
  }

  /**
   * Loads the version of a move, and decides; then it serves. If it cannot be loaded, and no person
   * named it, the next way is tried.
   *
   * @throws LifecycleException what loading the version threw
   * @throws ModelUnavailableException if no version can be loaded
   * @throws io.lifecycle4j.error.UnfitVersionException if a version is checked that does not answer
   *     what the version in production answers today
   * @throws io.lifecycle4j.error.OverloadedException if a version was not loaded in time; if nobody
   *     waits for it, whenever it is not loaded here yet: another process may have it, and this one
   *     is to ask again
   */
  public AuditRecord move(Move move) {
    PassedOver passed = new PassedOver(move);
    for (Way way : move.ways()) {
      AuditRecord record = tried(move, way, passed);
      if (record != null) {
        return record;
      }
    }
    throw passed.all();
  }

  /** Returns null if the version of the way is passed over. */
  private @Nullable AuditRecord tried(Move move, Way way, PassedOver passed) {
    Supplier<AuditRecord> decision =
        () -> decisions.decide(move.by().action(), way.entry().apply(passed.by()));
    if (way.version().isEmpty()) {
      return decision.get();
    }
    int version = way.version().getAsInt();
    if (!move.waiting().isPatient()) {
      serving.ask(version);
    }
    AuditRecord record =
        !move.waiting().isChecked() || isFit(serving.find(version))
            ? serving.decideLoaded(version, decision)
            : null;
    if (record != null) {
      return record;
    }
    Route<I, O> next = load(move, version, passed);
    if (next == null) {
      return null;
    }
    if (move.waiting().isChecked()) {
      checkFit(next);
    }
    return serving.decide(decision, next);
  }

  /**
   * Returns whether a version is loaded and as it was; throws if it does not answer what it must.
   */
  private boolean isFit(@Nullable Route<I, O> loaded) {
    if (loaded == null || !loaded.acquire()) {
      return false;
    }
    try {
      boolean sound = loaded.isSound();
      if (sound) {
        fitness.check(loaded, serving.production());
      }
      return sound;
    } finally {
      loaded.release();
    }
  }

  /** Frees a version that does not answer what it must. */
  private void checkFit(Route<I, O> next) {
    boolean fit = false;
    try {
      fitness.check(next, serving.production());
      fit = true;
    } finally {
      if (!fit) {
        next.retire();
      }
    }
  }

  /** Returns null if the version is passed over. */
  private @Nullable Route<I, O> load(Move move, int version, PassedOver passed) {
    try {
      if (!move.waiting().isPatient()) {
        throw serving.missing(version);
      }
      return move.waiting().isNamed()
          ? serving.loadAgain(
              move.by().action() == Action.ROLL_OUT ? "roll out" : "promote", version)
          : serving.load(version);
    } catch (LifecycleException e) {
      if (!isPassedOver(move.waiting(), version, e)) {
        throw e;
      }
      passed.add(version, e);
      return null;
    }
  }

  private boolean isPassedOver(Wait waiting, int version, LifecycleException e) {
    if (waiting.isNamed()) {
      return false;
    }
    if (e instanceof CorruptDataException) { // files are damaged for every process
      return true;
    }
    return waiting.isPatient()
        ? e instanceof UntrustedModelException
            || e instanceof ModelUnavailableException
            || e instanceof PredictionFailedException
        : serving.hasWaited(version);
  }

  /** Returns whether versions serve, and no function. */
  boolean isFollowing() {
    return serving.isFollowing();
  }

  Pace pace() {
    return serving.pace();
  }

  /** The versions that a move passes over, and why. */
  private final class PassedOver {
    private final Move move;
    private final List<String> versions = new ArrayList<>();
    private @Nullable RuntimeException failure;

    PassedOver(Move move) {
      this.move = move;
    }

    void add(int version, LifecycleException e) {
      String target = serving.model() + ":" + version;
      LOG.warn("Production is not moved to {}: it cannot be loaded", target, e);
      versions.add(target + " cannot be loaded: " + said(move.by().action(), e));
      failure = Closing.first(failure, e);
    }

    /** Adds them to the reason that is recorded. */
    By by() {
      return versions.isEmpty()
          ? move.by()
          : move.by().saying(" (skipped: " + String.join("; ", versions) + ")");
    }

    ModelUnavailableException all() {
      return new ModelUnavailableException(
          String.format(
              "Cannot roll back %s (%s): %s",
              serving.model(), Engines.CURE, String.join("; ", versions)),
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
