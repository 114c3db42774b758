package io.lifecycle4j.core.serving;

import static io.lifecycle4j.error.Preconditions.counted;

import io.lifecycle4j.core.error.Floods;
import io.lifecycle4j.core.serving.PredictionRecord.Ending;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts rows whose network or function returned no valid answer. Thread-safe. */
final class InvalidAnswers implements PredictionObserver.Calls {
  private static final Logger LOG = LoggerFactory.getLogger(InvalidAnswers.class);

  private final AtomicLong count = new AtomicLong();

  /** Returns the number of inputs without a valid answer. */
  long count() {
    return count.get();
  }

  @Override
  public void observe(PredictionRecord<?, ?> row) {
    Throwable failure = row.failure();
    if (row.ending() != Ending.INVALID || failure == null) {
      return;
    }
    long now = count.incrementAndGet();
    if (Floods.isLogged(now)) {
      LOG.warn("{} had no valid answer: {}", counted(now, "input"), failure.getMessage());
    }
  }
}
