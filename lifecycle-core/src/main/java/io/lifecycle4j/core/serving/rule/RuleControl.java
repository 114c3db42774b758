package io.lifecycle4j.core.serving.rule;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.core.condition.LiveFacts;
import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.error.Rounds;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.registry.Wanted;
import io.lifecycle4j.core.serving.traffic.TrafficReading;
import io.lifecycle4j.core.serving.traffic.TrafficRecorder;
import io.lifecycle4j.serving.RuleDecision;
import io.lifecycle4j.serving.RuleDecisions;
import io.lifecycle4j.storage.spi.JournalStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Has written what this process counts of versions, and judges the version in production by a rule
 * if no other process does.
 *
 * <p>A rollback is one entry of the registry, whose precondition is the version that was judged;
 * the decision is written afterwards. If the process dies in between, the next one finds the entry,
 * and adds the decision. Thread-safe.
 */
public final class RuleControl implements AutoCloseable {
  /** Ten rounds a second, so that two processes act well within one. */
  static final Duration PAUSE = Duration.ofMillis(100);

  /** How often live metrics and drift are looked at without new requests. */
  private static final Duration LIVE = Duration.ofMinutes(1);

  private static final Duration END = Duration.ofSeconds(5);

  private final ModelVersions versions;
  private final LiveFacts live;
  private final InstantSource clock;
  private final Rounds rounds;

  /** Whether the rule is on more than traffic. */
  private final boolean needsLive;

  private final TrafficRecorder own;

  // guarded by this
  private final TrafficReading traffic;
  private final RuleDecider decider;
  private Instant moved = Instant.EPOCH;
  private Instant since = Instant.EPOCH;
  private boolean led;
  private boolean isAsked;
  private @Nullable Instant judged;

  /**
   * Judges nothing before it is opened.
   *
   * @param rule one that was checked
   */
  public RuleControl(
      Condition rule,
      ModelVersions versions,
      RuleActions actions,
      TrafficRecorder own,
      LiveFacts live,
      JournalStore journals,
      InstantSource clock) {
    this.versions = versions;
    this.live = live;
    this.clock = clock;
    this.needsLive = rule.subjects().stream().anyMatch(subject -> !RuleEvidence.isTraffic(subject));
    this.own = own;
    this.traffic =
        new TrafficReading(journals, versions.model(), RuleCheck.longest(rule).multipliedBy(2));
    this.decider = new RuleDecider(rule, versions, actions, journals);
    this.rounds = new Rounds("rule-" + versions.model(), this::round);
  }

  /** Rejects a condition by which no version can be judged; returns it. */
  public static Condition checked(Condition rule) {
    return RuleCheck.checked(rule);
  }

  /** Returns what was decided about a model, in whatever process. */
  public static RuleDecisions decisions(JournalStore journals, String model) {
    return new DecisionJournal(journals, model);
  }

  /** Judges from now on. */
  public void open() {
    rounds.wake();
  }

  /** Lets the next round try a rollback again: the version that it waits for may be loaded. */
  public void loaded() {
    decider.loaded();
  }

  /**
   * Judges now.
   *
   * @return the decision; empty if another process decides, or nothing can be judged
   */
  public Optional<RuleDecision> judge() {
    Optional<RuleDecision> first = asked(); // names the facts to refresh
    live.refresh(); // outside the lock, since it may read the log
    return asked().or(() -> first);
  }

  private synchronized Optional<RuleDecision> asked() {
    decider.begin();
    isAsked = true;
    try {
      round();
    } finally {
      isAsked = false;
    }
    return decider.decided();
  }

  /** A process in which anything fails lets others decide, and takes part again next round. */
  @SuppressWarnings("checkstyle:IllegalCatch") // after an Error, too
  synchronized Duration round() {
    try {
      Instant now = clock.instant();
      if (isAsked) {
        own.recordAll(now);
      } else {
        own.record(now);
      }
      if (decider.leads()) {
        lead(now);
      } else {
        led = false;
      }
      return PAUSE;
    } catch (RuntimeException | Error e) {
      led = false;
      try {
        decider.resign();
      } catch (RuntimeException | Error other) {
        Closing.suppress(e, other);
      }
      throw e;
    }
  }

  private void lead(Instant now) {
    if (!led) {
      decider.recover();
      led = true;
    }
    boolean isNew = traffic.read(now);
    Wanted wanted = versions.wanted();
    boolean isDue = isNew || isAsked || decider.isFailing() || isLiveDue(now);
    if (wanted.champion().isPresent() && isDue) {
      judged = now;
      decider.decide(
          wanted, RuleEvidence.of(traffic, live, wanted, since(wanted.moved(), now), now));
    }
  }

  /** When production moved, by a clock that may be set back afterwards: then it was just now. */
  private Instant since(Instant lastMoved, Instant now) {
    if (!moved.equals(lastMoved)) {
      moved = lastMoved;
      since = lastMoved;
    }
    since = since.isAfter(now) ? now : since;
    return since;
  }

  private boolean isLiveDue(Instant now) {
    Instant last = judged;
    return needsLive && (last == null || now.isBefore(last) || !now.isBefore(last.plus(LIVE)));
  }

  /** Ends the thread, and lets others decide. */
  @Override
  public void close() {
    rounds.end(END);
    synchronized (this) {
      decider.close();
    }
  }
}
