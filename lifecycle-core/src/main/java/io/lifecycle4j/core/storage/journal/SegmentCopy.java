package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.storage.spi.JournalKind;
import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * Copies a segment, from one of its entries on, to a new segment.
 *
 * @param source the open segment
 * @param name the name of the source
 * @param end where the source ends
 */
record SegmentCopy(
    JournalDirectory directory,
    JournalKind kind,
    FileChannel source,
    SegmentName name,
    JournalPosition end) {
  private boolean chained() {
    return kind == JournalKind.CHAINED;
  }

  JournalPosition start() throws IOException {
    return JournalPosition.start(name, directory.readHeader(source, name, chained()));
  }

  /** Returns where an entry begins. */
  JournalPosition before(long sequence) throws IOException {
    JournalPosition start = start();
    long[] offset = {start.offset()};
    new SegmentScanner(
            directory,
            source,
            chained(),
            start,
            frame -> offset[0] += frame.sequence() < sequence ? frame.length() : 0)
        .scan(end.offset());
    return new JournalPosition(name, offset[0], sequence - 1, start.link());
  }

  /** Copies what follows a position. The copy is not fsynced, and no head names it yet. */
  @SuppressWarnings("checkstyle:IllegalCatch") // whatever happens, no file stays open
  ActiveSegment into(SegmentName copy, JournalPosition from) throws IOException {
    ActiveSegment fresh = ActiveSegment.create(directory, copy, chained(), from.link());
    try {
      fresh.copy(source, from, end);
      return fresh;
    } catch (IOException | RuntimeException | Error e) {
      fresh.close();
      throw e;
    }
  }
}
