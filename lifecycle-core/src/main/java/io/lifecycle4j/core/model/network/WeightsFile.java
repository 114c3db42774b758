package io.lifecycle4j.core.model.network;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorType;
import io.lifecycle4j.storage.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * Writes and reads the parameters of a network as one file.
 *
 * <p>All numbers are little-endian: {@code L4JW}, version (int, 1), count of parameters (int); then
 * for each parameter the length of its name (int), the name (UTF-8), its rank (int), its dimensions
 * (long each) and its values (float each, row-major); at the end the CRC-32C of all bytes before it
 * (int). The same parameters are always written as the same bytes. Thread-safe.
 */
public final class WeightsFile {
  /** The name of the file in a model version. */
  public static final String NAME = "weights.params";

  private static final byte[] MAGIC = "L4JW".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int HEAD = MAGIC.length + 2 * Integer.BYTES;
  private static final int MAX_RANK = 16;
  private static final int CHUNK = 1 << 16;

  private WeightsFile() {}

  /**
   * Writes parameters.
   *
   * @param parameters the parameters in the order of the network
   * @return the bytes of the file
   */
  public static byte[] write(List<Tensor> parameters) {
    List<Parameter> all =
        required(parameters, "parameters").stream()
            .map(each -> new Parameter(each.name(), each.shape(), each::floats))
            .toList();
    ByteBuffer out = ByteBuffer.allocate(size(all));
    try {
      write(all, new Into(out));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return out.array();
  }

  /**
   * A parameter whose values are read when it is written.
   *
   * @param values returns all values, the same each time
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Parameter(String name, long[] shape, Supplier<FloatBuffer> values) {
    private long size() {
      return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }
  }

  /** Writes into a buffer. */
  private static final class Into extends OutputStream {
    private final ByteBuffer buffer;

    Into(ByteBuffer buffer) {
      this.buffer = buffer;
    }

    @Override
    public void write(int value) {
      buffer.put((byte) value);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      buffer.put(bytes, from, length);
    }
  }

  /** Returns the bytes of a file of parameters. */
  public static int size(List<Parameter> parameters) {
    long size = (long) HEAD + Integer.BYTES;
    for (Parameter parameter : parameters) {
      size += Integer.BYTES + utf8(parameter.name).length;
      size += Integer.BYTES + (long) Long.BYTES * parameter.shape.length;
      size += (long) Float.BYTES * parameter.size();
    }
    check(size < Integer.MAX_VALUE - 8, "Invalid weights: %s bytes (must be below 2 GiB)", size);
    return (int) size;
  }

  /**
   * Returns a file of parameters, which are written one after the other.
   *
   * @param parameters the parameters in the order of the network
   */
  public static Content content(List<Parameter> parameters) {
    return out -> write(parameters, out);
  }

  private static void write(List<Parameter> parameters, OutputStream target) throws IOException {
    CRC32C crc = new CRC32C();
    CheckedOutputStream out = new CheckedOutputStream(target, crc);
    byte[] bytes = new byte[CHUNK];
    ByteBuffer chunk = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    drain(chunk.put(MAGIC).putInt(VERSION).putInt(parameters.size()), bytes, out);
    for (Parameter parameter : parameters) {
      byte[] name = utf8(parameter.name);
      drain(chunk.putInt(name.length), bytes, out);
      out.write(name);
      chunk.putInt(parameter.shape.length);
      for (long dimension : parameter.shape) {
        chunk.putLong(dimension);
      }
      drain(chunk, bytes, out);
      FloatBuffer values = parameter.values.get();
      while (values.hasRemaining()) {
        int count = Math.min(values.remaining(), CHUNK / Float.BYTES);
        chunk.asFloatBuffer().put(values.slice(values.position(), count));
        values.position(values.position() + count);
        drain(chunk.position(count * Float.BYTES), bytes, out);
      }
    }
    drain(chunk.putInt((int) crc.getValue()), bytes, out);
  }

  /** Writes what is in a buffer over bytes, and empties it. */
  private static void drain(ByteBuffer chunk, byte[] bytes, OutputStream out) throws IOException {
    out.write(bytes, 0, chunk.position());
    chunk.clear();
  }

  /**
   * Reads parameters.
   *
   * @param bytes the bytes of the file; not copied
   * @return the parameters in the order of the file, views of the bytes
   * @throws CorruptDataException if the bytes are corrupt
   * @throws UntrustedModelException if a later release of the library wrote them
   */
  public static List<Tensor> read(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(required(bytes, "weights")).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < HEAD + Integer.BYTES) {
      throw corrupt("%s bytes (needs at least %s)".formatted(bytes.length, HEAD + Integer.BYTES));
    }
    for (byte expected : MAGIC) {
      if (in.get() != expected) {
        throw corrupt("it does not begin with L4JW");
      }
    }
    int end = bytes.length - Integer.BYTES;
    int stored = in.getInt(end);
    int computed = checksum(bytes, end);
    if (stored != computed) {
      throw corrupt("checksum is %08x (must be %08x)".formatted(computed, stored));
    }
    int version = in.getInt();
    if (version != VERSION) {
      throw new UntrustedModelException(
          "Cannot read weights: version is " + version + " (this release reads " + VERSION + ")");
    }
    in.limit(end);
    int count = in.getInt();
    List<Tensor> parameters = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parameters.add(parameter(in));
    }
    if (count < 0 || in.hasRemaining()) {
      throw corrupt(
          "%s bytes follow %s parameters (must be none)".formatted(in.remaining(), count));
    }
    return List.copyOf(parameters);
  }

  private static Tensor parameter(ByteBuffer in) {
    byte[] name = new byte[length(in, 1, in.remaining())];
    in.get(name);
    long[] shape = new long[length(in, Long.BYTES, MAX_RANK)];
    long values = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = in.getLong();
      // Checked in each step, so that the product cannot overflow.
      if (shape[i] < 0 || shape[i] > Integer.MAX_VALUE || values > Integer.MAX_VALUE) {
        throw corrupt("a dimension is %s (must be at least 0 and fit)".formatted(shape[i]));
      }
      values *= shape[i];
    }
    if (values > in.remaining() / Float.BYTES) {
      throw corrupt("%s values (%s bytes are left)".formatted(values, in.remaining()));
    }
    ByteBuffer data = in.slice(in.position(), (int) values * Float.BYTES);
    in.position(in.position() + data.remaining());
    return new Tensor(
        new String(name, StandardCharsets.UTF_8),
        TensorType.FLOAT32,
        data.order(ByteOrder.LITTLE_ENDIAN),
        shape);
  }

  private static int length(ByteBuffer in, int unit, int max) {
    int length = in.remaining() < Integer.BYTES ? -1 : in.getInt();
    if (length < 0 || length > max || length > in.remaining() / unit) {
      throw corrupt("a length is %s (%s bytes are left)".formatted(length, in.remaining()));
    }
    return length;
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static CorruptDataException corrupt(String problem) {
    return new CorruptDataException("Cannot read weights: " + problem);
  }
}
