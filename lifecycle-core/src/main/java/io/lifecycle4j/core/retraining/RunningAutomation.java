package io.lifecycle4j.core.retraining;

import io.lifecycle4j.core.error.Rounds;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.retraining.Automation;
import io.lifecycle4j.retraining.RetrainingDecision.Outcome;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Asks a control what is due, on a thread of its own. Thread-safe. */
final class RunningAutomation implements Automation {
  private static final Duration END = Duration.ofSeconds(5);

  private final RetrainingControl control;
  private final InstantSource clock;
  private final Duration every;
  private final Rounds rounds;
  private volatile boolean leads;
  private volatile boolean closed;

  RunningAutomation(String model, RetrainingControl control, Duration every, InstantSource clock) {
    this.control = control;
    this.every = every;
    this.clock = clock;
    this.rounds = new Rounds("retraining-" + model, this::round);
  }

  void start() {
    control.keepLead(true);
    rounds.wake();
  }

  private @Nullable Duration round() {
    try {
      leads = control.run(clock.instant()).outcome() != Outcome.ELSEWHERE;
    } catch (OperationInterruptedException | ClosedException e) {
      if (!closed) {
        throw e;
      }
    }
    return closed ? null : every;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public boolean leads() {
    return leads && !closed;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      control.keepLead(false);
      rounds.interrupt();
      if (rounds.end(END)) {
        control.resign();
      }
      leads = false;
    }
  }
}
