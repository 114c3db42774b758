package io.lifecycle4j.core.retraining;

import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.retraining.Progress.Current;
import io.lifecycle4j.core.retraining.ReleasedVersions.Fate;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.MissingApprovalsException;
import io.lifecycle4j.error.NotAllowedException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.error.UnknownOutcomeException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.RolloutEnd;
import io.lifecycle4j.retraining.Release;
import io.lifecycle4j.retraining.Retraining.End;
import io.lifecycle4j.retraining.Retraining.Stage;
import io.lifecycle4j.retraining.RetrainingPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Takes a retraining from step to step.
 *
 * <p>What a step does to the registry is found there again if the process died before the entry
 * that the step is done, so that it is not done twice. Confined to whoever leads.
 */
final class RetrainingSteps {
  /** A training that was killed counts at most so long. */
  private static final Duration MOST_LOST = Duration.ofHours(1);

  private final RetrainingPolicy policy;
  private final RetrainingRules rules;
  private final RetrainingJournal journal;
  private final RetrainingWork work;
  private final ReleasedVersions released;

  /** Tells how long a step took. */
  private final InstantSource clock;

  private final Logger log;

  RetrainingSteps(
      RetrainingPolicy policy,
      RetrainingRules rules,
      RetrainingJournal journal,
      RetrainingWork work,
      ReleasedVersions released,
      InstantSource clock,
      Logger log) {
    this.policy = policy;
    this.rules = rules;
    this.journal = journal;
    this.work = work;
    this.released = released;
    this.clock = clock;
    this.log = log;
  }

  /**
   * Takes a retraining as far as it goes now. The time of an entry is the given one and what has
   * passed since, as a training may take days.
   *
   * @return what it waits for, or how it ended
   */
  String take(Current begun, Instant now) {
    Instant started = clock.instant();
    Current at = begun;
    while (true) {
      String waits = step(at, passed(now, started));
      if (waits != null) {
        return waits;
      }
      Optional<Current> next = journal.read(RetrainingState::current);
      if (next.isEmpty() || !next.get().id().equals(at.id())) {
        return ended(at);
      }
      at = next.get();
    }
  }

  /** Returns a time with what has passed since it was that of the clock. */
  private Instant passed(Instant time, Instant started) {
    Duration passed = Duration.between(started, clock.instant());
    return passed.isNegative() ? time : time.plus(passed);
  }

  private String ended(Current last) {
    return journal.read(
        state -> state.find(last.id()).map(it -> "Ended: " + it.end().orElseThrow()).orElseThrow());
  }

  /** Returns what it waits for; null if a step was done. */
  private @Nullable String step(Current at, Instant now) {
    return switch (at.stage()) {
      case BEGUN -> snapshot(at, now);
      case SNAPSHOT, TRAINING -> train(at, now);
      case TRAINED -> judge(at, now);
      case JUDGED -> release(at, now);
      case ROLLING_OUT -> rollOut(at, now);
      case WATCHED -> watch(at, now);
      default -> throw new IllegalStateException("No step follows " + at.stage());
    };
  }

  /** Appends an entry to a retraining that is where it was. */
  private @Nullable String append(Current at, RetrainingLine line) {
    boolean still =
        journal.append(
            line,
            state ->
                state
                    .current()
                    .filter(now -> now.id().equals(at.id()) && now.stage() == at.stage())
                    .filter(now -> now.attempts() == at.attempts())
                    .isPresent());
    if (!still) {
      throw new ConflictException(
          "Cannot go on with retraining " + at.id() + ": another process took it on");
    }
    log.info("Retraining {}: {}", at.id(), line.reason());
    return null;
  }

  private @Nullable String end(Current at, Instant now, End end, String reason) {
    return end(at, now, end, reason, null);
  }

  private @Nullable String end(
      Current at, Instant now, End end, String reason, @Nullable Duration took) {
    if (end.isRefused()) {
      log.warn("Retraining {} ends as {}: {}", at.id(), end, reason);
    }
    return append(at, RetrainingLine.ended(at.id(), now, end, reason, took));
  }

  private static String said(LifecycleException e) {
    return String.valueOf(e.getMessage());
  }

