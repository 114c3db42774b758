package io.lifecycle4j.core.storage.journal;

/**
 * A position between two batches of a journal.
 *
 * @param offset where in the segment the next frame begins
 * @param sequence the last entry before it
 * @param link the link of that entry, zero if the journal is not chained; do not modify it
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
