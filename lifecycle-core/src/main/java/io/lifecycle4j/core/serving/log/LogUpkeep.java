package io.lifecycle4j.core.serving.log;

import io.lifecycle4j.core.error.Rounds;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the logs of predictions of a home in order, on a thread of its own, as long as a model
 * logs: moves the predictions of ended sessions to parts. Thread-safe.
 */
public final class LogUpkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogUpkeep.class);

  /** How often it looks whether something is to be done. */
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final Medium home;
  private final InstantSource clock;
  private final Rounds rounds = new Rounds("prediction-upkeep", this::round);
  private final List<PredictionLog> logs = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  /** Begins with the first log. */
  public LogUpkeep(Medium home, InstantSource clock) {
    this.home = home;
    this.clock = clock;
  }

  /** Begins to keep the log of a session in order, and those of sessions that have ended. */
  public void add(PredictionLog log) {
    logs.add(log);
    rounds.wake();
  }

  /** Ends this for a log that was closed. */
  public void remove(PredictionLog log) {
    logs.remove(log);
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // a home that closes meanwhile
  private @Nullable Duration round() {
    try {
      run();
    } catch (RuntimeException e) {
      if (!closed) {
        throw e;
      }
      LOG.debug("The home was closed", e);
    }
    return logs.isEmpty() ? null : PAUSE;
  }

  /** Does what there is to do. */
  void run() {
    if (RollUp.ended(home.journals()).isEmpty()) {
      return;
    }
    try (RollUp open = RollUp.open(home, clock)) {
      if (open != null) {
        open.parts().deleteGarbage();
        open.moveEnded();
        open.parts().compact();
      }
    }
  }

  /**
   * Waits until what it does is done, at most some seconds; it goes on when the home opens again.
   */
  @Override
  public void close() {
    closed = true;
    if (!rounds.end(Duration.ofSeconds(10))) {
      LOG.error("The upkeep of the logs of predictions does not end; it is left to itself");
    }
  }
}
