package io.lifecycle4j.core.serving.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.serving.LoggedPrediction.Failure;
import io.lifecycle4j.serving.LoggedPrediction.Failure.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The binary form of predictions in the journal, since writing them takes time of the callers'
 * cores.
 *
 * <pre>
 * payload    = version 2 (1) { prediction }
 * prediction = size of the rest (4) number (8) epoch seconds (8) nanos (4) model version (4)
 *              latency in ns (8) kind (1) key? ( answer | failure ) input ({@link InputCodec})
 * kind       = 0 for an answer or that of the failure, plus 16 if there is a key
 * key        = text
 * answer     = probability (8) text
 * failure    = text: its code, text: its message
 * text       = length (4) UTF-8
 * </pre>
 */
final class PredictionCodec {
  private static final byte FORMAT = 2;
  private static final int FIXED = 8 + 8 + 4 + 4 + 8 + 1;
  private static final byte ANSWER = 0;

  /** The bit of the kind that says that a key follows. */
  private static final byte KEYED = 16;

  /** By the number on disk less 1. */
  private static final List<Kind> KINDS =
      List.of(Kind.REFUSED, Kind.INVALID, Kind.FAILED, Kind.REJECTED, Kind.UNAVAILABLE);

  private PredictionCodec() {}

  static byte[] encode(List<LogEntry> entries) {
    byte[][] texts = new byte[entries.size()][];
    byte[][] messages = new byte[entries.size()][];
    byte[][] keys = new byte[entries.size()][];
    int size = 1;
    for (int i = 0; i < texts.length; i++) {
      LogEntry entry = entries.get(i);
      if (entry.value() instanceof Failure failure) {
        texts[i] = failure.code().getBytes(UTF_8);
        messages[i] = failure.message().getBytes(UTF_8);
      } else {
        texts[i] = String.valueOf(entry.value()).getBytes(UTF_8);
      }
      String key = entry.key();
      keys[i] = key == null ? null : key.getBytes(UTF_8);
      size += Integer.BYTES + size(texts[i], messages[i], keys[i], entry);
    }
    ByteBuffer bytes = ByteBuffer.allocate(size).put(FORMAT);
    for (int i = 0; i < texts.length; i++) {
      LogEntry entry = entries.get(i);
      bytes.putInt(size(texts[i], messages[i], keys[i], entry)).putLong(entry.number());
      Instant time = entry.time();
      bytes.putLong(time.getEpochSecond()).putInt(time.getNano());
      bytes.putInt(entry.version()).putLong(entry.nanos());
      byte kind =
          entry.value() instanceof Failure failure
              ? (byte) (1 + KINDS.indexOf(failure.kind()))
              : ANSWER;
      bytes.put(keys[i] == null ? kind : (byte) (kind | KEYED));
      put(keys[i], bytes);
      if (kind == ANSWER) {
        bytes.putDouble(entry.probability());
      }
      put(texts[i], bytes);
      put(messages[i], bytes);
      bytes.put(entry.input());
    }
    return bytes.array();
  }

  private static void put(byte @Nullable [] text, ByteBuffer bytes) {
    if (text != null) {
      bytes.putInt(text.length).put(text);
    }
  }

  private static int size(
      byte[] text, byte @Nullable [] message, byte @Nullable [] key, LogEntry entry) {
    int second = message == null ? Double.BYTES : Integer.BYTES + message.length;
    int third = key == null ? 0 : Integer.BYTES + key.length;
    return FIXED + third + Integer.BYTES + text.length + second + entry.input().length;
  }

  /**
   * Returns the number of predictions in a payload.
   *
   * @throws CorruptDataException if another version of the library wrote it
   */
  static int count(byte[] payload) {
    checkFormat(payload);
    ByteBuffer bytes = ByteBuffer.wrap(payload);
    int count = 0;
    for (int at = 1; at < payload.length; count++) {
      at += Integer.BYTES + bytes.getInt(at);
    }
    return count;
  }

  private static void checkFormat(byte[] payload) {
    if (payload[0] != FORMAT) {
      throw new CorruptDataException(
          String.format(
              "Invalid form of predictions: %s (this library reads %s, another version wrote it)",
              payload[0], FORMAT));
    }
  }

  /**
   * Decodes the predictions of a payload.
   *
   * @param session the prefix of their ids
   * @param columns those of the inputs; null if the session logs none
   * @throws CorruptDataException if another version of the library wrote it
   */
  static void decode(
      String session,
      @Nullable Schema columns,
      byte[] payload,
      Consumer<? super JournaledPrediction> action) {
    checkFormat(payload);
    int at = 1;
    while (at < payload.length) {
      ByteBuffer bytes = ByteBuffer.wrap(payload).position(at);
      JournaledPrediction prediction;
      try {
        int end = bytes.getInt() + bytes.position();
        prediction = prediction(session, columns, bytes.limit(end));
        at = end;
      } catch (BufferUnderflowException
          | IllegalArgumentException
          | IndexOutOfBoundsException
          | InvalidValueException e) {
        throw new CorruptDataException("Corrupt predictions of session " + session, e);
      }
      action.accept(prediction);
    }
  }

  /**
   * Removes what says whom predictions are about: key, input and the message of a failure.
   *
   * @param erased which predictions, without their inputs
   * @return the same payload if there is none
   */
  static byte[] erase(byte[] payload, Predicate<LogEntry> erased) {
    checkFormat(payload);
    ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length);
    out.write(FORMAT);
    int at = 1;
    boolean any = false;
    while (at < payload.length) {
      ByteBuffer bytes = ByteBuffer.wrap(payload).position(at);
      int end = at + Integer.BYTES + bytes.getInt();
      LogEntry entry = prediction("", null, bytes.limit(end)).entry();
      if (erased.test(entry)) {
        any = true;
        byte[] one = encode(List.of(entry.anonymous()));
        out.write(one, 1, one.length - 1);
      } else {
        out.write(payload, at, end - at);
      }
      at = end;
    }
    return any ? out.toByteArray() : payload;
  }

  private static JournaledPrediction prediction(
      String session, @Nullable Schema columns, ByteBuffer bytes) {
    long number = bytes.getLong();
    Instant time = Instant.ofEpochSecond(bytes.getLong(), bytes.getInt());
    int version = bytes.getInt();
    long nanos = bytes.getLong();
    int keyed = bytes.get();
    int kind = keyed & ~KEYED;
    String key = keyed == kind ? null : text(bytes);
    double probability = kind == ANSWER ? bytes.getDouble() : Double.NaN;
    String text = text(bytes);
    Object value = kind == ANSWER ? text : new Failure(KINDS.get(kind - 1), text, text(bytes));
    return new JournaledPrediction(
        session,
        new LogEntry(number, time, version, nanos, value, probability, key, InputCodec.NO_INPUT),
        columns == null || !bytes.hasRemaining() ? null : InputCodec.decode(columns, bytes));
  }

  static String text(ByteBuffer bytes) {
    byte[] text = new byte[Math.min(bytes.getInt(), bytes.remaining() + 1)];
    bytes.get(text);
    return new String(text, UTF_8);
  }
}
