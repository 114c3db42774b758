package io.lifecycle4j.core.retraining;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.monitoring.DriftObservers;
import io.lifecycle4j.core.monitoring.WatchedFacts;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.retraining.Automation;
import io.lifecycle4j.retraining.RetrainingBacktest;
import io.lifecycle4j.retraining.RetrainingDecision;
import io.lifecycle4j.retraining.RetrainingPolicy;
import io.lifecycle4j.retraining.Retrainings;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The retraining of one model. Thread-safe. */
public final class ModelAutomation implements AutoCloseable {
  private final String model;
  private final Medium medium;
  private final InstantSource clock;
  private final RetrainingJournal journal;
  private final @Nullable RetrainingPolicy policy;
  private final @Nullable RetrainingControl control;
  private final ModelVersions versions;
  private final RetrainingWork work;

  /** Guarded by this. */
  private @Nullable RunningAutomation running;

  /**
   * Does nothing before it is asked.
   *
   * @param policy null if the model is never trained anew
   */
  public ModelAutomation(
      ModelVersions versions,
      Medium medium,
      InstantSource clock,
      @Nullable RetrainingPolicy policy,
      RetrainingWork work) {
    this.model = versions.model();
    this.medium = medium;
    this.clock = clock;
    this.policy = policy;
    this.versions = versions;
    this.work = work;
    this.journal = new RetrainingJournal(medium, model, clock);
    this.control =
        policy == null
            ? null
            : new RetrainingControl(
                policy,
                journal,
                medium.journals(),
                model,
                work,
                new ReleasedVersions(versions),
                clock);
  }

  public Retrainings retrainings() {
    return new StoredRetrainings(journal, clock);
  }

  private RetrainingControl known(String what) {
    RetrainingControl mine = control;
    check(
        mine != null,
        "Cannot %s of %s: it is never trained anew (set retrainWhen and retrainFrom)",
        what,
        model);
    return required(mine, "policy");
  }

  /** Begins a replay of the past. */
  public RetrainingBacktest.Period backtest(RetrainingPolicy other) {
    required(other, "retraining policy");
    known("backtest a policy");
    return (from, to) -> {
      required(from, "start of a period");
      required(to, "end of a period");
      Duration mean = journal.read(state -> state.meanTraining().orElse(Duration.ZERO));
      return new PolicyBacktest(
              other,
              new PolicyBacktest.Recorded(
                  journal.decisions(Instant.MIN, to),
                  windows(other, to),
                  work.versions(),
                  this::served),
              versions.findNamed(ModelRegistry.PRODUCTION, from),
              mean)
          .between(from, to);
    };
  }

  /** Returns the label of the version that was in production at a time. */
  private Optional<String> served(Instant at) {
    return versions.named(ModelRegistry.PRODUCTION, at).stream()
        .mapToObj(number -> model + ":" + number)
        .findFirst();
  }

  /** Returns the windows that were judged for drift, if a policy asks for it. */
  private List<DriftReport> windows(RetrainingPolicy other, Instant to) {
    return other.condition().subjects().stream().anyMatch(WatchedFacts::isOfReports)
        ? DriftObservers.reports(medium, model).between(Instant.MIN, to)
        : List.of();
  }

  private RetrainingControl control(String what) {
    RetrainingControl mine = known(what);
    if (medium.isReadOnly()) {
      throw new ReadOnlyException("Cannot " + what + " of " + model + ": the home is read-only");
    }
    return mine;
  }

  /** Does what is due. */
  public RetrainingDecision runDue(Instant now) {
    RetrainingControl mine = control("run what is due");
    Instant clocked = clock.instant();
    check(
        !required(now, "time").isBefore(Instant.EPOCH) && !RetrainingState.isFarAhead(now, clocked),
        "Invalid time: %s (must be from 1970 on, and at most a day after the clock of the home,"
            + " %s)",
        now,
        clocked);
    return mine.run(now);
  }

  /** Starts to do what is due, on a thread of the library. */
  public synchronized Automation start() {
    RetrainingControl mine = control("start the automation");
    if (running != null && !running.isClosed()) {
      throw new ConflictException("The automation of " + model + " is started already");
    }
    RunningAutomation started =
        new RunningAutomation(model, mine, required(policy, "policy").checkEvery(), clock);
    started.start();
    running = started;
    return started;
  }

  @Override
  public void close() {
    RunningAutomation started;
    synchronized (this) {
      started = running;
    }
    try (journal) {
      if (started != null) {
        started.close();
      }
    }
  }
}
