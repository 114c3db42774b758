package io.lifecycle4j.core.serving.log;

import io.lifecycle4j.serving.LoggedPrediction.Failure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A prediction for the log.
 *
 * @param number that of the prediction in its session
 * @param nanos the time that the row took
 * @param value the answer or a {@link Failure}
 * @param probability that of the answer; NaN if there is none
 * @param key the key of the call, such as a customer; null if it had none
 * @param input the encoded input; empty if it is not logged
 * @param outputs those of the network, not to be changed; null if there are none, too many, or if
 *     they may tell what is not to be logged
 */
public record LogEntry(
    long number,
    Instant time,
    AnsweredBy by,
    long nanos,
    Object value,
    double probability,
    @Nullable String key,
    @SuppressWarnings("ArrayRecordComponent") byte[] input, // entries are never compared
    @SuppressWarnings("ArrayRecordComponent") double @Nullable [] outputs) {
  /** The outputs that are logged at most, since others are large. */
  public static final int MOST_OUTPUTS = 32;

  /** The approximate memory of a prediction, besides the characters of its answer. */
  static final int BYTES = 128;

  long bytes() {
    return BYTES
        + (value instanceof String text ? text.length() : 0L)
        + (key == null ? 0 : key.length())
        + input.length
        + (outputs == null ? 0 : (long) Double.BYTES * outputs.length);
  }

  /**
   * Returns this prediction with the text of its answer, made on the calling thread: an object may
   * change later, and its {@code toString} is code of the user. The text of a number is made when
   * it is written, since that takes time.
   */
  LogEntry fixed() {
    if (value instanceof String || value instanceof Failure || isNumber(value)) {
      return this;
    }
    return new LogEntry(
        number, time, by, nanos, String.valueOf(value), probability, key, input, outputs);
  }

  /** Returns this prediction without what says whom it is about: outputs may tell the input. */
  LogEntry anonymous() {
    Object kept =
        value instanceof Failure failure
            ? new Failure(failure.kind(), failure.code(), "erased")
            : value;
    return new LogEntry(
        number, time, by, nanos, kept, probability, null, InputCodec.NO_INPUT, null);
  }

  /** Returns whether it is a number of the JDK that cannot change, and whose text is short. */
  private static boolean isNumber(Object value) {
    return value instanceof Double
        || value instanceof Float
        || value instanceof Long
        || value instanceof Integer;
  }
}
