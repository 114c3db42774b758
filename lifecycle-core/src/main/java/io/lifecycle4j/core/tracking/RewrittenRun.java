package io.lifecycle4j.core.tracking;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.BlobStore;
import io.lifecycle4j.storage.JournalEntry;
import io.lifecycle4j.storage.JournalStore;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.RunBatch.Point;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * The first entries of a run's journal as a blob: points of entries that follow each other share a
 * payload, facts stand as they were. Of each entry it is known how many points it had, so that
 * reading can begin at any, as in the journal.
 *
 * <p>Not thread-safe.
 */
final class RewrittenRun {
  private static final byte[] MAGIC = "L4JRUNS1".getBytes(StandardCharsets.US_ASCII);
  private static final int BUFFER = 1 << 16;

  private final OutputStream out;
  private final List<Point> points = new ArrayList<>();
  private final List<Integer> counts = new ArrayList<>();

  private RewrittenRun(OutputStream out) {
    this.out = out;
  }

  /** Gives the entries of a run behind those that were rewritten before. */
  interface Source {
    void read(Consumer<JournalEntry> action);
  }

  /** A failure to write, on its way through a consumer. */
  private static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final IOException why;

    Failed(IOException why) {
      super(why);
      this.why = why;
    }
  }

  /** Writes what stands before the first entry. */
  static void begin(OutputStream out) throws IOException {
    out.write(MAGIC);
  }

  /** Writes entries behind what is there. */
  static void write(Source entries, OutputStream out) throws IOException {
    RewrittenRun run = new RewrittenRun(out);
    try {
      entries.read(run::add);
      run.flush();
    } catch (Failed e) {
      throw e.why;
    }
  }

  private void add(JournalEntry entry) {
    if (!PointFrame.is(entry.payload())) {
      flush();
      part(List.of(0), entry.payload());
      return;
    }
    List<Point> added = points(entry.payload(), "entry " + entry.sequence() + " of a run");
    boolean full = points.size() + added.size() > PointFrame.MAX_POINTS;
    if (full || counts.size() == PointFrame.MAX_POINTS) {
      flush();
    }
    points.addAll(added);
    counts.add(added.size());
  }

  private static List<Point> points(byte[] payload, String what) {
    List<Point> points = new ArrayList<>();
    PointFrameReader.read(
        payload,
        what,
        series ->
            (step, value, second, nano) -> {
              Instant time = Instant.ofEpochSecond(second, nano);
              MetricPoint point = new MetricPoint(step, value, time, series.data());
              points.add(new Point(series.metric(), point));
            });
    return points;
  }

  private void flush() {
    if (!counts.isEmpty()) {
      part(counts, PointFrame.write(points));
      counts.clear();
      points.clear();
    }
  }

  private void part(List<Integer> pointsOfEntries, byte[] payload) {
    ByteSink head = new ByteSink(2 * pointsOfEntries.size() + Long.SIZE);
    head.unsigned(pointsOfEntries.size());
    pointsOfEntries.forEach(head::unsigned);
    head.unsigned(payload.length);
    try {
      out.write(head.bytes());
      out.write(payload);
    } catch (IOException e) {
      throw new Failed(e);
    }
  }

  /**
   * Reads entries; several with points are given as one, under the sequence of the last of them.
   *
   * @param from the first entry wanted
   * @throws CorruptDataException if the blob is not what was written, perhaps after entries were
   *     given
   */
  static void read(BlobStore blobs, BlobId id, long from, Consumer<JournalEntry> action) {
    String what = "blob " + id + " with entries of a run";
    try (InputStream raw = blobs.open(id);
        DataInputStream in = new DataInputStream(new BufferedInputStream(raw, BUFFER))) {
      read(in, what, from, action);
    } catch (EOFException e) {
      throw new CorruptDataException("Cannot read " + what + ": it ends early", e);
    } catch (IOException e) {
      throw new StorageFailedException("Cannot read " + what + ": " + e.getMessage(), e);
    }
  }

  private static void read(
      DataInputStream in, String what, long from, Consumer<JournalEntry> action)
      throws IOException {
    require(Arrays.equals(in.readNBytes(MAGIC.length), MAGIC), what);
    long last = 0;
    for (int next = in.read(); next >= 0; next = in.read()) {
      int entries = (int) unsigned(in, next, PointFrame.MAX_POINTS, what);
      long skipped = 0;
      for (int i = 0; i < entries; i++) {
        long count = unsigned(in, in.readUnsignedByte(), PointFrame.MAX_POINTS, what);
        skipped += ++last < from ? count : 0;
      }
      int most = JournalStore.MAX_BATCH_BYTES;
      int length = (int) unsigned(in, in.readUnsignedByte(), most, what);
      byte[] payload = in.readNBytes(length); // grows as bytes come, whatever the length says
      require(payload.length == length, what);
      if (last >= from) {
        action.accept(new JournalEntry(last, without(skipped, payload, what)));
      }
    }
  }

  /** Leaves out points of earlier entries; who followed the run has had them already. */
  private static byte[] without(long skipped, byte[] payload, String what) {
    if (skipped == 0) {
      return payload;
    }
    List<Point> all = points(payload, what);
    require(skipped <= all.size(), what);
    return PointFrame.write(all.subList((int) skipped, all.size()));
  }

  private static long unsigned(DataInputStream in, int first, int most, String what)
      throws IOException {
    long value = first & 0x7F;
    int next = first;
    for (int shift = 7; (next & 0x80) != 0; shift += 7) {
      require(shift < Integer.SIZE, what);
      next = in.readUnsignedByte();
      value |= (next & 0x7FL) << shift;
    }
    require(value <= most, what);
    return value;
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new CorruptDataException("Cannot read " + what + ": it is not what was written");
    }
  }
}
