package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.storage.spi.JournalKind;
import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * Writes a segment anew, from one of its entries on.
 *
 * @param directory whose segment it is
 * @param kind the kind of the journal
 * @param source the open segment
 * @param name which segment it is
 * @param end where it ends
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

  /** Returns where the first entry begins. */
  JournalPosition start() throws IOException {
    return JournalPosition.start(name, directory.readHeader(source, name, chained()));
  }

  /** Finds where an entry begins. */
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

  /** Copies what lies behind a place. The copy is not forced, and no head names it yet. */
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
