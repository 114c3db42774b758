package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.core.storage.Fold;
import io.lifecycle4j.core.storage.Fold.Decision;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.JournalEntry;
import io.lifecycle4j.storage.JournalStore;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Every run that was started, and what those add up to that have ended. */
final class RunCatalog {
  static final String JOURNAL = "runs";

  private final Fold<Map<String, Known>> runs;

  RunCatalog(JournalStore journals) {
    runs = new Fold<>(journals.shared(JOURNAL), new LinkedHashMap<>(), RunCatalog::apply);
  }

  /**
   * A run in the catalog.
   *
   * @param place where it stands among all runs, from 1
   * @param info what is known from its start
   * @param journal where it is recorded; nothing once that is erased
   * @param ended what it adds up to, once it has ended
   * @param deleted whether it is deleted
   * @param purged whether it is removed for good
   */
  record Known(
      long place,
      RunInfo info,
      String journal,
      @Nullable RunRecord ended,
      boolean deleted,
      boolean purged) {

    Known with(@Nullable RunRecord record) {
      RunRecord marked = record == null ? null : marked(record);
      return new Known(place, info, journal, marked, deleted, purged);
    }

    Known deleted(boolean is) {
      return new Known(place, info, journal, ended, is, purged).with(ended);
    }

    Known gone() {
      return new Known(place, info, journal, null, deleted, true);
    }

    Known erased() {
      return new Known(place, info, "", null, deleted, true);
    }

    /** Tells whether it is purged, but its entries may be there still. */
    boolean isToErase() {
      return purged && !journal.isEmpty();
    }

    /** Marks a record as the catalog says. */
    RunRecord marked(RunRecord record) {
      if (record.deleted() == deleted) {
        return record;
      }
      RunRecord.Builder changed = record.toBuilder();
      return (deleted ? changed.deleted() : changed.notDeleted()).build();
    }
  }

  private static void apply(Map<String, Known> runs, JournalEntry journaled) {
    CatalogEntry entry = CatalogEntry.read(journaled);
    String id = entry.run();
    if (entry.kind().equals(CatalogEntry.START)) {
      CatalogEntry.Start start = required(entry.start(), "start of run " + id);
      long place = journaled.sequence();
      runs.put(id, new Known(place, start.info(id), start.journal(), null, false, false));
      return;
    }
    Known known = runs.get(id);
    if (known != null) {
      runs.put(id, change(known, entry));
    }
  }

  private static Known change(Known known, CatalogEntry entry) {
    return switch (entry.kind()) {
      case CatalogEntry.STATE ->
          known.with(record(known.info(), required(entry.state(), "state of " + entry.run())));
      case CatalogEntry.OPEN -> known.with(null);
      case CatalogEntry.DELETE -> known.deleted(true);
      case CatalogEntry.RESTORE -> known.deleted(false);
      case CatalogEntry.PURGE -> known.gone();
      case CatalogEntry.ERASED -> known.erased();
      default -> known; // of a newer version of the library
    };
  }

  private static RunRecord record(RunInfo info, CatalogEntry.State state) {
    Map<String, StoredFile> artifacts = new HashMap<>();
    state.artifacts().forEach(file -> artifacts.put(file.name(), file));
    return RunRecord.builder(info)
        .end(state.end().toEnd())
        .params(state.params())
        .metrics(state.metrics())
        .tags(state.tags())
        .artifacts(artifacts)
        .inputs(state.inputs())
        .checkpoints(state.checkpoints())
        .segments(state.segments())
        .environment(state.environment())
        .build();
  }

  /** Returns a run that is not purged. */
  @Nullable Known find(String id) {
    Known known = runs.read(all -> all.get(id));
    return known == null || known.purged() ? null : known;
  }

  Known get(String id) {
    Known known = find(id);
    if (known == null) {
      throw missing(id);
    }
    return known;
  }

  /** Returns a run that is not erased yet. */
  Known getToErase(String id) {
    Known known = runs.read(all -> all.get(id));
    if (known == null || (known.purged() && !known.isToErase())) {
      throw missing(id);
    }
    return known;
  }

  /** Returns the runs that are purged, but not erased yet. */
  List<Known> allToErase() {
    return runs.read(all -> all.values().stream().filter(Known::isToErase).toList());
  }

  private static NotFoundException missing(String id) {
    return new NotFoundException("Run does not exist: " + id);
  }

  /** Returns the runs that are not purged, in the order of their start. */
  List<Known> all() {
    return there(runs.read(known -> new ArrayList<>(known.values())));
  }

  /** Reads the runs that are not purged, without opening the catalog for writing. */
  static List<Known> read(JournalStore journals) {
    Map<String, Known> all = new LinkedHashMap<>();
    journals.read(JOURNAL, 1, entry -> apply(all, entry));
    return there(new ArrayList<>(all.values()));
  }

  private static List<Known> there(List<Known> all) {
    all.removeIf(Known::purged);
    return all;
  }

  /** Adds a run, unless its id was given before. */
  void start(RunInfo info, String journal) {
    runs.decide(
        known -> {
          if (known.containsKey(info.id())) {
            throw new ConflictException("Run already exists: " + info.id());
          }
          return new Decision<>(CatalogEntry.start(info, journal).write(), sequence -> sequence);
        });
  }

  /** Records what an ended run adds up to, unless that is known already. */
  void ended(RunRecord run, long sequence) {
    change(
        run.id(),
        known ->
            known.marked(run).equals(known.ended()) ? null : CatalogEntry.state(run, sequence));
  }

  /** Records that a run may be recorded further, so that only its journal says how it stands. */
  void opened(String id) {
    change(
        id,
        known -> {
          if (known.deleted()) {
            throw new ConflictException(
                "Cannot go on with run " + id + ": it is deleted (restore it first)");
          }
          return known.ended() == null ? null : CatalogEntry.of(CatalogEntry.OPEN, id);
        });
  }

  /** Records that the entries of a purged run are gone. */
  void erased(String id) {
    runs.decide(
        all -> {
          Known known = all.get(id);
          return known == null || !known.isToErase()
              ? Decision.nothing(0L)
              : new Decision<>(
                  CatalogEntry.of(CatalogEntry.ERASED, id).write(), sequence -> sequence);
        });
  }

  /** Appends a change of a run that is there, unless there is nothing to change. */
  void change(String id, Function<Known, @Nullable CatalogEntry> decide) {
    runs.decide(
        all -> {
          Known known = all.get(id);
          if (known == null || known.purged()) {
            throw missing(id);
          }
          CatalogEntry entry = decide.apply(known);
          return entry == null
              ? Decision.nothing(0L)
              : new Decision<>(entry.write(), sequence -> sequence);
        });
  }
}
