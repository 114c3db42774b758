package io.lifecycle4j.core.retraining;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.retraining.Retraining.End;
import io.lifecycle4j.retraining.RetrainingDecision;
import io.lifecycle4j.retraining.RetrainingDecision.Outcome;
import io.lifecycle4j.storage.BlobId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the journal of retrainings, as stored.
 *
 * @param kind one of those below; others are ignored
 * @param retraining the id; null if it belongs to none
 * @param reason what was done or decided, in words
 * @param lines what is stored of all entries before; null unless it is such a state
 */
@WithoutNulls
record RetrainingLine(
    String kind,
    Instant time,
    @Nullable String retraining,
    String reason,
    @Nullable Decided decided,
    @Nullable Rows rows,
    @Nullable Trained training,
    @Nullable Integer version,
    @Nullable String rollout,
    @Nullable End end,
    @Nullable String actor,
    @Nullable List<RetrainingLine> lines) {
  static final String DECIDED = "decided";
  static final String SNAPSHOT = "snapshot";
  static final String TRAINING = "training";
  static final String TRAINED = "trained";
  static final String JUDGED = "judged";
  static final String ROLLOUT = "rollout";
  static final String PROMOTED = "promoted";
  static final String ENDED = "ended";
  static final String ALLOWED = "allowed";
  static final String STATE = "state";

  /** Checks the parts that every entry has. */
  RetrainingLine {
    required(kind, "kind");
    required(time, "time");
    required(reason, "reason");
  }

  /** What was decided, and on which values. */
  record Decided(
      Outcome outcome,
      String condition,
      List<String> cause,
      Map<String, Double> figures,
      long repeated) {
    Decided {
      required(outcome, "outcome");
      required(condition, "condition");
      cause = copy(cause, "cause");
      figures = copy(figures, "figures");
    }
  }

  /**
   * The rows of a training.
   *
   * @param inputs the digest of the rows and of how they are trained on
   */
  record Rows(String dataset, int number, String manifest, String inputs) {
    static Rows of(VersionRef rows, String inputs) {
      return new Rows(rows.dataset(), rows.number(), rows.id().sha256(), inputs);
    }

    VersionRef ref() {
      return new VersionRef(dataset, number, new BlobId(manifest));
    }
  }

  /**
   * A training that begins or ended.
   *
   * @param run the run of the one that begins; null if it ended
   * @param millis how long the one before took; null if there is none
   */
  @WithoutNulls
  record Trained(@Nullable String run, @Nullable Long millis) {}

  static RetrainingLine decided(RetrainingDecision it) {
    Decided decided =
        new Decided(it.outcome(), it.condition(), it.cause(), it.figures(), it.repeated());
    return new RetrainingLine(
        DECIDED,
        it.time(),
        it.retraining().orElse(null),
        it.reason(),
        decided,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  RetrainingDecision decision() {
    Decided it = required(decided, "decision");
    RetrainingDecision.Builder builder =
        RetrainingDecision.builder(time, it.outcome(), reason)
            .condition(it.condition(), it.cause(), it.figures())
            .repeated(it.repeated());
    return (retraining == null ? builder : builder.retraining(retraining)).build();
  }

  private static RetrainingLine step(String kind, String id, Instant time, String reason) {
    return new RetrainingLine(
        kind,
        time,
        id,
        FreeText.of("reason of a retraining", reason),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private RetrainingLine with(@Nullable Trained took) {
    return new RetrainingLine(
        kind, time, retraining, reason, decided, rows, took, version, rollout, end, actor, null);
  }

  static RetrainingLine snapshot(String id, Instant time, VersionRef data, String inputs) {
    RetrainingLine line = step(SNAPSHOT, id, time, "Trains on " + data);
    return new RetrainingLine(
        line.kind,
        time,
        id,
        line.reason,
        null,
        Rows.of(data, inputs),
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /**
   * A training begins.
   *
   * @param lost how long the one before took, which was killed; null if there is none
   */
  static RetrainingLine training(String id, Instant time, String run, @Nullable Duration lost) {
    String again = lost == null ? "" : " again, since the process ended in the last one";
    return step(TRAINING, id, time, "Trains in run " + run + again)
        .with(new Trained(run, lost == null ? null : lost.toMillis()));
  }

  static RetrainingLine trained(String id, Instant time, int version, String label, Duration took) {
    RetrainingLine line = step(TRAINED, id, time, "Registered " + label);
    return new RetrainingLine(
        line.kind,
        time,
        id,
        line.reason,
        null,
        null,
        new Trained(null, took.toMillis()),
        version,
        null,
        null,
        null,
        null);
  }

  static RetrainingLine judged(String id, Instant time, String reason) {
    return step(JUDGED, id, time, reason);
  }

  static RetrainingLine rollout(String id, Instant time, String rollout) {
    RetrainingLine line = step(ROLLOUT, id, time, "Rollout " + rollout + " began");
    return new RetrainingLine(
        line.kind, time, id, line.reason, null, null, null, null, rollout, null, null, null);
  }

  static RetrainingLine promoted(String id, Instant time, String reason) {
    return step(PROMOTED, id, time, reason);
  }

  /**
   * A retraining ended.
   *
   * @param took how long a training took that failed; null if none did
   */
  static RetrainingLine ended(
      String id, Instant time, End end, String reason, @Nullable Duration took) {
    RetrainingLine line = step(ENDED, id, time, reason);
    return new RetrainingLine(
        line.kind,
        time,
        id,
        line.reason,
        null,
        null,
        took == null ? null : new Trained(null, took.toMillis()),
        null,
        null,
        end,
        null,
        null);
  }

  static RetrainingLine allowed(Instant time, Actor actor, String reason) {
    return new RetrainingLine(
        ALLOWED,
        time,
        null,
        FreeText.of("reason to allow retrainings", reason),
        null,
        null,
        null,
        null,
        null,
        null,
        actor.name(),
        null);
  }

  /** Returns an entry with what is stored of all entries before. */
  static RetrainingLine state(Instant time, List<RetrainingLine> lines) {
    return new RetrainingLine(
        STATE, time, null, "The state so far", null, null, null, null, null, null, null, lines);
  }
}
