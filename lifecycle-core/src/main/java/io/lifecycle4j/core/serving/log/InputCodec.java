package io.lifecycle4j.core.serving.log;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.hash.SplitMix64;
import io.lifecycle4j.core.schema.HeldRow;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.serving.LoggedInputs;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the inputs of a session for its log, in clear or hashed, and leaves private columns out.
 * Thread-safe.
 *
 * <pre>
 * input = { cell }, one for each column
 * cell  = number (8) of a column that is read as a number, NaN if missing
 *       | length (4) text in UTF-8, empty if missing
 *       | { number (4) } of a tensor
 * </pre>
 */
public final class InputCodec {
  /** Logs no inputs. */
  public static final InputCodec NONE = new InputCodec(List.of(), new int[0], null, 0, 0);

  /** The bytes of an input that is not logged. */
  static final byte[] NO_INPUT = {};

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  /** How many spare arrays are kept at most: those of predictions between two writes of the log. */
  private static final int SPARES = 1 << 14;

  /** How many bytes spare arrays have together at most: about what waits in a full queue. */
  private static final int SPARE_BYTES = 1 << 22;

  /** Longer arrays are not kept. */
  private static final int LONGEST_SPARE = 1 << 10;

  /** Room for a text, which grows if it does not suffice. */
  private static final int TEXT = 16;

  private final List<Column> columns;

  /** The place of each column in the inputs. */
  private final int[] places;

  /** Makes texts of all cells; null if they are logged in clear. */
  private final @Nullable CellHashes hashes;

  private final double share;
  private final long seed;
  private final int usual;

  /** Arrays that were logged, by the number of their prediction; as many as a power of two. */
  private final AtomicReferenceArray<byte @Nullable []> spares;

  /** Which columns some version keeps private, and the version seen last. */
  private volatile Hidden hidden;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Hidden(@Nullable Schema last, boolean[] columns) {}

  private InputCodec(
      List<Column> columns, int[] places, @Nullable CellHashes hashes, double share, long seed) {
    this.columns = hashes == null ? columns : hashes.columns();
    this.places = places;
    this.hashes = hashes;
    this.share = share;
    this.seed = seed;
    this.usual = this.columns.stream().mapToInt(this::usual).sum();
    this.spares =
        new AtomicReferenceArray<>(
            Integer.highestOneBit(Math.min(SPARES, SPARE_BYTES / Math.max(1, usual)) | 1));
    this.hidden = new Hidden(null, new boolean[places.length]);
  }

  private int usual(Column column) {
    if (column.type().isText()) {
      return Integer.BYTES + (hashes == null ? TEXT : CellHashes.LENGTH);
    }
    return column.type() == DataType.TENSOR ? Float.BYTES * column.cells() : Double.BYTES;
  }

  /**
   * Returns a codec of the columns that are not private.
   *
   * @param session the prefix of prediction ids
   */
  public static InputCodec of(Schema inputs, LoggedInputs logged, String session) {
    List<Column> columns =
        logged.share() == 0
            ? List.of()
            : inputs.columns().stream().filter(column -> !column.isPrivate()).toList();
    int[] places = columns.stream().mapToInt(column -> inputs.indexOf(column.name())).toArray();
    CellHashes hashes = logged.key().map(key -> new CellHashes(key, columns)).orElse(null);
    return new InputCodec(columns, places, hashes, logged.share(), SplitMix64.hash(session));
  }

  /** Returns whether cells are hashed, and must be nowhere in the log. */
  public boolean isHashed() {
    return hashes != null;
  }

  /** Returns the columns that are logged; null if none are. */
  public @Nullable Schema schema() {
    return columns.isEmpty() ? null : new Schema(columns);
  }

  /**
   * Returns the bytes of an input; none if it is not logged or cannot be read.
   *
   * @param number that of the prediction in its session
   * @param row null if the input has no columns
   * @param marked the columns of the input, with those marked that are private in the training data
   *     of the version; null for a function
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // reading an input is code of the user
  public byte[] encode(long number, @Nullable Row row, @Nullable Schema marked) {
    if (row == null || columns.isEmpty() || !SplitMix64.isIn(share, seed, number)) {
      return NO_INPUT;
    }
    try {
      return encode(number, row, hidden(marked));
    } catch (RuntimeException e) { // a refusal may be due to it, and then names it
      return NO_INPUT;
    }
  }

  /** Returns the columns to leave out: what is private for one version, is so for the session. */
  @SuppressWarnings("ReferenceEquality") // the same version
  private boolean[] hidden(@Nullable Schema marked) {
    Hidden now = hidden;
    if (marked == null || marked == now.last) {
      return now.columns;
    }
    return hide(marked);
  }

