package io.lifecycle4j.core.retraining;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkPeriod;
import static io.lifecycle4j.error.Preconditions.isInvisible;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.retraining.Retraining;
import io.lifecycle4j.retraining.RetrainingDecision;
import io.lifecycle4j.retraining.Retrainings;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The retrainings of a model, as the journal says. Thread-safe. */
final class StoredRetrainings implements Retrainings {
  private final RetrainingJournal journal;
  private final InstantSource clock;

  StoredRetrainings(RetrainingJournal journal, InstantSource clock) {
    this.journal = journal;
    this.clock = clock;
  }

  @Override
  public List<Retraining> all() {
    return journal.read(RetrainingState::retrainings);
  }

  @Override
  public Optional<Retraining> findLatest() {
    return all().stream().reduce((before, after) -> after);
  }

  @Override
  public Optional<Retraining> find(String id) {
    required(id, "id of a retraining");
    return journal.read(state -> state.find(id));
  }

  @Override
  public List<RetrainingDecision> decisions(Instant from, Instant to) {
    checkPeriod(from, to);
    return journal.decisions(from, to);
  }

  @Override
  public Optional<RetrainingDecision> findDecision() {
    return journal.read(RetrainingState::last);
  }

  @Override
  public void allow(Actor actor, String reason) {
    required(actor, "actor");
    check(!isInvisible(required(reason, "reason")), "Missing reason: '%s' (say why)", reason);
    Instant now = clock.instant();
    Instant time = journal.read(state -> state.next(now));
    journal.append(RetrainingLine.allowed(time, actor, reason), state -> true);
  }
}
