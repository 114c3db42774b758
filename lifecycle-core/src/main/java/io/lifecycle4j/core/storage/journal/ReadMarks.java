package io.lifecycle4j.core.storage.journal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Positions in the segments of a journal that were passed while it was read: a later reader begins
 * at one of them instead of at the first entry of a segment. In memory only. Thread-safe.
 *
 * <p>Each is the position before a batch that was whole. So whoever begins there finds that batch,
 * or the file is no longer the one that was read, and the mark is forgotten.
 */
final class ReadMarks {
  /** How many are remembered; then half of them are forgotten. */
  private static final int MOST = 256;

  /** The minimum number of bytes between two of them. */
  private final long apart;

  private final List<JournalPosition> marks = new ArrayList<>();

  ReadMarks(long apart) {
    this.apart = apart;
  }

  /** Returns the offset from which on a segment has no marks, but may get one. */
  synchronized long next(SegmentName segment) {
    JournalPosition last = before(segment, Long.MAX_VALUE);
    long offset = last == null ? SegmentHeader.BYTES : last.offset();
    return offset > Long.MAX_VALUE - apart ? Long.MAX_VALUE : offset + apart;
  }

  /** Remembers a position before a whole batch. */
  synchronized void add(JournalPosition mark) {
    if (mark.offset() >= next(mark.segment())) {
      if (marks.size() == MOST) {
        marks.subList(0, MOST / 2).clear();
      }
      marks.add(mark);
    }
  }

  /** Finds the last position in a segment before an entry; null if there is none. */
  synchronized @Nullable JournalPosition before(SegmentName segment, long sequence) {
    JournalPosition found = null;
    for (JournalPosition mark : marks) {
      if (mark.in(segment) && mark.sequence() < sequence) {
        found = mark;
      }
    }
    return found;
  }

  /**
   * Forgets a position and the others in its segment, since no batch follows it any more.
   *
   * @return false if it is not remembered
   */
  synchronized boolean forget(JournalPosition mark) {
    JournalPosition known = before(mark.segment(), mark.sequence() + 1);
    if (known == null || known.offset() != mark.offset()) {
      return false;
    }
    marks.removeIf(one -> one.in(mark.segment()));
    return true;
  }

  /** Forgets the positions in a segment that are behind where it was found to end. */
  synchronized void endAt(JournalPosition end) {
    JournalPosition last = before(end.segment(), Long.MAX_VALUE);
    if (last != null && last.offset() > end.offset()) {
      marks.removeIf(one -> one.in(end.segment()) && one.offset() > end.offset());
    }
  }

  synchronized void clear() {
    marks.clear();
  }
}
