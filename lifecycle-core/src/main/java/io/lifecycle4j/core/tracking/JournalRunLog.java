package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.InvalidValueException.required;

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
import java.util.function.Consumer;

/** The record of one run in a journal that this process owns while it is open. */
final class JournalRunLog implements RunLog {
  private final Journal journal;
  private final BlobStore blobs;
  private final RunFold fold;
  private final Consumer<RunFold> last;
  private final Consumer<RunFold> closed;
  private final Map<String, Param> params;
  private boolean closing;

  /**
   * Writes a journal.
   *
   * @param fold what is recorded already
   * @param last takes what is recorded in the end, while nobody else may write the journal
   * @param closed takes what is recorded in the end, once others may write the journal
   */
  JournalRunLog(
      Journal journal,
      BlobStore blobs,
      RunFold fold,
      Consumer<RunFold> last,
      Consumer<RunFold> closed) {
    this.journal = journal;
    this.blobs = blobs;
    this.fold = fold;
    this.params = new HashMap<>(fold.params());
    this.last = last;
    this.closed = closed;
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
    // without a token: who tries again comes with another call, and so would with another token
    Batch entries = new Batch(Batch.NO_TOKEN, Batch.ANY, payloads, durability);
    Map<BlobId, String> files = files(batch);
    long sequence =
        files.isEmpty()
            ? journal.append(entries)
            : StoredFiles.commit(blobs, "record a run", files, () -> journal.append(entries));
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

  @Override
  public synchronized void close() {
    if (!closing) {
      closing = true;
      last.accept(fold);
      journal.close();
      closed.accept(fold);
    }
  }
}
