package io.lifecycle4j.core.serving.rule;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.core.condition.LiveFacts;
import io.lifecycle4j.core.error.Backoff;
import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.error.Rounds;
import io.lifecycle4j.core.registry.Action;
import io.lifecycle4j.core.registry.By;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.registry.ProductionMove;
import io.lifecycle4j.core.registry.Wanted;
import io.lifecycle4j.core.serving.rollout.ArmTotals;
import io.lifecycle4j.core.serving.rule.RuleEvidence.Finding;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotAllowedException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.UnfitVersionException;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.serving.RuleDecision;
import io.lifecycle4j.serving.RuleDecision.Outcome;
import io.lifecycle4j.serving.RuleDecisions;
import io.lifecycle4j.storage.spi.JournalStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records what this process counts of the traffic of versions, and judges the version in production
 * by a rule if no other process does.
 *
 * <p>A rollback is one entry of the registry, whose precondition is the version that was judged;
 * the decision is written afterwards. If the process dies in between, the next one finds the entry,
 * and adds the decision. Thread-safe.
 */
public final class RuleControl implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RuleControl.class);

  /** What the reason of a rollback by rule begins with. */
  static final String BY_RULE = "Rule: ";

  /** Ten rounds a second, so that two processes act well within one. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  private static final Duration SECOND = Duration.ofSeconds(1);

  /** How often live metrics and drift are looked at without new requests. */
  private static final Duration LIVE = Duration.ofMinutes(1);

  private static final Duration END = Duration.ofSeconds(5);

  private final Condition rule;
  private final ModelVersions versions;
  private final RuleActions actions;
  private final VersionTraffic counted;
  private final LiveFacts live;
  private final InstantSource clock;
  private final Rounds rounds;
  private final Backoff retry;

  /** Whether the rule is on more than traffic. */
  private final boolean needsLive;

  // guarded by this
  private final TrafficJournal own;
  private final TrafficReading traffic;
  private final DecisionJournal decisions;
  private Map<Integer, ArmTotals> taken = new TreeMap<>();
  private @Nullable Instant written;
  private @Nullable Instant roundBefore;
  private boolean led;
  private boolean isAsked;
  private @Nullable Instant judged;

  /** The newest decision, also if it is not written again. */
  private @Nullable RuleDecision newest;

  /** Why a rollback is tried again later; null if none is. */
  private @Nullable String failure;

  /**
   * Judges nothing before it is opened.
   *
   * @param rule one that was checked
   */
  public RuleControl(
      Condition rule,
      ModelVersions versions,
      RuleActions actions,
      VersionTraffic counted,
      LiveFacts live,
      JournalStore journals,
      InstantSource clock) {
    this.rule = rule;
    this.versions = versions;
    this.actions = actions;
    this.counted = counted;
    this.live = live;
    this.clock = clock;
    this.needsLive = rule.subjects().stream().anyMatch(subject -> !RuleEvidence.isTraffic(subject));
    this.retry = actions.pace().backoff();
    this.own = new TrafficJournal(journals, versions.model());
    this.traffic = new TrafficReading(journals, versions.model());
    this.decisions = new DecisionJournal(journals, versions.model());
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
    newest = null;
    isAsked = true;
    try {
      round();
    } finally {
      isAsked = false;
    }
    return Optional.ofNullable(newest);
  }

  /** A process in which anything fails lets others decide, and takes part again next round. */
  @SuppressWarnings("checkstyle:IllegalCatch") // after an Error, too
  synchronized Duration round() {
    try {
      Instant now = clock.instant();
      own.catchUp();
      record(now);
      if (decisions.leads()) {
        lead(now);
      } else {
        led = false;
      }
      return PAUSE;
    } catch (RuntimeException | Error e) {
      led = false;
      try {
        decisions.resign();
      } catch (RuntimeException | Error other) {
        Closing.suppress(e, other);
      }
      throw e;
    }
  }

  /** Writes what was counted since the last line: failures at once, all else once a second. */
  private void record(Instant now) {
    Map<Integer, ArmTotals> totals = counted.totals();
    Map<Integer, ArmTotals> since = new TreeMap<>();
    boolean failed = false;
    for (Map.Entry<Integer, ArmTotals> each : totals.entrySet()) {
      ArmTotals before = taken.getOrDefault(each.getKey(), ArmTotals.NONE);
      if (each.getValue().requests() > before.requests()) {
        ArmTotals more = each.getValue().minus(before);
        since.put(each.getKey(), more);
        failed |= more.errors() > 0;
      }
    }
    boolean isDue = failed || isAsked || written == null || !now.isBefore(written.plus(SECOND));
    if (!since.isEmpty() && isDue) {
      Instant from = written == null ? now : latest(written, roundBefore);
      written = now;
      taken = totals; // the journal writes the line, if not now then later
      own.write(TrafficLine.of(from, now, since));
    }
    roundBefore = now;
  }

  private static Instant latest(Instant one, @Nullable Instant other) {
    return other != null && other.isAfter(one) ? other : one;
  }

  private void lead(Instant now) {
    if (!led) {
      recover(now);
      led = true;
    }
    boolean isNew = traffic.read(now.minus(TrafficJournal.KEPT));
    Wanted wanted = versions.wanted();
    boolean isDue = isNew || isAsked || failure != null || isLiveDue(now);
    if (wanted.champion().isPresent() && isDue) {
      judged = now;
      decide(now, wanted.champion().getAsInt(), wanted);
    }
  }

  private boolean isLiveDue(Instant now) {
    return needsLive && (judged == null || !now.isBefore(judged.plus(LIVE)));
  }

  /** Adds the decision that a process did not live to write. */
  private void recover(Instant now) {
    ProductionMove moved = versions.moved().filter(RuleControl::isByRule).orElse(null);
    if (moved == null) {
      return;
    }
    boolean isKnown =
        decisions.between(Instant.EPOCH, now.plusSeconds(1)).stream()
            .anyMatch(each -> each.entry().equals(OptionalLong.of(moved.entry().sequence())));
    if (!isKnown) {
      write(
          new RuleDecision(
              moved.time(),
              moved.from().orElse(0),
              rule.toString(),
              Outcome.ROLLED_BACK,
              moved.entry().transition().reason(),
              Map.of(),
              OptionalLong.of(moved.entry().sequence())));
    }
  }

  private static boolean isByRule(ProductionMove move) {
    return !move.isForward() && move.entry().transition().reason().startsWith(BY_RULE);
  }

  private void decide(Instant now, int version, Wanted wanted) {
    RuleEvidence evidence = new RuleEvidence(traffic, live, version, wanted.moved(), now);
    RuleJudgement judged = RuleJudgement.of(rule, evidence);
    if (!judged.holds()) {
      succeeded();
      say(now, version, Outcome.QUIET, judged.said(), judged.figures(List.of()));
      return;
    }
    List<Finding> before =
        wanted.before().isEmpty() ? List.of() : judged.asBad(evidence, wanted.before().get(0));
    Map<String, Double> figures = judged.figures(before);
    String stays = stays(wanted, before);
    if (stays != null) {
      succeeded();
      say(now, version, Outcome.STAYED, judged.said() + "; " + stays, figures);
    } else if (retry.isDue()) {
      act(now, version, judged.said(), figures);
    }
  }

  /** Returns why a version stays though the rule holds; null if it goes. */
  private @Nullable String stays(Wanted wanted, List<Finding> before) {
    if (wanted.before().isEmpty()) {
      return "no version was in production before";
    }
    if (versions.moved().filter(move -> !move.isForward()).isPresent()) {
      return "production was rolled back already, and the cause may be another (promote a version)";
    }
    return before.isEmpty()
        ? null
        : "version "
            + wanted.before().get(0)
            + " was no better: "
            + before.stream().map(Finding::said).distinct().toList();
  }

  private void act(Instant now, int version, String said, Map<String, Double> figures) {
    AuditRecord record;
    try {
      String reason = BY_RULE + rule.words() + " (" + said + ")";
      record = actions.rollback().apply(version, By.process(Action.ROLL_BACK, reason));
    } catch (ConflictException e) {
      LOG.debug("Another process or person moved production", e);
      return;
    } catch (UnfitVersionException | NotFoundException | NotAllowedException e) {
      later(now, version, Outcome.STAYED, said, figures, e);
      return;
    } catch (LifecycleException e) {
      later(now, version, Outcome.FAILED, said, figures, e);
      return;
    }
    succeeded();
    LOG.warn(
        "Production of {} was rolled back from version {}: {}", versions.model(), version, said);
    RuleDecision decision =
        new RuleDecision(
            now,
            version,
            rule.toString(),
            Outcome.ROLLED_BACK,
            record.transition().reason(),
            figures,
            OptionalLong.of(record.sequence()));
    newest = decision;
    write(decision); // if this fails, the next process to decide adds it
  }

  /** Whatever a listener throws, the decision stands. */
  @SuppressWarnings("checkstyle:IllegalCatch") // an alert must not stop the rule
  private void write(RuleDecision decision) {
    if (!decisions.write(decision)) {
      return;
    }
    try {
      actions.heard().accept(decision);
    } catch (RuntimeException e) {
      LOG.error("No alert was judged by a decision about {}", versions.model(), e);
    }
  }

  private void succeeded() {
    retry.succeeded();
    failure = null;
  }

  private void later(
      Instant now,
      int version,
      Outcome outcome,
      String said,
      Map<String, Double> figures,
      LifecycleException e) {
    retry.failed();
    String message = String.valueOf(e.getMessage());
    if (!message.equals(failure)) {
      LOG.error(
          "The rule of {} does not roll version {} back: {}",
          versions.model(),
          version,
          message,
          e);
    }
    failure = message;
    say(now, version, outcome, said + "; " + message, figures);
  }

  private void say(
      Instant now, int version, Outcome outcome, String reason, Map<String, Double> figures) {
    RuleDecision decision =
        new RuleDecision(
            now, version, rule.toString(), outcome, reason, figures, OptionalLong.empty());
    newest = newest != null && newest.outcome() == Outcome.ROLLED_BACK ? newest : decision;
    write(decision);
  }

  /** Ends the thread, and lets others decide. */
  @Override
  public void close() {
    rounds.end(END);
    synchronized (this) {
      try (own) {
        decisions.close();
      }
    }
  }
}