  /** Throws what is to be tried again, or ends the retraining. */
  private @Nullable String failed(
      Current at, Instant now, LifecycleException e, @Nullable Duration took) {
    if (e instanceof StorageFailedException
        || e instanceof UnknownOutcomeException
        || e instanceof OverloadedException
        || e instanceof ConflictException
        || e instanceof ReadOnlyException
        || e instanceof OperationInterruptedException) {
      throw e;
    }
    if (e instanceof MissingApprovalsException || e instanceof NotAllowedException) {
      return end(at, now, End.LEFT_TO_PERSON, said(e), took);
    }
    if (e instanceof GateFailedException) {
      return end(at, now, End.REFUSED, said(e), took);
    }
    log.warn("Retraining {} failed", at.id(), e);
    return end(at, now, End.FAILED, said(e), took);
  }

  private @Nullable String snapshot(Current at, Instant now) {
    DatasetVersion rows;
    String inputs;
    try {
      rows = work.rows(at.id(), at.decision().time());
      inputs = work.inputs(rows);
    } catch (LifecycleException e) {
      return failed(at, now, e, null);
    }
    Optional<String> known = known(rows, inputs);
    return known.isPresent()
        ? end(at, now, End.SAME_INPUTS, known.get())
        : append(at, RetrainingLine.snapshot(at.id(), now, rows.ref(), inputs));
  }

  /** Finds a training on the same rows in the same way. */
  Optional<String> known(DatasetVersion rows, String inputs) {
    Optional<String> before =
        journal
            .read(state -> state.trainedOn(inputs))
            .map(id -> "Retraining " + id + " trained on " + rows.ref() + " in the same way");
    return before.or(
        () ->
            released
                .production()
                .filter(it -> it.manifest().provenance().data().id().equals(rows.id()))
                .map(it -> it.label() + " in production was trained on " + rows.ref()));
  }

  private @Nullable String train(Current at, Instant now) {
    Duration lost = null;
    if (at.stage() == Stage.TRAINING) {
      Optional<ModelVersion> done = released.trainedBy(required(at.run(), "run"));
      Instant begun = at.since().isAfter(now) ? now : at.since(); // by a clock that was set back
      Duration elapsed = Duration.between(begun, now);
      if (done.isPresent()) {
        Duration took = Duration.between(at.since(), done.get().registered());
        return trained(at, now, done.get(), took.isNegative() ? elapsed : took);
      }
      lost = elapsed.compareTo(MOST_LOST) > 0 ? MOST_LOST : elapsed;
      if (at.isGivenUp()) {
        String why = "The process ended in each of " + counted(at.attempts(), "training");
        return end(at, now, End.FAILED, why, lost);
      }
    }
    Optional<RetrainingRules.Held> held =
        rules.held(now, journal.read(state -> state.trained(rules.budgetFrom(now), now)));
    return held.isPresent() ? held.get().reason() : train(at, now, lost);
  }

  private @Nullable String train(Current at, Instant now, @Nullable Duration lost) {
    Instant started = clock.instant();
    long begun = System.nanoTime();
    ModelVersion version;
    try {
      DatasetVersion rows = work.rows(at.rows());
      version =
          work.train(
              rows,
              at.id(),
              broken(at, rows),
              run -> append(at, RetrainingLine.training(at.id(), now, run, lost)));
    } catch (LifecycleException e) {
      Current then = journal.read(RetrainingState::current).orElse(at);
      Duration took = then.stage() == Stage.TRAINING ? since(begun) : null;
      return failed(then, passed(now, started), e, took);
    }
    return trained(
        journal.read(RetrainingState::current).orElseThrow(),
        passed(now, started),
        version,
        since(begun));
  }

  /** Returns the run of a training that ended early, if it would be trained in the same way now. */
  private Optional<String> broken(Current at, DatasetVersion rows) {
    return at.stage() == Stage.TRAINING && work.inputs(rows).equals(at.inputs())
        ? Optional.ofNullable(at.run())
        : Optional.empty();
  }

