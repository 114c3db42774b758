package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.core.storage.file.Durable;
import io.lifecycle4j.core.storage.journal.Head.Segment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The segment that a writer appends to: an open file and where it ends. Used by one thread at a
 * time, under the journal's lock.
 */
final class ActiveSegment implements AutoCloseable {
  private final JournalDirectory directory;
  private final SegmentName name;
  private final boolean chained;
  private final FileChannel channel;
  private final SegmentHash hash;
  private final SegmentForce force;

  /** Only one thread at a time does what is done ahead; a second would wait for the first. */
  private final AtomicBoolean ahead = new AtomicBoolean();

  private JournalPosition end;

  /** Up to where another thread was last asked to hash and to force. */
  private long prepared;

  /** Up to where it goes on, if more was written since. */
  private volatile long written;

  /** Up to where somebody who needed it has forced. */
  private volatile long forced;

  private long tokens;

  private ActiveSegment(
      JournalDirectory directory,
      SegmentName name,
      boolean chained,
      FileChannel channel,
      JournalPosition end) {
    this.directory = directory;
    this.name = name;
    this.chained = chained;
    this.channel = channel;
    this.hash = new SegmentHash(channel);
    this.force = new SegmentForce(channel);
    this.prepared = end.offset();
    this.end = end;
  }

  static ActiveSegment open(JournalDirectory directory, SegmentName name, boolean chained)
      throws IOException {
    FileChannel channel = directory.openForWriting(name);
    try {
      JournalPosition start =
          JournalPosition.start(name, directory.readHeader(channel, name, chained));
      return new ActiveSegment(directory, name, chained, channel, start);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Creates a segment that no head names yet; what a crash left in its place is replaced. */
  static ActiveSegment create(
      JournalDirectory directory, SegmentName name, boolean chained, byte[] link)
      throws IOException {
    Files.deleteIfExists(directory.path(name));
    FileChannel channel = directory.create(name);
    try {
      byte[] header = SegmentHeader.encode(directory.identity(), chained, name.first(), link);
      Durable.writeFully(channel, ByteBuffer.wrap(header), 0);
      return new ActiveSegment(
          directory, name, chained, channel, JournalPosition.start(name, link));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  SegmentName name() {
    return name;
  }

  JournalPosition end() {
    return end;
  }

  /** Reads what lies behind the end, which goes on to the last whole batch. */
  SegmentScanner catchUp(Consumer<Frame> action) throws IOException {
    Consumer<Frame> counting =
        frame -> {
          tokens += frame.hasToken() ? 1 : 0;
          action.accept(frame);
        };
    SegmentScanner scanner =
        new SegmentScanner(directory, channel, chained, end, counting).scan(Long.MAX_VALUE);
    end = scanner.place();
    return scanner;
  }

  /** Tells how many bytes lie behind the end. */
  long tail() throws IOException {
    return Math.max(0, channel.size() - end.offset());
  }

  /** Writes behind the end, which then is another; if this throws, the end is where it was. */
  void write(ByteBuffer frames, long last, byte[] link, int withToken) throws IOException {
    int length = frames.remaining();
    Durable.writeFully(channel, frames, end.offset());
    end = new JournalPosition(name, end.offset() + length, last, link);
    tokens += withToken;
  }

  /**
   * Shortens the file to the end: a full disk leaves part of a frame; shrinking needs no space.
   * Forced, or a power cut could leave half of what was cut beside half of what is written there
   * next, and both halves of a batch would be whole frames.
   */
  void cut() throws IOException {
    channel.truncate(end.offset());
    force.all(true);
  }

  void force() throws IOException {
    long offset = end.offset();
    force.all(false);
    forced = offset;
  }

  /**
   * Lets another thread hash and force what many batches wrote, or who seals the segment would wait
   * for all of it.
   *
   * @param threads does it, unless it says that it does not
   * @param owned whether no other process writes here; one that does would not learn of a force
   *     that failed before this one needs it
   */
  void prepare(Predicate<Runnable> threads, boolean owned) {
    long offset = end.offset();
    written = offset;
    if (Math.abs(offset - prepared) >= SegmentHash.WORTH_A_THREAD
        && ahead.compareAndSet(false, true)) {
      prepared = offset;
      if (!threads.test(() -> prepareWritten(owned))) {
        ahead.set(false);
      }
    }
  }

  private void prepareWritten(boolean owned) {
    try {
      long offset;
      do {
        offset = written;
        if (owned && offset - forced >= SegmentForce.WORTH_A_THREAD) {
          force.ahead();
        }
        hash.ahead(offset);
      } while (written - offset >= SegmentHash.WORTH_A_THREAD);
    } finally {
      ahead.set(false);
    }
  }

  /**
   * Appends batches of another segment: the very bytes that were checked.
   *
   * @param source the other segment
   * @param from where in it to begin
   * @param to where its last batch ends
   * @param threads as of {@link #prepare}
   */
  void copy(
      FileChannel source, JournalPosition from, JournalPosition to, Predicate<Runnable> threads)
      throws IOException {
    Consumer<Frame> counting = frame -> tokens += frame.hasToken() ? 1 : 0;
    new SegmentScanner(directory, source, chained, from, counting)
        .scan(
            to.offset(),
            (frames, last) -> {
              write(frames, last.sequence(), last.link(), 0);
              prepare(threads, true); // nobody else knows of this file yet
            });
    if (end.sequence() != to.sequence()) {
      throw new IOException(
          String.format(
              "segment %s changed while it was copied: it is whole up to entry %s (must be %s)",
              directory.path(from.segment()), end.sequence(), to.sequence()));
    }
  }

  FileChannel channel() {
    return channel;
  }

  /** Describes the segment up to its end, for a head. It must have been forced. */
  Segment proof() throws IOException {
    return new Segment(name, end.offset(), end.sequence(), tokens, hash.upTo(end.offset()));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
