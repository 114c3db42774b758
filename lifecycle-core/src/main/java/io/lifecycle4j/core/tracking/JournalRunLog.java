package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.tracking.spi.RunBatch;
import io.lifecycle4j.tracking.spi.RunBatch.Point;
import io.lifecycle4j.tracking.spi.RunLog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The record of one run, in a journal that this process owns while it is open.
 *
 * <p>After a failure, the next append reopens the journal and folds it again.
 */
final class JournalRunLog implements RunLog {
  private final Journal journal;
  private final BlobStore blobs;
  private final Supplier<RunFold> recorded;
  private final RunStates states;
  private RunFold fold;

  /** Whether an append has begun and is not known to have ended. */
  private boolean failed;

  /** Whether a batch may have been folded in part. */
  private boolean torn;

  private boolean closing;

  /** Continues from a folded state; {@code recorded} folds it again after a failure. */
  JournalRunLog(
      Journal journal,
      BlobStore blobs,
      RunFold fold,
      Supplier<RunFold> recorded,
      RunStates states) {
    this.journal = journal;
    this.blobs = blobs;
    this.fold = fold;
    this.recorded = recorded;
    this.states = states;
  }

  @Override
  public synchronized void append(RunBatch batch, Durability durability) {
    required(durability, "durability");
    List<byte[]> payloads = payloads(required(batch, "batch"));
    if (failed) {
      beginAgain();
    }
    fold.check(batch);
    if (payloads.isEmpty()) {
      return;
    }
    Batch entries = new Batch(batch.token(), Batch.ANY, payloads, durability);
    failed = true; // until done, whatever is thrown
    long sequence = append(entries, files(batch));
    if (sequence > fold.sequence()) { // otherwise the batch had been recorded before
      torn = true;
      fold.add(sequence, batch);
      torn = false;
    }
    failed = false;
  }

  private long append(Batch entries, Map<BlobId, String> files) {
    return files.isEmpty()
        ? journal.append(entries)
        : StoredFiles.commit(blobs, "record a run", files, () -> journal.append(entries));
  }

  /** Determines what is recorded: more than was acknowledged or, on a broken disk, less. */
  private void beginAgain() {
    journal.reopen();
    if (torn || journal.sequence() != fold.sequence()) {
      fold = recorded.get();
      torn = false;
    }
    failed = false;
  }

  private static List<byte[]> payloads(RunBatch batch) {
    List<byte[]> payloads = new ArrayList<>();
    if (!batch.onlyPoints()) {
      payloads.add(RunFacts.write(batch));
    }
    List<Point> points = batch.points();
    for (int from = 0; from < points.size(); from += PointFrame.MAX_POINTS) {
      int to = Math.min(points.size(), from + PointFrame.MAX_POINTS);
      payloads.add(PointFrame.write(points.subList(from, to)));
    }
    return payloads;
  }

  /** Returns the files of a batch beside its checkpoints, with what each is. */
  static Map<BlobId, String> filesWithoutCheckpoints(RunBatch batch) {
    Map<BlobId, String> files = new LinkedHashMap<>();
    for (StoredFile file : batch.artifacts().values()) {
      files.put(file.blob(), "artifact " + file.name());
    }
    batch.environment().ifPresent(id -> files.put(id, "environment"));
    return files;
  }

  /** Returns the files that a batch needs, with what each is. */
  static Map<BlobId, String> files(RunBatch batch) {
    Map<BlobId, String> files = filesWithoutCheckpoints(batch);
    batch.checkpoints().stream()
        .filter(taken -> taken.dropped().isEmpty())
        .forEach(taken -> files.put(taken.file().blob(), "checkpoint " + taken.file().name()));
    return files;
  }

  /**
   * Publishes an end to the catalog while the journal is still owned, so that the run cannot be
   * resumed in between.
   */
  @Override
  public synchronized void close() {
    if (closing) {
      return;
    }
    closing = true;
    try (journal) {
      if (torn) {
        beginAgain(); // the catalog must not receive a partial state
      }
      if (fold.hasEnded()) {
        states.publish(journal, fold);
      }
    }
    if (!fold.hasEnded()) {
      states.abandoned(fold.id());
    }
  }
}
