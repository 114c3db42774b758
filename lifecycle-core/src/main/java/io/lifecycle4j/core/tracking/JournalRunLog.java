package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.storage.Batch;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.BlobStore;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.Journal;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.RunBatch;
import io.lifecycle4j.tracking.RunBatch.Point;
import io.lifecycle4j.tracking.RunLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The record of one run in a journal that this process owns while it is open. */
final class JournalRunLog implements RunLog {
  private final String name;
  private final Journal journal;
  private final BlobStore blobs;
  private final RunFold fold;
  private final RunStates states;
  private final Map<String, Param> params;
  private boolean closing;

  /** What could not be appended last, and the token it has for good: it may be there after all. */
  private @Nullable RunBatch failed;

  private UUID token = Ids.token();

  /**
   * Writes a journal.
   *
   * @param fold what is recorded already
   * @param states are told how the run ended
   */
  JournalRunLog(String name, Journal journal, BlobStore blobs, RunFold fold, RunStates states) {
    this.name = name;
    this.journal = journal;
    this.blobs = blobs;
    this.fold = fold;
    this.params = new HashMap<>(fold.params());
    this.states = states;
  }

  @Override
  public synchronized void append(RunBatch batch, Durability durability) {
    required(durability, "durability");
    boolean anew = required(batch, "batch").segment().isPresent();
    if (!anew) { // a new beginning may set parameters to other values
      batch.params().forEach(this::check);
    }
    List<byte[]> payloads = payloads(batch);
    if (payloads.isEmpty()) {
      return;
    }
    if (batch != failed) {
      token = Ids.token();
    }
    failed = batch;
    Batch entries = new Batch(token, Batch.ANY, payloads, durability);
    Map<BlobId, String> files = files(batch);
    long sequence =
        files.isEmpty()
            ? journal.append(entries)
            : StoredFiles.commit(blobs, "record a run", files, () -> journal.append(entries));
    failed = null;
    fold.add(sequence, batch);
    if (anew) {
      params.clear();
    }
    params.putAll(batch.params());
  }

  private void check(String name, Param value) {
    Param before = params.get(name);
    if (before != null) {
      before.checkSame(name, value);
    }
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

  private static Map<BlobId, String> files(RunBatch batch) {
    Map<BlobId, String> files = new LinkedHashMap<>();
    for (StoredFile file : batch.artifacts().values()) {
      files.put(file.blob(), "artifact " + file.name());
    }
    batch.checkpoints().forEach(c -> files.put(c.file().blob(), "checkpoint " + c.file().name()));
    batch.environment().ifPresent(id -> files.put(id, "environment"));
    return files;
  }

  /** The catalog learns of an end while nobody else can go on with the run. */
  @Override
  public synchronized void close() {
    if (closing) {
      return;
    }
    closing = true;
    try (journal) {
      if (fold.hasEnded()) {
        states.tidy(name, journal, fold);
        states.publish(fold);
      }
    }
    if (!fold.hasEnded()) {
      states.abandoned(fold.id());
    }
  }
}
