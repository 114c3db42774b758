package io.lifecycle4j.core.serving.rule;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.core.error.Backoff;
import io.lifecycle4j.core.registry.Action;
import io.lifecycle4j.core.registry.By;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.registry.ProductionMove;
import io.lifecycle4j.core.registry.Wanted;
import io.lifecycle4j.core.serving.rule.RuleEvidence.Finding;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotAllowedException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.error.UnfitVersionException;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.RuleActed;
import io.lifecycle4j.serving.RuleDecision;
import io.lifecycle4j.serving.RuleDecision.Outcome;
import io.lifecycle4j.storage.spi.JournalStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides by a rule, acts, and writes what was decided. Confined to one thread. */
final class RuleDecider implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RuleDecider.class);

  private final Condition rule;
  private final ModelVersions versions;
  private final RuleActions actions;
  private final DecisionJournal decisions;
  private final Backoff retry;

  /** The newest decision, also if it is not written again. */
  private @Nullable RuleDecision newest;

  /** Why a rollback is tried again later; null if none is. */
  private @Nullable String failure;

  /** Whether a version is being loaded without which no rollback is tried again. */
  private volatile boolean awaitsLoad;

  RuleDecider(Condition rule, ModelVersions versions, RuleActions actions, JournalStore journals) {
    this.rule = rule;
    this.versions = versions;
    this.actions = actions;
    this.decisions = new DecisionJournal(journals, versions.model());
    this.retry = actions.pace().backoff();
  }

  /** Returns whether this process decides; it does so until it resigns or dies. */
  boolean leads() {
    return decisions.leads();
  }

  /** Lets another process decide. */
  void resign() {
    decisions.resign();
  }

  /** Returns whether a rollback that failed is tried again now. */
  boolean isFailing() {
    return failure != null && !awaitsLoad;
  }

  /** Tries a rollback again that waits for a version. Any thread may call. */
  void loaded() {
    awaitsLoad = false;
  }

  /** Returns the decision since {@link #begin}; empty if there was none. */
  Optional<RuleDecision> decided() {
    return Optional.ofNullable(newest);
  }

  void begin() {
    newest = null;
    awaitsLoad = false;
  }

  /** Adds the decision that a process did not live to write. */
  void recover() {
    ProductionMove moved = versions.moved().orElse(null);
    RuleActed acted =
        moved == null ? null : moved.entry().transition().find(RuleActed.class).orElse(null);
    if (moved == null || acted == null) {
      return;
    }
    boolean isKnown =
        decisions.between(Instant.EPOCH, Instant.MAX).stream() // the clock may have been set back
            .anyMatch(each -> each.entry().equals(OptionalLong.of(moved.entry().sequence())));
    if (!isKnown) {
      write(
          new RuleDecision(
              moved.time(),
              acted.version(),
              acted.rule(),
              Outcome.ROLLED_BACK,
              moved.entry().transition().reason(),
              acted.figures(),
              OptionalLong.of(moved.entry().sequence())));
    }
  }

  /** Decides about the version in production. */
  void decide(Wanted wanted, RuleEvidence evidence) {
    Instant now = evidence.now();
    int version = evidence.version();
    RuleJudgement judged = RuleJudgement.of(rule, evidence);
    if (!judged.holds()) {
      succeeded();
      say(now, version, Outcome.QUIET, judged.said(), judged.figures(List.of()));
      return;
    }
    List<Finding> before = wanted.before().isEmpty() ? List.of() : judged.ofBefore(evidence);
    Map<String, Double> figures = judged.figures(before);
    String stays = stays(wanted, before);
    if (stays != null) {
      succeeded();
      say(now, version, Outcome.STAYED, judged.said() + "; " + stays, figures);
    } else if (retry.isDue() && !awaitsLoad) {
      act(now, version, judged.said() + beside(wanted, before), figures);
    }
  }

  /** Returns what is known of the version before, in words. */
  private static String beside(Wanted wanted, List<Finding> before) {
    List<Finding> known = before.stream().filter(each -> each.value().isPresent()).toList();
    return known.isEmpty()
        ? ""
        : "; of version " + wanted.before().get(0) + ", " + RuleJudgement.said(known);
  }

  /** Returns why a version stays though the rule holds; null if it goes. */
  private @Nullable String stays(Wanted wanted, List<Finding> before) {
    if (wanted.before().isEmpty()) {
      return "no version was in production before";
    }
    if (versions.moved().filter(move -> !move.isForward()).isPresent()) {
      return "production was rolled back already, and the cause may be another (promote a version)";
    }
    return before.isEmpty() || !before.stream().allMatch(Finding::holds)
        ? null
        : "version "
            + wanted.before().get(0)
            + " was no better: "
            + before.stream().map(Finding::said).distinct().toList();
  }

  private void act(Instant now, int version, String said, Map<String, Double> figures) {
    AuditRecord record;
    boolean mayWait = false;
    awaitsLoad = true; // before the attempt: the load may end in between
    try {
      By by = By.process(Action.ROLL_BACK, "Rule: " + rule.words() + " (" + said + ")");
      RuleActed acted = new RuleActed(versions.model(), version, rule.toString(), said, figures);
      record = actions.rollback().apply(version, by.on(acted));
    } catch (ConflictException e) {
      LOG.debug("Another process or person moved production", e);
      return;
    } catch (OverloadedException e) { // it is being loaded: its end asks again
      mayWait = true;
      failed(now, version, Outcome.FAILED, said, figures, e);
      return;
    } catch (UnfitVersionException | NotFoundException | NotAllowedException e) {
      later(now, version, Outcome.STAYED, said, figures, e);
      return;
    } catch (LifecycleException e) {
      later(now, version, Outcome.FAILED, said, figures, e);
      return;
    } finally {
      awaitsLoad &= mayWait;
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
    awaitsLoad = false;
  }

  private void later(
      Instant now,
      int version,
      Outcome outcome,
      String said,
      Map<String, Double> figures,
      LifecycleException e) {
    retry.failed();
    failed(now, version, outcome, said, figures, e);
  }

  private void failed(
      Instant now,
      int version,
      Outcome outcome,
      String said,
      Map<String, Double> figures,
      LifecycleException e) {
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

  @Override
  public void close() {
    decisions.close();
  }
}
