package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.storage.JournalKind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.function.Consumer;

/**
 * Writes a segment anew, from one of its entries on.
 *
 * @param directory whose segment it is
 * @param kind the kind of the journal
 * @param source the open segment
 * @param name which segment it is
 * @param end where it ends
 * @param aside does something on another thread while nobody waits, or leaves it
 */
record SegmentCopy(
    JournalDirectory directory,
    JournalKind kind,
    FileChannel source,
    SegmentName name,
    JournalPosition end,
    Consumer<Runnable> aside) {
  private byte[] link() throws IOException {
    return directory.readHeader(source, name, kind == JournalKind.CHAINED);
  }

  /** Finds where the frame of an entry begins. */
  long offset(long sequence) throws IOException {
    long[] offset = {SegmentHeader.BYTES};
    new SegmentScanner(
            directory,
            source,
            kind == JournalKind.CHAINED,
            JournalPosition.start(name, link()),
            frame -> offset[0] += frame.sequence() < sequence ? frame.length() : 0)
        .scan(end.offset());
    return offset[0];
  }

  /** Copies what lies behind an offset. The copy is not forced, and no head names it yet. */
  ActiveSegment into(SegmentName copy, long from) throws IOException {
    ActiveSegment fresh =
        ActiveSegment.create(directory, copy, kind == JournalKind.CHAINED, link());
    try {
      long length = fresh.copy(source, from, end.offset());
      if (length >= SegmentHash.WORTH_A_THREAD) {
        aside.accept(() -> fresh.hashAhead(length));
      }
      fresh.readBack(end.sequence());
      return fresh;
    } catch (IOException | RuntimeException e) {
      fresh.close();
      throw e;
    }
  }
}
