package io.lifecycle4j.core.serving;

import static java.util.Objects.requireNonNull;

import io.lifecycle4j.core.serving.PredictionRecord.Ending;
import io.lifecycle4j.core.serving.log.InputCodec;
import io.lifecycle4j.core.serving.log.LogEntry;
import io.lifecycle4j.core.serving.log.LogReading;
import io.lifecycle4j.core.serving.log.LogUpkeep;
import io.lifecycle4j.core.serving.log.PredictionLog;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.serving.LoggedPrediction.Failure;
import io.lifecycle4j.serving.LoggedPrediction.Failure.Kind;
import io.lifecycle4j.serving.PredictionLogStatus;
import io.lifecycle4j.storage.spi.Medium;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The log of predictions of a model: its server writes it, users read it. Thread-safe. */
public final class ModelLog implements PredictionObserver.Calls, AutoCloseable {
  /** The code of an exception that is not one of the library. */
  private static final String FAILED = "PREDICTION_FAILED";

  private final PredictionLog log;
  private final LogUpkeep.@Nullable Session upkeep;

  /** Keeps a log, which is closed with this. */
  public ModelLog(PredictionLog log) {
    this(log, null);
  }

  ModelLog(PredictionLog log, LogUpkeep.@Nullable Session upkeep) {
    this.log = log;
    this.upkeep = upkeep;
  }

  /**
   * Returns what reads the predictions of all sessions of a model.
   *
   * @param log is written before they are read; null if this process logs none
   */
  public static LogReading reading(Medium home, String model, @Nullable ModelLog log) {
    Runnable flush = log == null ? () -> {} : log.log::flush;
    LogUpkeep.Session session = log == null ? null : log.upkeep;
    return new LogReading(home, model, flush, session == null ? null : session::erase);
  }

  /** Says which predictions of a model were deleted by age or size; empty if none were. */
  static Optional<String> deleted(Medium home, String model) {
    return LogReading.deleted(home, model);
  }

  /** Begins to write what is observed. */
  void begin() {
    log.begin();
    if (upkeep != null) {
      upkeep.begin();
    }
  }

  PredictionLogStatus status() {
    return log.status();
  }

  @Override
  public void close() {
    if (upkeep != null) {
      upkeep.end();
    }
    log.close();
  }

  @Override
  public void observe(PredictionRecord<?, ?> row) {
    if (row.time() != null && row.ending() != null) {
      log.append(row, ModelLog::entry);
    }
  }

  private static LogEntry entry(InputCodec codec, PredictionRecord<?, ?> row) {
    Object answer = row.value();
    Throwable failure = row.failure();
    Object value = answer == null && failure != null ? failure(codec, row, failure) : answer;
    byte[] input = codec.encode(row.number(), row.row(), row.inputs());
    return new LogEntry(
        row.number(),
        requireNonNull(row.time()),
        row.by(),
        row.nanos(),
        requireNonNull(value),
        row.probability(),
        row.key(),
        input,
        input.length == 0 || codec.isHashed() ? null : outputs(row));
  }

  /** Outputs may tell the input, and only help where it is in the log, to be answered again. */
  private static double @Nullable [] outputs(PredictionRecord<?, ?> row) {
    double[] outputs = row.hidesOutputs() ? null : row.outputs();
    return outputs == null || outputs.length > LogEntry.MOST_OUTPUTS ? null : outputs;
  }

  /**
   * Another exception than one of the library may quote private values in its message, and any one
   * may quote a cell.
   */
  private static Failure failure(InputCodec codec, PredictionRecord<?, ?> row, Throwable thrown) {
    Kind kind = kind(row.ending());
    if (codec.isHashed() && row.row() != null) {
      String code = thrown instanceof LifecycleException known ? known.code() : FAILED;
      return new Failure(kind, code, thrown.getClass().getName());
    }
    return thrown instanceof LifecycleException known
        ? new Failure(kind, known.code(), message(known, row.leftOut()))
        : new Failure(kind, FAILED, thrown.getClass().getName());
  }

  private static Kind kind(@Nullable Ending ending) {
    return ending == null || ending == Ending.ANSWERED
        ? Kind.FAILED
        : Kind.valueOf(ending.name()); // a failure has the name of its ending
  }

  private static String message(LifecycleException failure, long leftOut) {
    String message = String.valueOf(failure.getMessage());
    return leftOut == 0 ? message : message + "; " + leftOut + " such calls before are not logged";
  }
}
