package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.PolicyMet;
import io.lifecycle4j.registry.RolloutEnd;
import io.lifecycle4j.registry.RolloutEnded;
import io.lifecycle4j.registry.RolloutFigures;
import io.lifecycle4j.registry.RolloutPlan;
import io.lifecycle4j.registry.RolloutStarted;
import io.lifecycle4j.registry.RolloutStepped;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.BlobId;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The latest rollout of a model, folded from its entries. Immutable.
 *
 * @param policy the digest of the policy that its version fulfilled when it began, if there was one
 * @param since when its step began, or when it ended
 * @param figures the sums of the steps before
 * @param end how it ended; empty while it is running
 */
public record RolloutState(
    RolloutStarted started,
    Optional<BlobId> policy,
    Instant since,
    int step,
    RolloutFigures figures,
    Optional<RolloutEnd> end) {
  static RolloutState of(RolloutStarted started, AuditRecord record) {
    Optional<BlobId> policy =
        record.transition().changes().stream()
            .filter(change -> change.model().equals(started.model()))
            .flatMap(each -> each instanceof PolicyMet it ? Stream.of(it.policy()) : Stream.empty())
            .findFirst();
    return new RolloutState(
        started, policy, record.time(), 0, RolloutFigures.NONE, Optional.empty());
  }

  /** Applies a change of the same model whose precondition holds. */
  RolloutState after(Change change, Instant time) {
    if (change instanceof RolloutStepped next && isRunning(next.rollout())) {
      return new RolloutState(
          started, policy, time, next.step(), figures.plus(next.figures()), end);
    }
    if (change instanceof RolloutEnded last && isRunning(last.rollout())) {
      return new RolloutState(
          started, policy, time, step, figures.plus(last.figures()), Optional.of(last.end()));
    }
    if (change instanceof AliasMoved moved && isRunning() && supersedes(moved)) {
      return new RolloutState(
          started, policy, time, step, figures, Optional.of(RolloutEnd.SUPERSEDED));
    }
    return this;
  }

  private boolean supersedes(AliasMoved moved) {
    boolean isLastStep =
        isBaking()
            && moved.version() == version()
            && moved.from().equals(OptionalInt.of(started.champion()))
            && moved.direction() == Direction.FORWARD;
    return moved.alias().equals(ModelRegistry.PRODUCTION) && !isLastStep;
  }

  /** Throws if production does not fit it, after an entry that changed it. */
  void checkProduction(OptionalInt production) {
    boolean serves = production.equals(OptionalInt.of(version()));
    boolean isLeft =
        end.equals(Optional.of(RolloutEnd.ABORTED))
            || end.equals(Optional.of(RolloutEnd.TURNED_BACK));
    boolean isPromoted = isBaking() || end.equals(Optional.of(RolloutEnd.PROMOTED));
    check(
        serves ? !isLeft : !isPromoted,
        "Invalid entry: production names %s after it (rollout %s of version %s %s)",
        production.isPresent() ? "version " + production.getAsInt() : "none",
        id(),
        version(),
        isPromoted ? "moves it there" : "moves it back");
  }

  /** Returns whether it is running, also while the version bakes. */
  public boolean isRunning() {
    return end.isEmpty();
  }

  boolean isRunning(String rollout) {
    return isRunning() && id().equals(rollout);
  }

  /** Returns whether the version is in production by this rollout, and is watched. */
  public boolean isBaking() {
    return isRunning() && step >= plan().lastStep();
  }

  public String id() {
    return started.rollout();
  }

  public int version() {
    return started.version();
  }

  public RolloutPlan plan() {
    return started.plan();
  }

  /** Returns the share of requests that the version serves. */
  public double share() {
    return end.isEmpty() ? plan().shares().get(step) : end.get() == RolloutEnd.PROMOTED ? 1 : 0;
  }
}
