package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.core.storage.file.Durable;
import io.lifecycle4j.core.storage.journal.Head.Segment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.function.Consumer;

/**
 * The segment that a writer appends to: an open file and its end. Used by one thread at a time,
 * under the journal's lock.
 */
final class ActiveSegment implements AutoCloseable {
  private final JournalDirectory directory;
  private final SegmentName name;
  private final boolean chained;
  private final FileChannel channel;
  private final SegmentHash hash;
  private JournalPosition end;
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
    this.end = end;
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // whatever happens, no file stays open
  static ActiveSegment open(JournalDirectory directory, SegmentName name, boolean chained)
      throws IOException {
    FileChannel channel = directory.openForWriting(name);
    try {
      JournalPosition start =
          JournalPosition.start(name, directory.readHeader(channel, name, chained));
      return new ActiveSegment(directory, name, chained, channel, start);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  /** Creates a segment that no head names yet; replaces what a crash left in its place. */
  @SuppressWarnings("checkstyle:IllegalCatch") // whatever happens, no file stays open
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
    } catch (IOException | RuntimeException | Error e) {
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

  /** Reads from the end up to the last whole batch, and moves the end there. */
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

  /** Returns the number of bytes after the end. */
  long tail() throws IOException {
    return Math.max(0, channel.size() - end.offset());
  }

  /** Writes at the end and moves it; if this throws, the end is unchanged. */
  void write(ByteBuffer frames, long last, byte[] link, int withToken) throws IOException {
    int length = frames.remaining();
    Durable.writeFully(channel, frames, end.offset());
    end = new JournalPosition(name, end.offset() + length, last, link);
    tokens += withToken;
  }

  /**
   * Truncates the file to the end, followed by fsync: a full disk leaves part of a frame, and
   * shrinking needs no space. Without the fsync, a power cut could leave half of the truncated
   * bytes next to half of what is written there next, and both halves of a batch would be whole
   * frames.
   */
  void cut() throws IOException {
    channel.truncate(end.offset());
    channel.force(true);
  }

  void force() throws IOException {
    channel.force(false);
  }

  /**
   * Appends batches of another segment: exactly the bytes that were checked.
   *
   * @param from the position to begin at
   * @param to the end of the last batch
   */
  void copy(FileChannel source, JournalPosition from, JournalPosition to) throws IOException {
    Consumer<Frame> counting = frame -> tokens += frame.hasToken() ? 1 : 0;
    new SegmentScanner(directory, source, chained, from, counting)
        .scan(to.offset(), (frames, last) -> write(frames, last.sequence(), last.link(), 0));
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

  /** Returns the proof of the segment up to its end, for a head; call {@link #force} first. */
  Segment proof() throws IOException {
    return new Segment(name, end.offset(), end.sequence(), tokens, hash.upTo(end.offset()));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
