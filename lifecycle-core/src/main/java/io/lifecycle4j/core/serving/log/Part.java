package io.lifecycle4j.core.serving.log;

import io.lifecycle4j.core.serving.log.PredictionJournals.Header;
import io.lifecycle4j.storage.BlobId;
import java.time.Instant;
import java.util.List;

/**
 * A blob with many predictions of a model, taken from the journals of its sessions.
 *
 * @param first the time of the earliest prediction
 * @param last the time of the latest one
 * @param moved when the last of them was moved from its journal
 */
record Part(
    String model, BlobId blob, long bytes, long count, Instant first, Instant last, Instant moved) {
  /**
   * The entries of one session in a part. They keep the sequences that they had in its journal.
   *
   * @param journal the journal in which they were
   * @param from the sequence of the first entry
   * @param through the sequence of the last entry
   * @param offset where their frames begin in the part
   * @param bytes the length of their frames
   * @param numbers those of its predictions
   */
  record Chunk(
      Header header,
      String journal,
      long from,
      long through,
      long offset,
      long bytes,
      long count,
      Instant first,
      Instant last,
      Numbers numbers) {}

  /** The lowest and the highest of some numbers of predictions. */
  record Numbers(long lowest, long highest) {
    static final Numbers NONE = new Numbers(Long.MAX_VALUE, 0);
    static final Numbers ALL = new Numbers(1, Long.MAX_VALUE);

    Numbers with(long number) {
      return new Numbers(Math.min(lowest, number), Math.max(highest, number));
    }

    Numbers plus(Numbers other) {
      return new Numbers(Math.min(lowest, other.lowest), Math.max(highest, other.highest));
    }

    boolean has(long number) {
      return number >= lowest && number <= highest;
    }
  }

  /** What a part contains, written behind its frames. */
  record Index(int v, List<Chunk> chunks) {}

  /** Returns when the latest was made, even if the clock was ahead at that time. */
  Instant newest() {
    return last.isBefore(moved) ? last : moved;
  }

  /** Returns this part, whose predictions were in other parts before. */
  Part after(List<Part> others) {
    Instant time = others.stream().map(Part::moved).max(Instant::compareTo).orElse(moved);
    return new Part(model, blob, bytes, count, first, last, time);
  }

  /** Returns whether it may have predictions in a time, the end of which is exclusive. */
  boolean overlaps(Instant from, Instant to) {
    return !last.isBefore(from) && first.isBefore(to);
  }
}
