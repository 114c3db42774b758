package io.lifecycle4j.core.profile;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.error.InvalidValueException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A random sample of rows, as a few features of a tensor each.
 *
 * <p>Each row has a random priority, and the rows with the least ones are the sample. So samples of
 * several threads, processes and times can be merged into one of all their rows. At most {@value
 * #MOST_BYTES} bytes. Immutable.
 */
public final class RowSample {
  /** The most rows. */
  public static final int MOST = 480;

  /** The most bytes. */
  public static final int MOST_BYTES =
      1 + 2 * Integer.BYTES + MOST * (Long.BYTES + TensorFeatures.MOST * Float.BYTES);

  private static final byte FORM = 1;

  private final int features;
  private final List<Entry> entries;

  /** A row with its priority. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Entry(long priority, float[] features) {}

  /** Creates the sample of some rows. */
  RowSample(int features, Stream<Entry> rows) {
    this.features = features;
    this.entries = rows.sorted(Comparator.comparingLong(Entry::priority)).limit(MOST).toList();
  }

  /** Counts the rows. */
  public int size() {
    return entries.size();
  }

  /** Counts the features of a row. */
  public int features() {
    return features;
  }

  /** Returns the features of each row. */
  public double[][] rows() {
    return entries.stream()
        .map(
            entry -> {
              double[] row = new double[features];
              Arrays.setAll(row, i -> entry.features()[i]);
              return row;
            })
        .toArray(double[][]::new);
  }

  /**
   * Returns the sample of the rows of all.
   *
   * @param features the features of a row of each
   */
  public static RowSample merged(int features, List<RowSample> samples) {
    for (RowSample sample : samples) {
      check(
          sample.features == features,
          "Invalid sample: rows of %s features (must have %s)",
          sample.features,
          features);
    }
    return new RowSample(features, samples.stream().flatMap(sample -> sample.entries.stream()));
  }

  /** Returns the form that {@link #of(byte[])} reads. */
  public byte[] bytes() {
    ByteBuffer bytes =
        ByteBuffer.allocate(1 + 2 * Integer.BYTES + size() * (Long.BYTES + features * Float.BYTES));
    bytes.put(FORM).putInt(features).putInt(size());
    for (Entry entry : entries) {
      bytes.putLong(entry.priority());
      for (float feature : entry.features()) {
        bytes.putFloat(feature);
      }
    }
    return bytes.array();
  }

  /** Returns the bytes as a text, as it is in a profile. */
  public String encoded() {
    return Base64.getEncoder().encodeToString(bytes());
  }

  /**
   * Reads the sample of a profile.
   *
   * @throws InvalidValueException if it is none
   */
  public static RowSample of(String encoded) {
    try {
      return of(Base64.getDecoder().decode(encoded));
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException("Invalid sample of rows: it is not base64", e);
    }
  }

  /**
   * Reads a sample.
   *
   * @throws InvalidValueException if the bytes are none
   */
  public static RowSample of(byte[] written) {
    ByteBuffer bytes = ByteBuffer.wrap(written);
    try {
      byte form = bytes.get();
      check(form == FORM, "Invalid sample of rows: form %s (must be %s)", form, FORM);
      int features = bytes.getInt();
      int size = bytes.getInt();
      check(
          features > 0 && features <= TensorFeatures.MOST && size >= 0 && size <= MOST,
          "Invalid sample of rows: %s rows of %s features (must be at most %s of %s)",
          size,
          features,
          MOST,
          TensorFeatures.MOST);
      Entry[] entries = new Entry[size];
      Arrays.setAll(entries, i -> entry(bytes, features));
      check(!bytes.hasRemaining(), "Invalid sample of rows: %s bytes too many", bytes.remaining());
      return new RowSample(features, Arrays.stream(entries));
    } catch (BufferUnderflowException e) {
      throw new InvalidValueException("Invalid sample of rows: it ends too early", e);
    }
  }

  private static Entry entry(ByteBuffer bytes, int features) {
    long priority = bytes.getLong();
    float[] row = new float[features];
    for (int i = 0; i < features; i++) {
      row[i] = bytes.getFloat();
    }
    return new Entry(priority, row);
  }
}
