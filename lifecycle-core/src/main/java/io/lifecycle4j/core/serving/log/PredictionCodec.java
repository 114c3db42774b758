package io.lifecycle4j.core.serving.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lifecycle4j.core.serving.log.Part.Numbers;
import io.lifecycle4j.core.serving.log.PredictionJournals.Header;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.serving.Arm;
import io.lifecycle4j.serving.LoggedPrediction.Failure;
import io.lifecycle4j.serving.LoggedPrediction.Failure.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The binary form of predictions in the journal, since writing them takes time of the callers'
 * cores.
 *
 * <pre>
 * payload    = version 4 (1) count (2) { by } { prediction }
 * by         = plan (8) model version (4) engine arm (1)
 * prediction = size of the rest (4) number (8) epoch seconds (8) nanos (4) place of its by (2)
 *              latency in ns (8) kind (1) key? ( answer | failure ) input ({@link InputCodec})
 * kind       = 0 for an answer or that of the failure, plus 16 if there is a key
 * key        = text
 * answer     = probability (8) text count (1) { output of the network (4) }
 * failure    = text: its code, text: its message
 * engine     = text
 * arm        = 0 if it is unknown, or one more than its place in {@link #ARMS}
 * text       = length (4) UTF-8
 * </pre>
 */
final class PredictionCodec {
  private static final byte FORMAT = 4;
  private static final int FIXED = 8 + 8 + 4 + 2 + 8 + 1;
  private static final byte ANSWER = 0;

  /** Where a prediction says who answered, behind its size, number and time. */
  private static final int BY = 4 + 8 + 8 + 4;

  /** The bit of the kind that says that a key follows. */
  private static final byte KEYED = 16;

  /** By the number on disk less 1. */
  private static final List<Kind> KINDS =
      List.of(Kind.REFUSED, Kind.INVALID, Kind.FAILED, Kind.REJECTED, Kind.UNAVAILABLE);

  private static final List<Arm> ARMS =
      List.of(Arm.CHAMPION, Arm.CANARY, Arm.CONTROL, Arm.STANDBY, Arm.FALLBACK);

  private PredictionCodec() {}

  /**
   * Encodes predictions.
   *
   * @param entries as many as are written at once
   */
  static byte[] encode(List<LogEntry> entries) {
    return new Encoding(entries).bytes();
  }

  /** The texts of some predictions, and then their bytes. */
  private static final class Encoding {
    private final List<LogEntry> entries;
    private final List<AnsweredBy> all = new ArrayList<>();
    private final List<byte[]> engines = new ArrayList<>();
    private final int[] by;
    private final byte[][] texts;
    private final byte[][] messages;
    private final byte[][] keys;
    private int size = 1 + Short.BYTES;

    Encoding(List<LogEntry> entries) {
      this.entries = entries;
      by = new int[entries.size()];
      texts = new byte[by.length][];
      messages = new byte[by.length][];
      keys = new byte[by.length][];
      for (int i = 0; i < by.length; i++) {
        LogEntry entry = entries.get(i);
        by[i] = place(entry.by());
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
    }

    private int place(AnsweredBy one) {
      int place = all.lastIndexOf(one); // nearly always there
      if (place >= 0) {
        return place;
      }
      byte[] engine = one.engine().getBytes(UTF_8);
      all.add(one);
      engines.add(engine);
      size += Long.BYTES + Integer.BYTES + Integer.BYTES + engine.length + Byte.BYTES;
      return all.size() - 1;
    }

    byte[] bytes() {
      ByteBuffer bytes = ByteBuffer.allocate(size).put(FORMAT).putShort((short) all.size());
      for (int i = 0; i < all.size(); i++) {
        Arm arm = all.get(i).arm();
        bytes.putLong(all.get(i).plan()).putInt(all.get(i).version());
        PredictionCodec.put(engines.get(i), bytes);
        bytes.put((byte) (arm == null ? 0 : 1 + ARMS.indexOf(arm)));
      }
      for (int i = 0; i < by.length; i++) {
        put(i, entries.get(i), bytes);
      }
      return bytes.array();
    }

    private void put(int i, LogEntry entry, ByteBuffer bytes) {
      bytes.putInt(size(texts[i], messages[i], keys[i], entry)).putLong(entry.number());
      Instant time = entry.time();
      bytes.putLong(time.getEpochSecond()).putInt(time.getNano());
      bytes.putShort((short) by[i]).putLong(entry.nanos());
      byte kind =
          entry.value() instanceof Failure failure
              ? (byte) (1 + KINDS.indexOf(failure.kind()))
              : ANSWER;
      bytes.put(keys[i] == null ? kind : (byte) (kind | KEYED));
      PredictionCodec.put(keys[i], bytes);
      if (kind == ANSWER) {
        bytes.putDouble(entry.probability());
      }
      PredictionCodec.put(texts[i], bytes);
      PredictionCodec.put(messages[i], bytes);
      if (kind == ANSWER) {
        putOutputs(entry, bytes);
      }
      bytes.put(entry.input());
    }
  }

  private static void put(byte @Nullable [] text, ByteBuffer bytes) {
    if (text != null) {
      bytes.putInt(text.length).put(text);
    }
  }

  private static void putOutputs(LogEntry entry, ByteBuffer bytes) {
    double[] outputs = entry.outputs();
    bytes.put((byte) (outputs == null ? 0 : outputs.length));
    for (int i = 0; outputs != null && i < outputs.length; i++) {
      bytes.putFloat((float) outputs[i]);
    }
  }

  private static int outputs(LogEntry entry) {
    double[] outputs = entry.outputs();
    return Byte.BYTES + (outputs == null ? 0 : Float.BYTES * outputs.length);
  }

  private static int size(
      byte[] text, byte @Nullable [] message, byte @Nullable [] key, LogEntry entry) {
    int second = message == null ? Double.BYTES + outputs(entry) : Integer.BYTES + message.length;
    int third = key == null ? 0 : Integer.BYTES + key.length;
    return FIXED + third + Integer.BYTES + text.length + second + entry.input().length;
  }

  /**
   * Returns the number of predictions in a payload.
   *
   * @throws CorruptDataException if another version of the library wrote it
   */
  static int count(byte[] payload) {
    ByteBuffer bytes = ByteBuffer.wrap(payload);
    answeredBy(bytes);
    int count = 0;
    for (int at = bytes.position(); at < payload.length; count++) {
      at += Integer.BYTES + bytes.getInt(at);
    }
    return count;
  }

  /** Reads what is before the predictions: who answered them. */
  private static List<AnsweredBy> answeredBy(ByteBuffer bytes) {
    byte format = bytes.get();
    if (format != FORMAT) {
      throw new CorruptDataException(
          String.format(
              "Invalid form of predictions: %s (this library reads %s, another version wrote it)",
              format, FORMAT));
    }
    List<AnsweredBy> all = new ArrayList<>();
    for (int left = Short.toUnsignedInt(bytes.getShort()); left > 0; left--) {
      all.add(new AnsweredBy(bytes.getLong(), bytes.getInt(), text(bytes), arm(bytes.get())));
    }
    if (!bytes.hasRemaining()) {
      throw new BufferUnderflowException(); // there are predictions
    }
    return all;
  }

  private static @Nullable Arm arm(byte number) {
    return number == 0 ? null : ARMS.get(number - 1);
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
    decode(session, columns, "", payload, Numbers.ALL, action);
  }

  /** Decodes the predictions of a payload of a session that have some numbers, and no others. */
  static void decode(
      Header header, byte[] payload, Numbers wanted, Consumer<? super JournaledPrediction> action) {
    decode(header.session(), header.inputs(), header.processor(), payload, wanted, action);
  }

  private static void decode(
      String session,
      @Nullable Schema columns,
      String processor,
      byte[] payload,
      Numbers wanted,
      Consumer<? super JournaledPrediction> action) {
    ByteBuffer bytes = ByteBuffer.wrap(payload);
    List<AnsweredBy> by = sound(session, () -> answeredBy(bytes));
    while (bytes.position() < payload.length) {
      JournaledPrediction next =
          sound(
              session,
              () -> {
                int end = bytes.getInt() + bytes.position();
                JournaledPrediction one = null;
                if (wanted.has(bytes.getLong(bytes.position()))) {
                  LogEntry entry = entry(by, bytes.limit(end));
                  Row input =
                      columns == null || !bytes.hasRemaining()
                          ? null
                          : InputCodec.decode(columns, bytes);
                  one = new JournaledPrediction(session, entry, input, processor, null);
                }
                bytes.limit(payload.length).position(end);
                return one;
              });
      if (next != null) {
        action.accept(next);
      }
    }
  }

  private static <T extends @Nullable Object> T sound(String session, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (BufferUnderflowException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | InvalidValueException e) {
      throw new CorruptDataException("Corrupt predictions of session " + session, e);
    }
  }

  /**
   * Removes what says whom predictions are about: key, input, outputs and the message of a failure.
   *
   * @param erased which predictions, without their inputs
   * @return the same payload if there is none
   */
  static byte[] erase(byte[] payload, Predicate<LogEntry> erased) {
    ByteBuffer bytes = ByteBuffer.wrap(payload);
    List<AnsweredBy> by = answeredBy(bytes);
    ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length);
    out.write(payload, 0, bytes.position());
    boolean any = false;
    for (int at = bytes.position(); at < payload.length; ) {
      int end = at + Integer.BYTES + bytes.limit(payload.length).position(at).getInt();
      LogEntry entry = entry(by, bytes.limit(end));
      if (erased.test(entry)) {
        any = true;
        byte[] one = encode(List.of(entry.anonymous()));
        ByteBuffer alone = ByteBuffer.wrap(one);
        answeredBy(alone);
        alone.putShort(alone.position() + BY, (short) by.indexOf(entry.by()));
        out.write(one, alone.position(), alone.remaining());
      } else {
        out.write(payload, at, end - at);
      }
      at = end;
    }
    return any ? out.toByteArray() : payload;
  }

  /** Reads a prediction up to its input. */
  private static LogEntry entry(List<AnsweredBy> all, ByteBuffer bytes) {
    long number = bytes.getLong();
    Instant time = Instant.ofEpochSecond(bytes.getLong(), bytes.getInt());
    AnsweredBy by = all.get(Short.toUnsignedInt(bytes.getShort()));
    long nanos = bytes.getLong();
    int keyed = bytes.get();
    int kind = keyed & ~KEYED;
    String key = keyed == kind ? null : text(bytes);
    double probability = kind == ANSWER ? bytes.getDouble() : Double.NaN;
    String text = text(bytes);
    Object value = kind == ANSWER ? text : new Failure(KINDS.get(kind - 1), text, text(bytes));
    double[] outputs = new double[kind == ANSWER ? Byte.toUnsignedInt(bytes.get()) : 0];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = bytes.getFloat();
    }
    byte[] none = InputCodec.NO_INPUT;
    return new LogEntry(number, time, by, nanos, value, probability, key, none, outputs);
  }

  static String text(ByteBuffer bytes) {
    byte[] text = new byte[Math.min(bytes.getInt(), bytes.remaining() + 1)];
    bytes.get(text);
    return new String(text, UTF_8);
  }
}
