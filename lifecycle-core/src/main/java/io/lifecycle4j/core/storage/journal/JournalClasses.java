package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.core.hash.ChainLinks;
import io.lifecycle4j.core.storage.file.HomeClasses;
import io.lifecycle4j.storage.spi.JournalChecks;

/** The classes needed to write a journal, and to report failures. */
final class JournalClasses {
  private JournalClasses() {}

  static void initialize() {
    HomeClasses.initialize(
        ActiveSegment.class,
        Append.class,
        ChainLinks.class,
        Frame.class,
        Frame.Found.class,
        FrameBuffer.class,
        Head.class,
        Head.Segment.class,
        HeadFile.class,
        JournalChecks.class,
        JournalDirectory.class,
        JournalEngine.class,
        JournalErrors.class,
        JournalPosition.class,
        JournalQueue.class,
        JournalReader.class,
        JournalReaders.class,
        JournalTrim.class,
        JournalWriter.class,
        OpenJournal.class,
        ReadMarks.class,
        SegmentCopy.class,
        SegmentHash.class,
        SegmentHeader.class,
        SegmentName.class,
        SegmentScanner.class,
        BatchTokens.class,
        Waiters.class,
        Work.Task.class);
  }
}
