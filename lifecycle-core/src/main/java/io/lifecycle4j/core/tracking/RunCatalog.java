package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.storage.Fold;
import io.lifecycle4j.core.storage.Fold.Decision;
import io.lifecycle4j.core.tracking.RunStateFrame.Wanted;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunRecordBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** All runs that were started, and the states of those that have ended. */
final class RunCatalog {
  static final String JOURNAL = "runs";

  private final Fold<Runs> runs;

  RunCatalog(JournalStore journals) {
    runs = new Fold<>(journals.shared(JOURNAL), new Runs(), Runs::apply);
  }

  /**
   * A run in the catalog.
   *
   * @param place its position among all runs, from 1
   * @param info what is known from its start
   * @param journal its journal; empty once erased
   * @param state its state once it has ended, decoded on each request to save memory
   * @param purged whether it is removed for good
   */
  record Known(
      long place,
      RunInfo info,
      String journal,
      @Nullable CatalogFrame state,
      boolean deleted,
      boolean purged) {

    Known with(@Nullable CatalogFrame now) {
      return new Known(place, info, journal, now, deleted, purged);
    }

    Known deleted(boolean is) {
      return new Known(place, info, journal, state, is, purged);
    }

    /** Returns its state; null if it has not ended. */
    @Nullable RunRecord ended() {
      return ended(Wanted.ALL);
    }

    /** Returns at least the wanted parts of its state; null if it has not ended. */
    @Nullable RunRecord ended(Wanted wanted) {
      return state == null ? null : marked(state.decode(info, wanted));
    }

    /** Returns it as purged; its journal is empty once its entries are erased. */
    Known purged(String left) {
      return new Known(place, info, left, null, deleted, true);
    }

    boolean isThere() {
      return !purged;
    }

    /** Returns whether it is purged and its entries may still exist. */
    boolean isToErase() {
      return purged && !journal.isEmpty();
    }

    /** Returns a record with the marks of the catalog. */
    RunRecord marked(RunRecord record) {
      if (record.deleted() == deleted) {
        return record;
      }
      RunRecordBuilder changed = record.toBuilder();
      return (deleted ? changed.deleted() : changed.notDeleted()).build();
    }
  }

  /**
   * All runs by id, and in the order of their start in immutable blocks, which are replaced when a
   * run changes. Not thread-safe; the blocks are.
   *
   * <p>So a search neither copies runs nor holds a lock, and the columns of a block serve later
   * searches until one of its runs changes.
   */
  private static final class Runs {
    private final Map<String, Integer> places = new HashMap<>();
    private final List<Known> runs = new ArrayList<>();
    private final List<@Nullable RunBlock> blocks = new ArrayList<>();
    private @Nullable List<RunBlock> all = List.of();

    void apply(JournalEntry journaled) {
      if (CatalogFrame.is(journaled)) {
        apply(CatalogFrame.read(journaled), journaled.sequence());
        return;
      }
      Change change = Change.read(journaled);
      change(change.run(), change::apply);
    }

    private void apply(CatalogFrame frame, long sequence) {
      if (frame.isStart()) {
        CatalogFrame.Started started = frame.start();
        start(started.info(), started.journal(), sequence);
      } else if (frame.isState()) {
        change(frame.run(), known -> known.with(frame));
      }
    }

    /** Adds a run; a second start with the same id is ignored. */
    private void start(RunInfo info, String journal, long place) {
      if (!places.containsKey(info.id())) {
        places.put(info.id(), runs.size());
        runs.add(new Known(place, info, journal, null, false, false));
        if (blocks.size() * RunBlock.SIZE < runs.size()) {
          blocks.add(null);
        }
        forget(runs.size() - 1);
      }
    }

    private void change(String id, UnaryOperator<Known> change) {
      Integer place = places.get(id);
      if (place != null) {
        runs.set(place, change.apply(runs.get(place)));
        forget(place);
      }
    }

    private void forget(int place) {
      blocks.set(place / RunBlock.SIZE, null);
      all = null;
    }

    @Nullable Known get(String id) {
      Integer place = places.get(id);
      return place == null ? null : runs.get(place);
    }

    List<RunBlock> blocks() {
      List<RunBlock> list = all;
      if (list == null) {
        list = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
          list.add(block(i));
        }
        list = List.copyOf(list);
        all = list;
      }
      return list;
    }

