package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.spi.JournalEntry;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Reads what is left of a journal that is corrupt: its segments in order, without asking the head
 * which ones it names. Ends at the first gap.
 */
final class JournalSalvage {
  private final JournalDirectory directory;
  private final Consumer<JournalEntry> action;
  private long last;

  JournalSalvage(JournalDirectory directory, Consumer<JournalEntry> action) {
    this.directory = directory;
    this.action = action;
  }

  void read(long from) throws IOException {
    TreeMap<Long, SegmentName> newest = new TreeMap<>();
    for (SegmentName segment : directory.segments()) {
      newest.merge(
          segment.first(), segment, (one, two) -> one.version() > two.version() ? one : two);
    }
    if (!newest.isEmpty()) {
      last = newest.firstKey() - 1;
    }
    for (SegmentName segment : newest.values()) {
      if (segment.first() > last + 1 || !isRead(segment, from)) {
        return;
      }
    }
  }

  private boolean isRead(SegmentName segment, long from) throws IOException {
    try (FileChannel channel = directory.open(segment)) {
      JournalPosition start =
          JournalPosition.start(segment, directory.readHeader(channel, segment, false));
      new SegmentScanner(directory, channel, false, start, frame -> pass(frame, from))
          .scan(Long.MAX_VALUE);
      return true;
    } catch (CorruptDataException | NoSuchFileException e) {
      return false;
    }
  }

  private void pass(Frame frame, long from) {
    if (frame.sequence() == last + 1) {
      last++;
      if (last >= from) {
        action.accept(frame.entry());
      }
    }
  }
}
