package io.lifecycle4j.core.retraining;

import io.lifecycle4j.core.error.SafeLock;
import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.retraining.Progress.Current;
import io.lifecycle4j.core.retraining.RetrainingRules.Before;
import io.lifecycle4j.core.storage.Lead;
import io.lifecycle4j.core.storage.ModelJournals.Kind;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.retraining.RetrainingDecision;
import io.lifecycle4j.retraining.RetrainingDecision.Outcome;
import io.lifecycle4j.retraining.RetrainingPolicy;
import io.lifecycle4j.storage.spi.JournalStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides by a policy when a model is trained anew, and takes the retraining on. Of all processes,
 * the one that leads does; an entry is appended only if the state that it needs still holds, so
 * that one that no longer leads does no harm. Thread-safe.
 */
final class RetrainingControl {
  /** Receives what is decided and done. */
  static final Logger LOG = LoggerFactory.getLogger(RetrainingControl.class);

  /** How often a decision is written that repeats the last one. */
  private static final Duration REPEATED = Duration.ofHours(1);

  private static final Set<Outcome> WARNED = Set.of(Outcome.NEEDS_PERSON);

  private final RetrainingPolicy policy;
  private final String model;
  private final RetrainingRules rules;
  private final RetrainingJournal journal;
  private final RetrainingWork work;
  private final ReleasedVersions released;
  private final RetrainingSteps steps;

  /** Held by whoever decides in this process; guards all below. */
  private final SafeLock turn = new SafeLock(RetrainingControl.class);

  private final Lead lead;

  private long repeated;

  private volatile boolean keepsLead;

  /** Decides nothing before it is asked. */
  RetrainingControl(
      RetrainingPolicy policy,
      RetrainingJournal journal,
      JournalStore journals,
      String model,
      RetrainingWork work,
      ReleasedVersions released,
      InstantSource clock) {
    this.policy = policy;
    this.model = model;
    this.rules = new RetrainingRules(policy);
    this.journal = journal;
    this.work = work;
    this.released = released;
    this.steps = new RetrainingSteps(policy, rules, journal, work, released, clock, LOG);
    this.lead = new Lead(journals, Kind.RETRAINING_LEAD.of(model));
  }

  /**
   * The line of the journal of who decides.
   *
   * @param kind {@code leads}
   */
  record Leads(String kind, String model) {}

  /** Does what is due; returns at once if another thread or process is at it. */
  RetrainingDecision run(Instant time) {
    if (!turn.tryLock()) {
      return elsewhere(time);
    }
    try {
      if (!lead.tryLead()) {
        return elsewhere(time);
      }
      try {
        if (lead.last().isEmpty()) {
          lead.write(Json.PLAIN.write(new Leads("leads", model)));
        }
        return led(time);
      } finally {
        if (!keepsLead) {
          lead.resign();
        }
      }
    } finally {
      turn.unlock();
    }
  }

  private static RetrainingDecision elsewhere(Instant time) {
    return RetrainingDecision.builder(
            time, Outcome.ELSEWHERE, "Another thread or process decides about this model")
        .build();
  }

  private RetrainingDecision led(Instant time) {
    Instant now = journal.read(state -> state.next(time));
    Optional<Current> current = journal.read(RetrainingState::current);
    if (current.isPresent()) {
      String said = steps.take(current.get(), now);
      return kept(
          RetrainingDecision.builder(now, Outcome.IN_PROGRESS, said)
              .retraining(current.get().id())
              .build());
    }
    RetrainingDecision decision = decide(now);
    if (decision.outcome() != Outcome.BEGUN) {
      return kept(decision);
    }
    steps.take(begun(decision), now);
    return decision;
  }

  private RetrainingDecision decide(Instant now) {
    EvaluatedCondition evaluated = EvaluatedCondition.of(policy.condition(), facts(now));
    Instant moved = released.moved();
    Instant since = RetrainingState.isFarAhead(moved, now) ? Instant.MIN : moved;
    Before before =
        journal.read(
            state ->
                new Before(
                    state.lastBegun(),
                    state.refused(evaluated.cause(), since),
                    state.trained(rules.budgetFrom(now), now)));
    return rules
        .refusal(now, evaluated, before)
        .or(() -> withoutRows(now, evaluated))
        .orElseGet(
            () ->
                RetrainingRules.decision(
                        now, evaluated, Outcome.BEGUN, "Trains anew: " + evaluated.because())
                    .retraining(Ids.next())
                    .build());
  }

  private TriggerFacts facts(Instant now) {
    return new TriggerFacts(
        now,
        released.production(),
        journal.read(RetrainingState::lastEnded),
        work::newRows,
        work::figure);
  }

  /** Finds why there is nothing new to train on, unless a snapshot shows that. */
  private Optional<RetrainingDecision> withoutRows(Instant now, EvaluatedCondition evaluated) {
    if (work.takesSnapshot()) {
      return Optional.empty();
    }
    Optional<DatasetVersion> rows = work.findRows();
    if (rows.isEmpty()) {
      String why = "There are no rows to train on: " + evaluated.because();
      return Optional.of(RetrainingRules.decision(now, evaluated, Outcome.NO_DATA, why).build());
    }
    return steps
        .known(rows.get(), work.inputs(rows.get()))
        .map(
            why ->
                RetrainingRules.decision(
                        now, evaluated, Outcome.SAME_INPUTS, why + ": " + evaluated.because())
                    .build());
  }

  private Current begun(RetrainingDecision decision) {
    boolean begun =
        journal.append(RetrainingLine.decided(decision), state -> state.current().isEmpty());
    if (begun) {
      LOG.info("{}", decision);
      work.decided(decision, serves());
    }
    return journal.read(RetrainingState::current).orElseThrow();
  }

  /** Keeps a decision, unless it repeats one that was kept a short time ago. */
  private RetrainingDecision kept(RetrainingDecision decision) {
    Optional<RetrainingDecision> last = journal.read(RetrainingState::last);
    boolean same = last.filter(before -> isSame(before, decision)).isPresent();
    if (same && decision.time().isBefore(last.get().time().plus(REPEATED))) {
      repeated++;
      return decision;
    }
    RetrainingDecision kept = same ? repeating(decision, repeated) : decision;
    journal.append(RetrainingLine.decided(kept), state -> true);
    repeated = 0;
    work.decided(kept, serves());
    if (!same && WARNED.contains(decision.outcome())) {
      LOG.warn("{}", decision);
    } else if (!same) {
      LOG.info("{}", decision);
    }
    return kept;
  }

  private String serves() {
    return released.production().map(ModelVersion::label).orElse(model);
  }

  private static boolean isSame(RetrainingDecision before, RetrainingDecision now) {
    return before.outcome() == now.outcome()
        && before.cause().equals(now.cause())
        && before.retraining().equals(now.retraining())
        && (now.outcome() != Outcome.IN_PROGRESS || before.reason().equals(now.reason()));
  }

  private static RetrainingDecision repeating(RetrainingDecision it, long times) {
    RetrainingDecision.Builder builder =
        RetrainingDecision.builder(it.time(), it.outcome(), it.reason())
            .condition(it.condition(), it.cause(), it.figures())
            .repeated(times);
    it.retraining().ifPresent(builder::retraining);
    return builder.build();
  }

  /** Goes on to lead after a run, or lets other processes lead after the one in progress. */
  void keepLead(boolean keeps) {
    keepsLead = keeps;
  }

  /** Lets other processes lead; blocks while a run is in progress. */
  void resign() {
    turn.lock();
    try {
      lead.resign();
    } finally {
      turn.unlock();
    }
  }
}