  private synchronized boolean[] hide(Schema marked) {
    boolean[] more = hidden.columns.clone();
    for (int i = 0; i < more.length; i++) {
      more[i] |= marked.column(places[i]).isPrivate();
    }
    hidden = new Hidden(marked, more);
    return more;
  }

  private byte[] encode(long number, Row row, boolean[] missing) {
    byte[] out = room(number);
    int at = 0;
    for (int i = 0; i < places.length; i++) {
      Column column = columns.get(i);
      if (column.type().isText()) {
        String text = missing[i] ? "" : text(i, row);
        out = room(out, at + Integer.BYTES + text.length());
        int end = ascii(text, out, at + Integer.BYTES);
        if (end < 0) {
          byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
          out = room(out, at + Integer.BYTES + bytes.length);
          end = at + Integer.BYTES + bytes.length;
          System.arraycopy(bytes, 0, out, at + Integer.BYTES, bytes.length);
        }
        INT.set(out, at, end - at - Integer.BYTES);
        at = end;
      } else if (column.type() == DataType.TENSOR) {
        out = room(out, at + Float.BYTES * column.cells());
        at = tensor(row, missing[i], places[i], column.cells(), out, at);
      } else {
        out = room(out, at + Double.BYTES);
        double cell = missing[i] ? Double.NaN : row.number(places[i]);
        LONG.set(out, at, Double.doubleToRawLongBits(cell));
        at += Double.BYTES;
      }
    }
    if (at == out.length) {
      return out;
    }
    byte[] exact = Arrays.copyOf(out, at);
    release(number, out);
    return exact;
  }

  private String text(int column, Row row) {
    return hashes == null ? row.text(places[column]) : hashes.hash(column, row, places[column]);
  }

  /** Returns an array as long as usual. */
  private byte[] room(long number) {
    byte[] spare = spares.getAndSet((int) number & (spares.length() - 1), null);
    return spare == null ? new byte[usual] : spare;
  }

  /** Takes the array of a prediction that is logged, for another one. */
  void release(long number, byte[] encoded) {
    if (encoded.length == usual && usual > 0 && usual <= LONGEST_SPARE) {
      spares.setRelease((int) number & (spares.length() - 1), encoded);
    }
  }

  private static byte[] room(byte[] out, int end) {
    return end <= out.length ? out : Arrays.copyOf(out, Math.max(end, 2 * out.length));
  }

  /** Writes a text without any other memory; returns its end, or -1 if it is not all ASCII. */
  private static int ascii(String text, byte[] out, int from) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        return -1;
      }
      out[from + i] = (byte) c;
    }
    return from + text.length();
  }

  private static int tensor(Row row, boolean missing, int place, int cells, byte[] out, int from) {
    float[] numbers = new float[cells];
    if (missing) {
      Arrays.fill(numbers, Float.NaN);
    } else {
      row.tensor(place, numbers, 0);
    }
    for (int i = 0; i < cells; i++) {
      INT.set(out, from + Float.BYTES * i, Float.floatToRawIntBits(numbers[i]));
    }
    return from + Float.BYTES * cells;
  }

  /** Reads an input that a session with such columns encoded. */
  static Row decode(Schema columns, ByteBuffer bytes) {
    Object[] cells = new Object[columns.columns().size()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = cell(columns.column(i), bytes);
    }
    check(!bytes.hasRemaining(), "Invalid input: %s bytes too many", bytes.remaining());
    return HeldRow.of(columns, cells);
  }

  private static Object cell(Column column, ByteBuffer bytes) {
    if (column.type().isText()) {
      return PredictionCodec.text(bytes);
    }
    if (column.type() != DataType.TENSOR) {
      return bytes.getDouble();
    }
    float[] numbers = new float[column.cells()];
    bytes.asFloatBuffer().get(numbers);
    bytes.position(bytes.position() + Float.BYTES * numbers.length);
    return numbers;
  }
}
