package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.InvalidValueException.required;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.storage.Fold;
import io.lifecycle4j.core.storage.Fold.Decision;
import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.BlobStore;
import io.lifecycle4j.storage.JournalEntry;
import io.lifecycle4j.storage.JournalStore;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.ExperimentTracker;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunLog;
import io.lifecycle4j.tracking.RunRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps the starts of runs in the journal {@code runs} and the events of each in its own. */
final class JournalExperimentTracker implements ExperimentTracker {
  static final String JOURNAL = "runs";
  static final String RUN = "run-";

  private static final int CACHED_RUNS = 10_000;

  private final BlobStore blobs;
  private final JournalStore journals;
  private final Fold<Map<String, Started>> catalog;

  /** Runs that have ended do not change any more. */
  private final Cache<String, RunRecord> ended =
      Caffeine.newBuilder().maximumSize(CACHED_RUNS).build();

  JournalExperimentTracker(BlobStore blobs, JournalStore journals) {
    this.blobs = blobs;
    this.journals = journals;
    this.catalog =
        new Fold<>(journals.shared(JOURNAL), new LinkedHashMap<>(), JournalExperimentTracker::add);
  }

  /** A run in the catalog; its place there names its journal, so no id becomes a file name. */
  record Started(RunInfo info, long sequence) {
    static Started of(JournalEntry entry) {
      RunInfo info = Json.read(entry.payload(), RunInfo.class, "run " + entry.sequence());
      return new Started(info, entry.sequence());
    }

    String journal() {
      return RUN + sequence;
    }
  }

  private static void add(Map<String, Started> runs, JournalEntry entry) {
    Started started = Started.of(entry);
    runs.put(started.info().id(), started);
  }

  @Override
  public RunLog start(RunInfo info) {
    required(info, "run");
    Started started =
        catalog.decide(
            runs -> {
              if (runs.containsKey(info.id())) {
                throw new ConflictException("Run already exists: " + info.id());
              }
              return new Decision<>(Json.write(info), sequence -> new Started(info, sequence));
            });
    return new JournalRunLog(journals.owned(started.journal()), blobs);
  }

  @Override
  public StoredFile put(NamedContent file) {
    return StoredFiles.put(blobs, file);
  }

  @Override
  public Optional<RunRecord> find(String id) {
    required(id, "run id");
    return catalog.read(runs -> Optional.ofNullable(runs.get(id))).map(this::record);
  }

  @Override
  public Optional<List<String>> findExperiments() {
    return Optional.of(
        catalog.read(
            runs ->
                runs.values().stream()
                    .map(run -> run.info().experiment())
                    .distinct()
                    .sorted()
                    .toList()));
  }

  @Override
  public List<RunRecord> runs(String experiment) {
    required(experiment, "experiment");
    List<Started> all = catalog.read(runs -> new ArrayList<>(runs.values()));
    return all.stream()
        .filter(run -> run.info().experiment().equals(experiment))
        .map(this::record)
        .toList();
  }

  @Override
  public List<MetricPoint> history(String id, String metric) {
    required(metric, "metric");
    Started run =
        catalog
            .read(runs -> Optional.ofNullable(runs.get(required(id, "run id"))))
            .orElseThrow(() -> new NotFoundException("Run does not exist: " + id));
    RunFold fold = fold(run);
    return fold.history(metric);
  }

  private RunRecord record(Started run) {
    RunRecord known = ended.getIfPresent(run.info().id());
    if (known != null) {
      return known;
    }
    RunRecord record = fold(run).record();
    if (record.end() != null) {
      ended.put(run.info().id(), record);
    }
    return record;
  }

  private RunFold fold(Started run) {
    RunFold fold = new RunFold(run.info());
    journals.read(run.journal(), 1).forEach(fold::add);
    return fold;
  }
}
