package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.evaluation.LiveModel;
import io.lifecycle4j.core.serving.log.LogReading;
import io.lifecycle4j.evaluation.AnswerChanges;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.serving.LoggedPrediction;
import io.lifecycle4j.serving.Predictions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The logged requests of a model, which any version can answer. Thread-safe. */
record LoggedTraffic(
    Routes<?, ?> routes, Predictions predictions, LogReading reading, InstantSource clock)
    implements LiveModel {
  private static final Duration FIRST = Duration.ofHours(1);

  /** How many times as long the next period is that is searched for enough requests. */
  private static final int GROWTH = 6;

  private static final Duration LAST = Duration.ofDays(1_000);

  private static final Duration TODAY = Duration.ofDays(1);

  @Override
  public void tryOut(ModelVersion version) {
    routes.check(version);
    new RowAnswers(version, routes).close();
  }

  @Override
  public AnswerChanges changes(ModelVersion before, ModelVersion after, double tolerance) {
    routes.check(after);
    RequestChecks requests = routes.requests();
    UnaryOperator<Schema> marked =
        inputs -> requests.withPrivate(after, requests.withPrivate(before, inputs));
    ChangeCounts counts = new ChangeCounts(marked, tolerance);
    try (RowAnswers old = new RowAnswers(before, routes);
        RowAnswers next = new RowAnswers(after, routes)) {
      RepeatedRequests repeated = new RepeatedRequests(counts, old, next);
      forNewest(NEWEST_REQUESTS, repeated);
      repeated.end();
    }
    return counts.changes(before.label(), after.label());
  }

  /** Reads the newest requests in the order of time, without holding them in memory. */
  private void forNewest(int most, Consumer<LoggedPrediction> action) {
    Instant now = clock.instant();
    Duration period = FIRST;
    Predictions newest = after(now.minus(period));
    long count = newest.count();
    while (count < most && period.compareTo(LAST) < 0) {
      period = period.multipliedBy(GROWTH);
      newest = period.compareTo(LAST) < 0 ? after(now.minus(period)) : predictions;
      count = newest.count();
    }
    long[] older = {count - most};
    newest.forEach(
        prediction -> {
          if (older[0]-- <= 0) {
            action.accept(prediction);
          }
        });
  }

  /** Returns the newest predictions of today with inputs that are like this, the oldest first. */
  List<LoggedPrediction> newestInputs(int most, Predicate<LoggedPrediction> such) {
    return reading.between(clock.instant().minus(TODAY), Instant.MAX).newestInputs(most, such);
  }

  private Predictions after(Instant from) {
    return predictions.between(from, Instant.MAX);
  }
}
