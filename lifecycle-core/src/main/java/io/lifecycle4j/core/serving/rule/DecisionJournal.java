package io.lifecycle4j.core.serving.rule;

import static io.lifecycle4j.error.Preconditions.checkPeriod;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.storage.Lead;
import io.lifecycle4j.core.storage.ModelJournals.Kind;
import io.lifecycle4j.serving.RuleDecision;
import io.lifecycle4j.serving.RuleDecisions;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The decisions on a model, and which process decides: the one that owns the journal {@code
 * rule-decisions-MODEL}. Only reading is thread-safe.
 */
final class DecisionJournal implements RuleDecisions, AutoCloseable {
  /** How many decisions are kept, about. */
  private static final long MOST = 20_000;

  /** How often the same decision is written. */
  private static final Duration AGAIN = Duration.ofMinutes(1);

  private final JournalStore journals;
  private final String name;
  private final Lead lead;

  /** The decision that this process wrote last; null if it did not since it leads. */
  private @Nullable RuleDecision last;

  /** Reads the decisions on a model, and decides nothing yet. */
  DecisionJournal(JournalStore journals, String model) {
    this.journals = journals;
    this.name = Kind.RULE_DECISIONS.of(model);
    this.lead = new Lead(journals, name);
  }

  /** Returns whether this process decides; it does so until it resigns or dies. */
  boolean leads() {
    return lead.tryLead();
  }

  private static boolean isSame(RuleDecision before, RuleDecision decision) {
    return before.outcome() == decision.outcome()
        && before.version() == decision.version()
        && before.rule().equals(decision.rule());
  }

  /**
   * Writes a decision, unless it moves nothing and is the same as one of the last minute.
   *
   * @return whether it did
   */
  boolean write(RuleDecision decision) {
    RuleDecision before = last;
    boolean moved = decision.outcome() == RuleDecision.Outcome.ROLLED_BACK;
    if (!moved
        && before != null
        && isSame(before, decision)
        && Duration.between(before.time(), decision.time()).abs().compareTo(AGAIN) < 0) {
      return false; // the clock may have been set back
    }
    lead.add(
        Json.PLAIN.write(DecisionLine.of(decision)),
        moved ? Durability.POWER : Durability.PROCESS,
        MOST);
    last = decision;
    return true;
  }

  /** Lets another process decide. */
  void resign() {
    last = null;
    lead.resign();
  }

  @Override
  public Optional<RuleDecision> findNewest() {
    return Lead.peek(journals, name).map(this::read).map(DecisionLine::decision);
  }

  @Override
  public List<RuleDecision> between(Instant from, Instant to) {
    checkPeriod(from, to);
    List<RuleDecision> found = new ArrayList<>();
    Lead.read(
        journals,
        name,
        entry -> {
          DecisionLine line = read(entry);
          boolean isIn = !line.time().isBefore(from) && line.time().isBefore(to);
          if (isIn && line.kind().equals(DecisionLine.DECIDED)) {
            found.add(line.decision());
          }
        });
    return found;
  }

  private DecisionLine read(JournalEntry entry) {
    return Json.PLAIN.read(entry.payload(), DecisionLine.class, name);
  }

  @Override
  public void close() {
    resign();
  }
}