    private RunBlock block(int i) {
      RunBlock block = blocks.get(i);
      if (block == null) {
        int from = i * RunBlock.SIZE;
        block = new RunBlock(runs.subList(from, Math.min(runs.size(), from + RunBlock.SIZE)));
        blocks.set(i, block);
      }
      return block;
    }

    List<Known> all(Predicate<Known> which) {
      return runs.stream().filter(which).toList();
    }
  }

  /**
   * A change of a run, as JSON. Starts and states are {@link CatalogFrame}s.
   *
   * @param kind {@code open}, {@code delete}, {@code restore}, {@code purge} or {@code erased}; any
   *     other is of a newer version of the library and changes nothing
   */
  record Change(String kind, String run) {
    static final String OPEN = "open";
    static final String DELETE = "delete";
    static final String RESTORE = "restore";
    static final String PURGE = "purge";
    static final String ERASED = "erased";

    /** What each kind does; none refers to a blob beyond those in the journal of the run. */
    static final Map<String, UnaryOperator<Known>> KINDS =
        Map.of(
            OPEN, known -> known.with(null),
            DELETE, known -> known.deleted(true),
            RESTORE, known -> known.deleted(false),
            PURGE, known -> known.purged(known.journal()),
            ERASED, known -> known.purged(""));

    Change {
      required(kind, "kind");
      required(run, "run");
    }

    static Change read(JournalEntry entry) {
      String what = "entry " + entry.sequence() + " of runs";
      return TrackingForms.JSON.read(entry.payload(), Change.class, what);
    }

    byte[] write() {
      return TrackingForms.JSON.write(this);
    }

    private Known apply(Known known) {
      return KINDS.getOrDefault(kind, UnaryOperator.identity()).apply(known);
    }
  }

  /** Returns null if the run is purged or unknown. */
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

  /** Returns all runs, purged ones too, in the order of their start. The list never changes. */
  List<RunBlock> blocks() {
    return runs.read(Runs::blocks);
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
    return runs.read(all -> all.all(Known::isToErase));
  }

  private static NotFoundException missing(String id) {
    return new NotFoundException("Run does not exist: " + id);
  }

  /** Returns the runs that are not purged, in the order of their start. */
  List<Known> all() {
    return runs.read(all -> all.all(Known::isThere));
  }

  /** Reads the runs that are not purged, without opening the catalog for writing. */
  static List<Known> read(JournalStore journals) {
    Runs all = new Runs();
    journals.read(JOURNAL, 1, all::apply);
    return all.all(Known::isThere);
  }

  /** Adds a run, unless its id exists. */
  void start(RunInfo info, String journal) {
    append(
        all -> {
          if (all.get(info.id()) != null) {
            throw new ConflictException("Run already exists: " + info.id());
          }
          return CatalogFrame.start(info, journal);
        });
  }

  /** Records the state of an ended run, unless it is recorded already. */
  void ended(RunRecord run, long sequence) {
    decide(
        run.id(),
        known ->
            known.marked(run).equals(known.ended()) ? null : CatalogFrame.state(run, sequence));
  }

  /** Records that the run may be resumed, so that only its journal holds its state. */
  void opened(String id) {
    change(
        id,
        Change.OPEN,
        known -> {
          if (known.deleted()) {
            throw new ConflictException(
                "Cannot go on with run " + id + ": it is deleted (restore it first)");
          }
          return known.state() != null;
        });
  }

  /** Records that the entries of a purged run are erased. */
  void erased(String id) {
    append(
        all -> {
          Known known = all.get(id);
          return known == null || !known.isToErase() ? null : new Change(Change.ERASED, id).write();
        });
  }

  /** Appends a change of an existing run, unless it would change nothing. */
  void change(String id, String kind, Predicate<Known> changes) {
    decide(id, known -> changes.test(known) ? new Change(kind, id).write() : null);
  }

  private void decide(String id, Function<Known, byte @Nullable []> decide) {
    append(
        all -> {
          Known known = all.get(id);
          if (known == null || known.purged()) {
            throw missing(id);
          }
          return decide.apply(known);
        });
  }

  /** Appends the entry that {@code decide} returns, if any. */
  private void append(Function<Runs, byte @Nullable []> decide) {
    runs.decide(
        all -> {
          byte[] entry = decide.apply(all);
          return entry == null ? Decision.nothing(0L) : new Decision<>(entry, sequence -> sequence);
        });
  }
}
