package io.lifecycle4j.core.serving.log;

import io.lifecycle4j.core.serving.truth.RecordedLabels;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.serving.GroundTruth;
import io.lifecycle4j.serving.LoggedPrediction;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A prediction as it was read from a journal.
 *
 * @param input null if it was not logged
 * @param truth null if none is recorded
 */
record JournaledPrediction(
    String session, LogEntry entry, @Nullable Row input, @Nullable GroundTruth truth)
    implements LoggedPrediction {
  /** By time; those of the same time by session and number. */
  static final Comparator<JournaledPrediction> BY_TIME =
      Comparator.comparing(JournaledPrediction::time)
          .thenComparing(JournaledPrediction::session)
          .thenComparing(prediction -> prediction.entry.number());

  JournaledPrediction(String session, LogEntry entry, @Nullable Row input) {
    this(session, entry, input, null);
  }

  /** Returns this prediction with its label. */
  JournaledPrediction with(RecordedLabels labels) {
    GroundTruth label = labels.find(session, entry.number());
    return label == null ? this : new JournaledPrediction(session, entry, input, label);
  }

  /** Returns this prediction without what says whom it is about. */
  JournaledPrediction anonymous() {
    return new JournaledPrediction(session, entry.anonymous(), null);
  }

  @Override
  public String id() {
    return session + "-" + entry.number();
  }

  @Override
  public Instant time() {
    return entry.time();
  }

  @Override
  public OptionalInt version() {
    return entry.version() == LogEntry.FUNCTION
        ? OptionalInt.empty()
        : OptionalInt.of(entry.version());
  }

  @Override
  public Duration latency() {
    return Duration.ofNanos(entry.nanos());
  }

  @Override
  public Optional<String> findAnswer() {
    return Optional.of(entry.value()).filter(String.class::isInstance).map(String.class::cast);
  }

  @Override
  public OptionalDouble probability() {
    double probability = entry.probability();
    return Double.isNaN(probability) ? OptionalDouble.empty() : OptionalDouble.of(probability);
  }

  @Override
  public Optional<String> findKey() {
    return Optional.ofNullable(entry.key());
  }

  @Override
  public Optional<Failure> findFailure() {
    return Optional.of(entry.value()).filter(Failure.class::isInstance).map(Failure.class::cast);
  }

  @Override
  public Optional<Row> findInput() {
    return Optional.ofNullable(input);
  }

  @Override
  public Optional<GroundTruth> findGroundTruth() {
    return Optional.ofNullable(truth);
  }

  /** Returns id, time and what was answered; no inputs. */
  @Override
  public String toString() {
    return "LoggedPrediction[" + id() + " at " + entry.time() + ": " + entry.value() + "]";
  }
}
