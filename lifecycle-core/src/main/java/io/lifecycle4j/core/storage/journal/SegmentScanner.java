package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.core.hash.ChainLinks;
import io.lifecycle4j.core.storage.file.Durable;
import io.lifecycle4j.core.storage.journal.Frame.Found;
import io.lifecycle4j.error.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the batches of one segment, up to the first incomplete one.
 *
 * <p>A crash may leave that one, unless something proves that it had been acknowledged: then it
 * must not be mistaken for the end. Not thread-safe.
 */
final class SegmentScanner {
  private static final int CHUNK = 1 << 18;

  /** How many bytes of a tail are read to describe it. */
  private static final int TOLD = 1 << 20;

  /** How many bytes after a corrupt frame are searched for proof. */
  private static final int SEARCHED = 1 << 27;

  private static final long BUDGET = 1L << 30;

  private final SegmentName segment;
  private final Path path;
  private final FileChannel channel;
  private final @Nullable ChainLinks links;
  private final Consumer<Frame> action;
  private final Frame frame;
  private byte[] buffer = new byte[0];

  /** Where in the file the buffer begins, how much of it is filled, and where reading ends. */
  private long base;

  private int filled;
  private long limit;

  /** Where the last complete batch ends; in fields, to avoid one object per batch. */
  private long offset;

  private long sequence;
  private byte[] link;

  private long forced;

  /** Remembers positions that are passed; null if nobody does. */
  private @Nullable ReadMarks marks;

  /** From which offset on a position is remembered. */
  private long marked = Long.MAX_VALUE;

  SegmentScanner(
      JournalDirectory directory,
      FileChannel channel,
      boolean chained,
      JournalPosition from,
      Consumer<Frame> action) {
    this.path = directory.path(from.segment());
    this.frame = new Frame(directory.identity().salt());
    this.channel = channel;
    this.links = chained ? new ChainLinks() : null;
    this.action = action;
    this.segment = from.segment();
    this.offset = from.offset();
    this.sequence = from.sequence();
    this.link = from.link();
  }

  /** Remembers some of the positions before complete batches. */
  SegmentScanner marking(ReadMarks passed) {
    marks = passed;
    marked = passed.next(segment);
    return this;
  }

  /** Receives complete batches, as many at a time as were read at once. */
  interface Sink {
    void take(ByteBuffer frames, JournalPosition end) throws IOException;
  }

  SegmentScanner scan(long end) throws IOException {
    return scan(end, (frames, last) -> {});
  }

  /** Reads up to an offset or the end of the file, and passes on the complete batches. */
  SegmentScanner scan(long end, Sink sink) throws IOException {
    limit = Math.min(end, channel.size());
    base = offset;
    filled = 0;
    int batch = 0; // where in the buffer the current batch begins
    int at = 0;
    long last = sequence;
    byte[] lastLink = link;
    while (true) {
      Found found = at == filled ? Found.PART : frame.moveTo(buffer, at, filled);
      if (found == Found.FRAME && frame.sequence() == last + 1) {
        lastLink = checkedLink(lastLink);
        at += frame.length();
        last++;
        if (frame.last()) {
          deliver(batch, at);
          if (offset >= marked) {
            mark();
          }
          offset = base + at;
          sequence = last;
          link = lastLink;
          batch = at;
        }
      } else {
        sink.take(ByteBuffer.wrap(buffer, 0, batch), place());
        if (found != Found.PART || !fill(batch)) {
          return this;
        }
        batch = 0; // the current batch is parsed again from its beginning
        at = 0;
        last = sequence;
        lastLink = link;
      }
    }
  }

  /** Returns the position after the last complete batch. */
  JournalPosition place() {
    return new JournalPosition(segment, offset, sequence, link);
  }

  /** Returns the highest sequence that a frame proves to be on the device. */
  long forced() {
    return forced;
  }

  private void deliver(int from, int to) {
    if (frame.length() == to - from) {
      accept();
    } else {
      for (int at = from; at < to; at += frame.length()) {
        frame.moveTo(buffer, at, to);
        accept();
      }
    }
  }

  /** Remembers the position before the batch that was delivered. */
  private void mark() {
    ReadMarks passed = Objects.requireNonNull(marks);
    passed.add(place());
    marked = passed.next(segment);
  }

  private void accept() {
    forced = Math.max(forced, frame.forced());
    action.accept(frame);
  }

  /** Returns the link of the frame; throws if it does not follow from the previous one. */
  private byte[] checkedLink(byte[] before) {
    if (links == null) {
      return before;
    }
    byte[] next = before.clone();
    frame.nextLink(links, next);
    if (!frame.hasLink(next)) {
      throw corrupt("was changed: its link does not follow from what is before it");
    }
    return next;
  }

  /** Reads on, keeping the buffer from an index on. Returns whether more was read. */
  private boolean fill(int keep) throws IOException {
    int kept = filled - keep;
    long rest = limit - (base + filled);
    if (rest <= 0) {
      return false;
    }
    int room = kept + (int) Math.min(rest, Math.max(CHUNK, kept));
    byte[] next = room > buffer.length ? new byte[room] : buffer;
    System.arraycopy(buffer, keep, next, 0, kept);
    buffer = next;
    base += keep;
    int read = read(buffer, kept, (int) Math.min(room - kept, rest), base + kept);
    filled = kept + read;
    return read > 0;
  }

  private int read(byte[] target, int at, int length, long position) throws IOException {
    return Durable.readFully(channel, ByteBuffer.wrap(target, at, length), position);
  }

  /**
   * Throws if what follows the last complete batch had been acknowledged. Considers only what was
   * scanned: what another process wrote since proves nothing about what was read before.
   *
   * @param proven the length up to which the segment must be intact
   * @param last the entry that must be there
   */
  SegmentScanner refuseDamage(long proven, long last) throws IOException {
    if (offset < proven || sequence < last) {
      throw corrupt("is damaged or missing, though it was acknowledged");
    }
    long tail = Math.min(SEARCHED, limit - offset);
    if (tail > Frame.HEADER) {
      byte[] rest = new byte[(int) tail];
      refuseProof(rest, read(rest, 0, rest.length, offset));
    }
    return this;
  }

  /**
   * Searches for a later frame that proves more entries. Computes checksums only of candidates, and
   * of limited bytes, so that no crafted tail makes the search endless.
   */
  private void refuseProof(byte[] rest, int length) {
    long most = sequence + 1 + length / Frame.HEADER;
    long budget = BUDGET;
    for (int at = 0; at + Frame.HEADER <= length && budget > 0; at++) {
      if (frame.claims(rest, at, sequence, most)) {
        budget -= frame.length();
        if (frame.moveTo(rest, at, length) == Found.FRAME) {
          throw corrupt("is damaged, though a later entry proves that it was acknowledged");
        }
      }
    }
  }

  /** Returns a description of the tail. */
  String reason() throws IOException {
    byte[] rest = new byte[(int) Math.min(TOLD, Math.max(0, channel.size() - offset))];
    int length = read(rest, 0, rest.length, offset);
    return Arrays.equals(rest, 0, length, new byte[length], 0, length)
        ? "zeros behind the last entry"
        : "an entry that is not whole";
  }

  private CorruptDataException corrupt(String what) {
    return new CorruptDataException(
        String.format(
            "Corrupt journal %s: entry %s at byte %s %s (entries up to %s are good)",
            path, sequence + 1, offset, what, sequence));
  }
}
