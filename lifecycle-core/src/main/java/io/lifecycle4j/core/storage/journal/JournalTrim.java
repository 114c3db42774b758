package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.core.hash.ChainLinks;
import io.lifecycle4j.core.storage.journal.Head.Segment;
import io.lifecycle4j.storage.spi.JournalKind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Erases the beginning of a journal.
 *
 * @param journal must be refreshed
 */
record JournalTrim(JournalDirectory directory, JournalKind kind, OpenJournal journal) {
  /** Removes the entries before a sequence; no head names the files that held them any more. */
  void before(long sequence) throws IOException {
    Head now = journal.head();
    ActiveSegment active = journal.active();
    journal.force(); // or a power cut could lose entries and keep the copy that follows them
    List<Segment> kept = new ArrayList<>();
    for (Segment segment : now.sealed()) {
      if (segment.last() >= sequence) {
        kept.add(segment.name().first() >= sequence ? segment : shorten(now, segment, sequence));
      }
    }
    if (active.name().first() >= sequence) {
      kept.add(active.proof());
      journal.publish(now.trimmed(sequence, kept));
    } else {
      SegmentCopy copy = journal.copy(active.channel(), active.name(), active.end());
      journal.replace(
          copy.into(name(now, sequence), copy.before(sequence)),
          proof -> {
            kept.add(proof);
            return now.trimmed(sequence, kept);
          });
    }
  }

  /** Makes a journal without entries begin with a later one. */
  void begin(long first) throws IOException {
    Head now = journal.head();
    byte[] link = journal.active().end().link();
    journal.replace(
        ActiveSegment.create(directory, name(now, first), kind == JournalKind.CHAINED, link),
        proof -> now.trimmed(first, List.of(proof)));
  }

  private static SegmentName name(Head now, long first) {
    return new SegmentName(first, now.version() + 1);
  }

  /** Copies the end of a sealed segment to a new one. */
  private Segment shorten(Head now, Segment segment, long first) throws IOException {
    JournalPosition end =
        new JournalPosition(
            segment.name(), segment.length(), segment.last(), new byte[ChainLinks.BYTES]);
    try (FileChannel source = directory.open(segment.name())) {
      SegmentCopy copy = journal.copy(source, segment.name(), end);
      try (ActiveSegment fresh = copy.into(name(now, first), copy.before(first))) {
        fresh.force();
        return fresh.proof();
      }
    }
  }
}
