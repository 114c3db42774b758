package io.lifecycle4j.core.storage;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.storage.Fold.Decision;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.error.UnknownOutcomeException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalSnapshot;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state that results from a journal that all processes of a home write, of which old entries
 * are erased. What only one of several processes writes is in the journal of its {@link Lead}
 * instead.
 *
 * <p>An entry is appended only if no other came after the state it is based on ({@link Fold}). Now
 * and then an entry has all of the state, so that entries before it can be erased. If the journal
 * is corrupt, all use the next one, which begins with what could be read of the one before. The
 * journal is created with the first entry. Thread-safe.
 *
 * @param <S> the type of the state
 */
public final class SharedState<S> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SharedState.class);

  /** Entries before the last one with all of the state that is as old are erased. */
  public static final Duration AGE = Duration.ofDays(730);

  private static final int STEPS = 20;

  private final Medium home;
  private final String name;
  private final Form<S> form;
  private final InstantSource clock;
  private final Supplier<? extends RuntimeException> afterwards;
  private final int most;

  // guarded by this
  private @Nullable Opened<S> open;
  private boolean closed;

  /** How a state is made of entries. */
  public interface Form<S> {
    /** Returns the state before the first entry. */
    S empty();

    /**
     * Applies an entry.
     *
     * @return the time of an entry that has all of the state, which replaces what was before; null
     *     of any other
     */
    @Nullable Instant apply(S state, JournalEntry entry);

    /** Writes an entry that has all of the state, but what is too old at a time. */
    byte[] whole(S state, Instant now);
  }

  /** An entry that has all of the state. */
  private record Whole(long sequence, Instant time) {}

  /** A state, and where it is in its journal. */
  private static final class Placed<S> {
    private final Form<S> form;
    private final S state;
    private final Deque<Whole> wholes = new ArrayDeque<>();
    private long sequence;

    Placed(Form<S> form) {
      this.form = form;
      this.state = form.empty();
    }

    void apply(JournalEntry entry) {
      Instant time = form.apply(state, entry);
      sequence = entry.sequence();
      if (time != null) {
        wholes.add(new Whole(sequence, time));
      }
    }

    /** Goes on with the state at the begin of another journal. */
    void begin() {
      sequence = 0;
      wholes.clear();
    }

    long since() {
      return sequence - (wholes.isEmpty() ? 0 : wholes.getLast().sequence());
    }

    /** Returns the first entry to keep, which has all of the state. */
    long first(int most, Instant now) {
      Instant oldest = now.minus(AGE);
      long first = 1;
      for (Whole whole : wholes) {
        if (sequence - whole.sequence() >= most || !whole.time().isAfter(oldest)) {
          first = whole.sequence();
        }
      }
      return first;
    }

    void trimmed(long first) {
      wholes.removeIf(whole -> whole.sequence() < first);
    }
  }

  /** The journal that is in use. */
  private record Opened<S>(int number, Journal journal, Fold<Placed<S>> fold) {}

  /**
   * Opens nothing yet.
   *
   * @param most about so many entries are stored
   * @param afterwards makes what is thrown once this is closed
   */
  public SharedState(
      Medium home,
      String name,
      Form<S> form,
      int most,
      InstantSource clock,
      Supplier<? extends RuntimeException> afterwards) {
    this.home = home;
    this.name = name;
    this.form = form;
    this.most = most;
    this.clock = clock;
    this.afterwards = afterwards;
  }

  /** Applies a function to the current state; it must not retain the state. */
  public <R> R read(Function<S, R> question) {
    Opened<S> now = opened(false);
    while (now != null) {
      try {
        return now.fold().read(placed -> question.apply(placed.state));
      } catch (CorruptDataException e) {
        now = replaced(now, e);
      }
    }
    return question.apply(stored(NumberedJournals.newest(home.journals(), name, 0)).state);
  }

  /** Passes on the entries that are stored, the oldest first; corrupt ones are left out. */
  public void entries(Consumer<JournalEntry> action) {
    NumberedJournals.read(home.journals(), name, action);
  }

  /**
   * Decides on the state and appends the decision, which survives a power cut on return; see {@link
   * Fold#decide(Function)}. After a failure, what is stored is read again.
   */
  public <R> R decide(Function<S, Decision<R>> decide) {
    Opened<S> now = required(opened(true), "journal");
    while (true) {
      try {
        begin(now);
        R answer = now.fold().decide(placed -> decide.apply(placed.state));
        shorten(now);
        return answer;
      } catch (CorruptDataException e) {
        now = replaced(now, e);
      } catch (StorageFailedException | UnknownOutcomeException e) {
        forget();
        throw e;
      }
    }
  }

  /** Writes what could be read of the journal before into the one that takes its place. */
  private void begin(Opened<S> now) {
    if (now.number() > 0) {
      now.fold()
          .decide(
              placed ->
                  placed.sequence > 0
                      ? Decision.nothing(true)
                      : new Decision<>(form.whole(placed.state, clock.instant()), at -> true));
    }
  }

  /** Returns after how many entries one has all of the state. */
  private int every() {
    return Math.max(1, most / STEPS);
  }

  private void shorten(Opened<S> now) {
    if (now.fold().known(Placed::since) < every()) {
      return;
    }
    try {
      Instant time = clock.instant();
      byte[] whole = now.fold().decide(placed -> whole(placed, time));
      long first = now.fold().known(placed -> placed.first(most, time));
      if (whole.length > 0 && first > now.journal().state().first()) {
        trim(now, whole, first);
      }
    } catch (LifecycleException e) { // what was decided is stored all the same
      LOG.warn("{} cannot be trimmed now", name, e);
    }
  }

  /** Returns nothing if another process was faster. */
  private Decision<byte[]> whole(Placed<S> placed, Instant time) {
    if (placed.since() < every()) {
      return Decision.nothing(new byte[0]);
    }
    byte[] whole = form.whole(placed.state, time);
    return new Decision<>(whole, sequence -> whole);
  }

  /** A shared journal is trimmed only up to a snapshot, which is what the newest entry has. */
  private void trim(Opened<S> now, byte[] whole, long first) {
    BlobId blob = home.blobs().put(Content.of(whole));
    long newest = now.fold().known(placed -> placed.wholes.getLast().sequence());
    StoredFiles.commit(
        home.blobs(),
        "trim " + name,
        Map.of(blob, "state of " + name),
        () -> {
          now.journal().snapshot(new JournalSnapshot(newest, blob));
          return newest;
        });
    now.journal().trim(first);
    now.fold()
        .known(
            placed -> {
              placed.trimmed(first);
              return first;
            });
  }

  /** Reads the state after one of the journals, and all before it. */
  private Placed<S> stored(int last) {
    Placed<S> placed = new Placed<>(form);
    for (int i = 0; i <= last; i++) {
      placed.begin();
      NumberedJournals.read(home.journals(), name, i, placed::apply);
    }
    return placed;
  }

  /**
   * Returns the journal in use.
   *
   * @param create whether to create one; if not, null if there is none, or the home is read-only
   */
  private synchronized @Nullable Opened<S> opened(boolean create) {
    if (closed) {
      throw afterwards.get();
    }
    Opened<S> now = open;
    int newest = NumberedJournals.newest(home.journals(), name, now == null ? 0 : now.number());
    if (now != null && now.number() == newest) {
      return now;
    }
    boolean isThere = newest > 0 || NumberedJournals.exists(home.journals(), name, 0);
    return create || (isThere && !home.isReadOnly()) ? opened(newest) : null;
  }

  private synchronized Opened<S> opened(int number) {
    forget();
    for (int i = number; ; i++) {
      try {
        Placed<S> before = stored(i - 1);
        before.begin();
        Journal journal = home.journals().shared(NumberedJournals.name(name, i));
        Opened<S> next = new Opened<>(i, journal, Fold.trimmed(journal, before, Placed::apply));
        open = next;
        return next;
      } catch (CorruptDataException e) {
        checkMore(i, e);
      }
    }
  }

  private void checkMore(int number, CorruptDataException e) {
    if (number == NumberedJournals.MOST) {
      throw e;
    }
    LOG.error("{} is corrupt; the next one is used", NumberedJournals.name(name, number), e);
  }

  /** Returns the journal that takes the place of a corrupt one. */
  private synchronized Opened<S> replaced(Opened<S> corrupt, CorruptDataException e) {
    if (closed) {
      throw afterwards.get();
    }
    Opened<S> now = open;
    if (now != null && now.number() > corrupt.number()) {
      return now; // another thread was faster
    }
    checkMore(corrupt.number(), e);
    return opened(corrupt.number() + 1);
  }

  @Override
  public synchronized void close() {
    closed = true;
    forget();
  }

  private synchronized void forget() {
    Opened<S> now = open;
    open = null;
    if (now != null) {
      JournalClosing.despiteErrors(now.journal());
    }
  }
}
