package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.profile.Profile.Histogram;
import io.lifecycle4j.profile.Profile.Moments;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Writes the counts of a window as bytes, and reads them again.
 *
 * <p>Neither edges nor texts are written, since the reference has them: a number for each bin or
 * text, in one byte up to 127 rows. So a column takes at most 9 KiB. The bytes begin with a hash of
 * the columns of the reference, so that they are read with no other. Immutable.
 */
final class SummaryCodec {
  private static final byte FORM = 1;
  private static final int MAX_COUNT_BYTES = 9;
  private static final int SEVEN_BITS = 0x7f;
  private static final int MORE = 0x80;

  private final Profile reference;
  private final long shape;

  SummaryCodec(Profile reference) {
    this.reference = reference;
    this.shape = shape(reference);
  }

  /** Returns a hash of the cells that the rows of a window are counted in. */
  private static long shape(Profile reference) {
    StringBuilder cells = new StringBuilder();
    for (ColumnProfile column : reference.columns()) {
      cells.append(column.name()).append('\0');
      if (ReferenceBins.present(column)) {
        cells.append(bins(column).edges());
      } else {
        texts(column).forEach(text -> cells.append(text).append('\0'));
      }
      cells.append('\n');
    }
    byte[] utf8 = cells.toString().getBytes(StandardCharsets.UTF_8);
    return Long.parseUnsignedLong(Hashing.hash(utf8).sha256().substring(0, 16), 16);
  }

  private static ReferenceBins bins(ColumnProfile column) {
    return ReferenceBins.of(column.histogram().orElseThrow());
  }

  /** Returns the texts that are counted, in an order that does not depend on how they are kept. */
  private static List<String> texts(ColumnProfile column) {
    TreeSet<String> texts = new TreeSet<>(column.categories().keySet());
    if (!texts.isEmpty()) {
      texts.add(ColumnProfile.OTHER);
    }
    return List.copyOf(texts);
  }

  DriftSummary write(Profile window) {
    ByteBuffer bytes = ByteBuffer.allocate(size());
    bytes.put(FORM).putLong(shape);
    for (int i = 0; i < reference.columns().size(); i++) {
      write(reference.columns().get(i), window.columns().get(i), bytes);
    }
    return DriftSummary.of(window.rows(), Arrays.copyOf(bytes.array(), bytes.position()));
  }

  private int size() {
    long cells = 0;
    for (ColumnProfile column : reference.columns()) {
      cells += ReferenceBins.present(column) ? bins(column).size() : texts(column).size();
      cells += 2 + 4;
    }
    return Math.toIntExact(1 + Long.BYTES + cells * MAX_COUNT_BYTES);
  }

  private static void write(ColumnProfile reference, ColumnProfile column, ByteBuffer bytes) {
    put(bytes, column.count());
    put(bytes, column.missing());
    if (ReferenceBins.present(reference)) {
      column.histogram().ifPresent(values -> values.counts().forEach(rows -> put(bytes, rows)));
      column.moments().ifPresent(moments -> put(bytes, moments));
    } else {
      Map<String, Long> rows = new HashMap<>(column.categories());
      texts(reference).forEach(text -> put(bytes, rows.getOrDefault(text, 0L)));
    }
  }

  private static void put(ByteBuffer bytes, Moments moments) {
    bytes.putDouble(moments.min()).putDouble(moments.max());
    bytes.putDouble(moments.mean()).putDouble(moments.deviation());
  }

  private static void put(ByteBuffer bytes, long rows) {
    long left = rows;
    while (left > SEVEN_BITS) {
      bytes.put((byte) ((left & SEVEN_BITS) | MORE));
      left >>>= 7;
    }
    bytes.put((byte) left);
  }

  /**
   * Reads a window.
   *
   * @throws InvalidValueException if the summary is not of this reference
   */
  Profile read(DriftSummary summary) {
    ByteBuffer bytes = ByteBuffer.wrap(summary.bytes());
    try {
      byte form = bytes.get();
      check(form == FORM, "Invalid drift summary: form %s (must be %s)", form, FORM);
      check(bytes.getLong() == shape, "Invalid drift summary: it was made for another reference");
      List<ColumnProfile> columns = new ArrayList<>();
      for (ColumnProfile column : reference.columns()) {
        columns.add(read(column, bytes));
      }
      check(!bytes.hasRemaining(), "Invalid drift summary: %s bytes too many", bytes.remaining());
      return new Profile(summary.rows(), columns);
    } catch (BufferUnderflowException e) {
      throw new InvalidValueException("Invalid drift summary: it ends too early", e);
    }
  }

  private static ColumnProfile read(ColumnProfile reference, ByteBuffer bytes) {
    String name = reference.name();
    long count = count(bytes);
    long missing = count(bytes);
    if (!ReferenceBins.present(reference)) {
      Map<String, Long> categories = new HashMap<>();
      for (String text : texts(reference)) {
        long rows = count(bytes);
        if (rows > 0) {
          categories.put(text, rows);
        }
      }
      return new ColumnProfile(name, count, missing, null, null, categories);
    }
    if (count == missing) {
      return new ColumnProfile(name, count, missing, null, null, Map.of());
    }
    ReferenceBins bins = bins(reference);
    List<Long> counts = new ArrayList<>();
    for (int bin = 0; bin < bins.size(); bin++) {
      counts.add(count(bytes));
    }
    Moments moments = ReferenceBins.isOne(reference) ? null : moments(bytes);
    Histogram histogram = new Histogram(bins.edges(), counts);
    return new ColumnProfile(name, count, missing, moments, histogram, Map.of());
  }

  private static Moments moments(ByteBuffer bytes) {
    return new Moments(bytes.getDouble(), bytes.getDouble(), bytes.getDouble(), bytes.getDouble());
  }

  private static long count(ByteBuffer bytes) {
    long rows = 0;
    for (int shift = 0; shift < Long.SIZE - 1; shift += 7) {
      byte next = bytes.get();
      rows |= (long) (next & SEVEN_BITS) << shift;
      if (next >= 0) {
        return rows;
      }
    }
    throw new InvalidValueException("Invalid drift summary: a count of more than 63 bits");
  }
}
