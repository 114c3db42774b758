package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.storage.Batch;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.BlobStore;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.Journal;
import io.lifecycle4j.tracking.RunEvent;
import io.lifecycle4j.tracking.RunLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The events of one run in a journal that this process owns while it is open. */
final class JournalRunLog implements RunLog {
  private final Journal journal;
  private final BlobStore blobs;
  private final Map<String, String> params = new HashMap<>();

  JournalRunLog(Journal journal, BlobStore blobs) {
    this.journal = journal;
    this.blobs = blobs;
  }

  @Override
  public synchronized void append(List<RunEvent> events, Durability durability) {
    required(durability, "durability");
    Map<String, String> newParams = new HashMap<>();
    List<byte[]> payloads = new ArrayList<>();
    for (RunEvent event : required(events, "events")) {
      if (event.kind() != RunEvent.Kind.PARAM || isNew(event, newParams)) {
        payloads.add(RunFold.Line.write(event));
      }
    }
    if (!payloads.isEmpty()) {
      Batch batch = new Batch(Ids.token(), Batch.ANY, payloads, durability);
      StoredFiles.commit(blobs, "append to a run", artifacts(events), () -> journal.append(batch));
      params.putAll(newParams);
    }
  }

  private static Map<BlobId, String> artifacts(List<RunEvent> events) {
    Map<BlobId, String> artifacts = new HashMap<>();
    for (RunEvent event : events) {
      if (event.kind() == RunEvent.Kind.ARTIFACT) {
        artifacts.put(new BlobId(event.text()), "artifact " + event.name());
      }
    }
    return artifacts;
  }

  private boolean isNew(RunEvent event, Map<String, String> newParams) {
    String before = newParams.getOrDefault(event.name(), params.get(event.name()));
    if (before != null && !before.equals(event.text())) {
      throw new ConflictException(
          String.format(
              "Parameter already exists: %s is '%s' (cannot become '%s')",
              event.name(), before, event.text()));
    }
    newParams.put(event.name(), event.text());
    return before == null;
  }

  @Override
  public synchronized void close() {
    journal.close();
  }
}
