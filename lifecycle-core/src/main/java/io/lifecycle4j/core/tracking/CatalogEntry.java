package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.JournalEntry;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.Checkpoint;
import io.lifecycle4j.tracking.MetricSummary;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.Segment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the catalog of runs as JSON. Starts and states are written as {@link CatalogFrame}s,
 * and read in both forms.
 *
 * @param kind {@code start}, {@code state}, {@code open}, {@code delete}, {@code restore}, {@code
 *     purge} or {@code erased}; others are of a newer version of the library and change nothing
 * @param run the id of the run
 * @param start what is known from its start, for {@code start}
 * @param state what an ended run adds up to, for {@code state}: a copy of what its journal says
 */
@WithoutNulls
record CatalogEntry(String kind, String run, @Nullable Start start, @Nullable State state) {
  static final String START = "start";
  static final String STATE = "state";
  static final String OPEN = "open";
  static final String DELETE = "delete";
  static final String RESTORE = "restore";
  static final String PURGE = "purge";
  static final String ERASED = "erased";

  /** The kinds that name no blob beside those of the journal of the run. */
  static final Set<String> KINDS = Set.of(START, STATE, OPEN, DELETE, RESTORE, PURGE, ERASED);

  CatalogEntry {
    required(kind, "kind");
    required(run, "run");
    if (kind.equals(START)) {
      required(start, "start");
    }
    if (kind.equals(STATE)) {
      required(state, "state");
    }
  }

  /** What is known from the start; the journal has a name of its own, so no id is a file name. */
  @WithoutNulls
  record Start(
      String experiment, Instant started, String name, @Nullable String parent, String journal) {
    Start {
      required(journal, "journal");
      new RunInfo("checked", experiment, started, name, parent);
    }

    RunInfo info(String id) {
      return new RunInfo(id, experiment, started, name, parent);
    }
  }

  /** What an ended run adds up to. */
  @WithoutNulls
  record State(
      long sequence,
      RunFacts.End end,
      Map<String, Param> params,
      Map<String, MetricSummary> metrics,
      Map<String, String> tags,
      List<StoredFile> artifacts,
      List<RunInput> inputs,
      List<Checkpoint> checkpoints,
      List<Segment> segments,
      @Nullable BlobId environment) {
    State {
      required(end, "end");
    }
  }

  static CatalogEntry start(RunInfo info, String journal) {
    Start start = new Start(info.experiment(), info.started(), info.name(), info.parent(), journal);
    return new CatalogEntry(START, info.id(), start, null);
  }

  static CatalogEntry state(RunRecord run, long sequence) {
    State state =
        new State(
            sequence,
            required(RunFacts.End.of(run.end().orElse(null)), "end"),
            run.params(),
            run.metrics(),
            run.tags(),
            List.copyOf(run.artifacts().values()),
            run.inputs(),
            run.checkpoints(),
            run.segments(),
            run.environment().orElse(null));
    return new CatalogEntry(STATE, run.id(), null, state);
  }

  static CatalogEntry of(String kind, String run) {
    return new CatalogEntry(kind, run, null, null);
  }

  static CatalogEntry read(JournalEntry entry) {
    return Json.read(entry.payload(), CatalogEntry.class, "entry " + entry.sequence() + " of runs");
  }

  byte[] write() {
    return Json.write(this);
  }
}
