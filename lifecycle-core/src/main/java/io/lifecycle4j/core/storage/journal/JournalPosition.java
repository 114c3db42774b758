package io.lifecycle4j.core.storage.journal;

/**
 * A place between two batches of a journal.
 *
 * @param segment the segment
 * @param offset where in it the next frame begins
 * @param sequence the last entry before it
 * @param link the link of that entry, zero if the journal is not chained; do not change it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record JournalPosition(SegmentName segment, long offset, long sequence, byte[] link) {
  static JournalPosition start(SegmentName segment, byte[] link) {
    return new JournalPosition(segment, SegmentHeader.BYTES, segment.first() - 1, link);
  }

  boolean in(SegmentName other) {
    return segment.equals(other);
  }
}
