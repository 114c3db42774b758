package io.lifecycle4j.core.loading;

import io.lifecycle4j.core.error.ShutdownHook;
import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.loading.VersionLoads.Purpose;
import io.lifecycle4j.core.storage.JournalClosing;
import io.lifecycle4j.core.storage.SpareJournals;
import io.lifecycle4j.core.storage.StorageForms;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records loads of versions by native code, which may crash the process. If a load has no end, and
 * no process owns its journal, the process ended during the load.
 *
 * <p>A load owns a journal {@code loads-ID} as long as it lasts, so there are as many as loads ever
 * ran at once. Marks never prevent a load: what cannot be written or read is logged. A load that is
 * in progress when the markers are closed or the JVM shuts down is marked as ended: it has not
 * ended the process. Thread-safe.
 */
final class LoadMarkers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LoadMarkers.class);
  private static final String PREFIX = "loads-";
  private static final String BEGUN = "begun";
  private static final String STAND_BY = "stand-by";
  private static final String ENDED = "ended";
  private static final String SKIPPED = "skipped";

  /** A journal with so many entries is trimmed. */
  static final int MOST = 100;

  private final JournalStore journals;
  private final boolean isWritten;
  private final InstantSource clock;

  /** Loads in progress that are marked. */
  private final Set<Mark> open = ConcurrentHashMap.newKeySet();

  private final ShutdownHook hook = new ShutdownHook("end-loads", this::endAll);
  private volatile boolean closed;

  /** Marks loads in a home; one that is read-only is only read. */
  LoadMarkers(Medium medium, InstantSource clock) {
    this.journals = medium.journals();
    this.isWritten = !medium.isReadOnly();
    this.clock = clock;
  }

  /**
   * One entry, as stored.
   *
   * @param kind {@code begun}, {@code stand-by}, {@code ended} or {@code skipped}; others are
   *     ignored
   */
  record Line(String kind, String model, int version, Instant time) {
    boolean isBegin() {
      return kind.equals(BEGUN) || isStandBy();
    }

    /** Returns whether a version was loaded that nobody needed yet, beside the one that serves. */
    boolean isStandBy() {
      return kind.equals(STAND_BY);
    }
  }

  private record Loaded(String model, int version) {}

  /** Returns whether this is a journal of loads, which needs no blobs. */
  static boolean owns(String journal) {
    return journal.startsWith(PREFIX);
  }

  /** A load in progress. Closing it marks its end, whether it succeeded or threw. Idempotent. */
  final class Mark implements AutoCloseable {
    private final String model;
    private final int version;
    private final Journal journal;
    private final AtomicBoolean ended = new AtomicBoolean();

    private Mark(String model, int version, Journal journal) {
      this.model = model;
      this.version = version;
      this.journal = journal;
    }

    @Override
    @SuppressWarnings("checkstyle:IllegalCatch") // see begin
    public void close() {
      if (!ended.compareAndSet(false, true)) {
        return;
      }
      try {
        append(journal, ENDED, model, version);
        bound(journal);
      } catch (RuntimeException e) {
        LOG.warn("Cannot record that the load of {}:{} ended", model, version, e);
      } finally {
        JournalClosing.despiteErrors(journal);
        forget(this);
      }
    }
  }

  private void forget(Mark mark) {
    synchronized (hook) {
      open.remove(mark);
      if (open.isEmpty()) {
        hook.unregister();
      }
    }
  }

  private void append(Journal to, String kind, String model, int version) {
    byte[] line = StorageForms.JSON.write(new Line(kind, model, version, clock.instant()));
    to.append(new Batch(Ids.token(), Batch.ANY, List.of(line), Durability.PROCESS));
  }

  /**
   * Erases the entries of a journal that has many, except those that may still matter: the last
   * ones of versions of which this or another journal has a load without an end.
   */
  private void bound(Journal own) {
    long newest = own.sequence();
    long first = own.state().first();
    if (newest - first < MOST) {
      return;
    }
    Set<Loaded> unended = new HashSet<>();
    for (String name : journals.names()) {
      read(name).values().stream()
          .filter(Line::isBegin)
          .forEach(line -> unended.add(new Loaded(line.model(), line.version())));
    }
    Map<Loaded, Line> last = new HashMap<>();
    own.read(first, entry -> add(last, entry));
    last.keySet().retainAll(unended);
    List<byte[]> kept = last.values().stream().map(StorageForms.JSON::write).toList();
    if (!kept.isEmpty()) {
      own.append(new Batch(Ids.token(), Batch.ANY, kept, Durability.PROCESS));
    }
    own.trim(kept.isEmpty() ? newest : newest + 1);
  }

  /**
   * Marks the begin of a load; close the mark when it has ended. Returns null if the begin could
   * not be marked.
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // a home that closes in between too
  @Nullable Mark begin(String model, int version, Purpose purpose) {
    if (!isWritten) {
      return null;
    }
    try {
      String kind = purpose == Purpose.STAND_BY ? STAND_BY : BEGUN;
      Mark mark = new Mark(model, version, written(kind, model, version));
      synchronized (hook) { // a load that ends concurrently must not unregister the hook
        open.add(mark);
        hook.register();
      }
      if (closed) { // closing may have passed by before the mark was there
        mark.close();
      }
      return mark;
    } catch (RuntimeException e) {
      LOG.warn("Cannot record that the load of {}:{} started", model, version, e);
      return null;
    }
  }

  /** Writes a line to a journal that no other load owns; the caller closes it. */
  Journal written(String kind, String model, int version) {
    Journal to = SpareJournals.own(journals, PREFIX, name -> true, Ids.next()).journal();
    boolean written = false;
    try {
      append(to, kind, model, version);
      written = true;
      return to;
    } finally {
      if (!written) {
        JournalClosing.despiteErrors(to);
      }
    }
  }

  /**
   * Returns the last loads of versions of a model that ended with their processes, and marks that
   * the versions are skipped, so that the next call does not return them.
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // see begin
  List<Line> skip(String model) {
    List<Line> fatal = fatal(model);
    for (Line load : isWritten ? fatal : List.<Line>of()) {
      try {
        JournalClosing.despiteErrors(written(SKIPPED, model, load.version()));
      } catch (RuntimeException e) {
        LOG.warn("Cannot record that {}:{} is skipped", model, load.version(), e);
      }
    }
    return fatal;
  }

  private void endAll() {
    List.copyOf(open).forEach(Mark::close);
  }

  /** Marks the end of loads in progress, which may hang, since their owner ends in order. */
  @Override
  public void close() {
    closed = true;
    endAll();
  }

  /** Returns the last loads of versions of a model that ended with their processes. */
  List<Line> fatal(String model) {
    Map<Loaded, Line> last = new HashMap<>();
    for (String name : journals.names()) {
      if (owns(name) && !journals.isOwned(name)) {
        read(name).forEach((version, line) -> last.merge(version, line, LoadMarkers::later));
      }
    }
    return last.values().stream()
        .filter(line -> line.isBegin() && line.model().equals(model))
        .toList();
  }

  /** Returns the last entry of each version in a journal of loads; none for another journal. */
  private Map<Loaded, Line> read(String name) {
    Map<Loaded, Line> last = new HashMap<>();
    try {
      long first = owns(name) ? journals.state(name).map(JournalState::first).orElse(0L) : 0;
      if (first > 0) {
        journals.read(name, first, entry -> add(last, entry));
      }
    } catch (NotFoundException e) {
      LOG.debug("A load that ended in between has trimmed {}", name, e);
    } catch (LifecycleException e) {
      LOG.warn("Cannot read from {} whether a load ended a process", name, e);
    }
    return last;
  }

  private static void add(Map<Loaded, Line> last, JournalEntry entry) {
    String what = "entry " + entry.sequence() + " of a load";
    Line line = StorageForms.JSON.read(entry.payload(), Line.class, what);
    last.put(new Loaded(line.model(), line.version()), line); // the clock may have been put back
  }

  /** Returns the later one of two journals. */
  private static Line later(Line one, Line other) {
    return other.time().isBefore(one.time()) ? one : other;
  }
}