  private static Duration since(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private @Nullable String trained(Current at, Instant now, ModelVersion version, Duration took) {
    return append(
        at, RetrainingLine.trained(at.id(), now, version.number(), version.label(), took));
  }

  private @Nullable String judge(Current at, Instant now) {
    ModelVersion version = released.version(at.candidate());
    Instant started = clock.instant();
    List<GateVerdict> verdicts;
    try {
      verdicts = released.verdicts(version.number()).orElseGet(() -> work.judge(version));
    } catch (LifecycleException e) {
      return failed(at, passed(now, started), e, null);
    }
    return judged(at, passed(now, started), version, verdicts);
  }

  private @Nullable String judged(
      Current at, Instant now, ModelVersion version, List<GateVerdict> verdicts) {
    if (verdicts.isEmpty()) {
      String why = "No gate judged " + version.label() + ", so that a person is to promote it";
      return end(at, now, End.LEFT_TO_PERSON, why);
    }
    List<GateVerdict> failures = verdicts.stream().filter(it -> !it.passed()).toList();
    return failures.isEmpty()
        ? append(at, RetrainingLine.judged(at.id(), now, "Passed: " + sentences(verdicts)))
        : end(at, now, End.REFUSED, "Refused " + version.label() + ": " + sentences(failures));
  }

  private static String sentences(List<GateVerdict> verdicts) {
    return verdicts.stream().map(GateVerdict::sentence).collect(Collectors.joining("; "));
  }

  private static String reason(Current at) {
    return "Retraining " + at.id() + ": " + String.join(" and ", at.decision().cause());
  }

  private @Nullable String release(Current at, Instant now) {
    ModelVersion version = released.version(at.candidate());
    if (policy.release() == Release.REGISTER) {
      String why = version.label() + " passed the gates, and a person is to promote it";
      return end(at, now, End.LEFT_TO_PERSON, why);
    }
    if (released.wasPromoted(version.number())) {
      return promoted(at, now, version);
    }
    Optional<String> rollout = released.rollout(version.number());
    if (rollout.isPresent()) {
      return append(at, RetrainingLine.rollout(at.id(), now, rollout.get()));
    }
    Optional<RetrainingRules.Held> quiet = rules.quiet(now);
    return quiet.isPresent() ? quiet.get().reason() : release(at, now, version);
  }

  private @Nullable String release(Current at, Instant now, ModelVersion version) {
    String rollout = null;
    try {
      if (policy.release() == Release.ROLL_OUT) {
        rollout = work.rollOut(version, reason(at));
      } else {
        work.promote(version, reason(at));
      }
    } catch (ConflictException | OverloadedException e) {
      return "Waits: " + said(e); // for a lock, another rollout, or who moved production
    } catch (LifecycleException e) {
      return failed(at, now, e, null);
    }
    return rollout == null
        ? promoted(at, now, version)
        : append(at, RetrainingLine.rollout(at.id(), now, rollout));
  }

  private @Nullable String promoted(Current at, Instant now, ModelVersion version) {
    return append(at, RetrainingLine.promoted(at.id(), now, version.label() + " is in production"));
  }

  private @Nullable String rollOut(Current at, Instant now) {
    String rollout = required(at.rollout(), "rollout");
    Optional<RolloutEnd> end = work.findEnd(rollout);
    if (end.isEmpty()) {
      return "Rollout " + rollout + " is running";
    }
    ModelVersion version = released.version(at.candidate());
    return switch (end.get()) {
      case PROMOTED -> promoted(at, now, version);
      case TURNED_BACK -> end(at, now, End.TURNED_BACK, "Rollout " + rollout + " went back");
      case ABORTED -> end(at, now, End.TURNED_BACK, "A person ended rollout " + rollout);
      default ->
          released.wasPromoted(version.number())
              ? promoted(at, now, version)
              : end(
                  at,
                  now,
                  End.LEFT_TO_PERSON,
                  "Production moved while " + version.label() + " was rolled out");
    };
  }

  private @Nullable String watch(Current at, Instant now) {
    ModelVersion version = released.version(at.candidate());
    String label = version.label();
    Fate fate = released.fate(at.candidate());
    Instant until = at.since().plus(policy.watchFor());
    if (fate == Fate.ROLLED_BACK) {
      return end(at, now, End.ROLLED_BACK, label + " was rolled back");
    }
    if (fate == Fate.SUPERSEDED) {
      return end(at, now, End.PROMOTED, label + " served until a later version was promoted");
    }
    if (RetrainingState.isFarAhead(at.since(), now)) {
      return promoted(at, now, version); // its clock was wrong: the time begins anew
    }
    return now.isBefore(until)
        ? label + " is watched until " + until
        : end(at, now, End.PROMOTED, label + " serves");
  }
}
