package io.lifecycle4j.core.serving.log;

import io.lifecycle4j.core.serving.truth.RecordedLabels;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.serving.Arm;
import io.lifecycle4j.serving.GroundTruth;
import io.lifecycle4j.serving.LoggedPrediction;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A prediction as it was read from a journal.
 *
 * @param input null if it was not logged
 * @param processor that of the process that answered; empty if it does not matter
 * @param truth null if none is recorded
 */
record JournaledPrediction(
    String session,
    LogEntry entry,
    @Nullable Row input,
    String processor,
    @Nullable GroundTruth truth)
    implements LoggedPrediction {
  /** By time; those of the same time by session and number. */
  static final Comparator<JournaledPrediction> BY_TIME =
      Comparator.comparing(JournaledPrediction::time)
          .thenComparing(JournaledPrediction::session)
          .thenComparing(prediction -> prediction.entry.number());

  /** Returns this prediction with its label. */
  JournaledPrediction with(RecordedLabels labels) {
    GroundTruth label = labels.find(session, entry.number());
    return label == null ? this : new JournaledPrediction(session, entry, input, processor, label);
  }

  /** Returns this prediction without what says whom it is about. */
  JournaledPrediction anonymous() {
    return new JournaledPrediction(session, entry.anonymous(), null, processor, null);
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
    int version = entry.by().version();
    return version == AnsweredBy.FUNCTION ? OptionalInt.empty() : OptionalInt.of(version);
  }

  @Override
  public long plan() {
    return entry.by().plan();
  }

  @Override
  public Optional<Arm> findArm() {
    return Optional.ofNullable(entry.by().arm());
  }

  @Override
  public Optional<String> findEngine() {
    return Optional.of(entry.by().engine()).filter(engine -> !engine.isEmpty());
  }

  @Override
  public Optional<String> findProcessor() {
    return Optional.of(processor).filter(known -> !known.isEmpty());
  }

  @Override
  public List<Float> outputs() {
    double[] outputs = entry.outputs();
    return outputs == null
        ? List.of()
        : Arrays.stream(outputs).mapToObj(output -> (float) output).toList();
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
