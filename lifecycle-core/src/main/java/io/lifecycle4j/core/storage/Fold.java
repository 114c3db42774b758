package io.lifecycle4j.core.storage;

import io.lifecycle4j.core.error.SafeLock;
import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The state that results from applying the entries of a shared journal.
 *
 * <p>Thread-safe. A read sees every entry that was acknowledged before it began, by any process. A
 * decision is appended only if no other entry was appended after the state it is based on;
 * otherwise it is made again on the new state.
 *
 * @param <S> the type of the state; only accessed under this fold's lock
 */
public final class Fold<S> {
  private static final int ATTEMPTS = 1_000;

  private final Journal journal;
  private final S state;
  private final BiConsumer<S, JournalEntry> apply;
  private final Reading reading;
  private final SafeLock writers = new SafeLock(Fold.class);
  private long sequence;

  /** The last sequence known to survive a power cut; guarded by the lock of writers. */
  private long durable;

  /**
   * Creates a fold.
   *
   * @param state the state before the first entry
   * @param apply adds one entry to the state
   */
  public Fold(Journal journal, S state, BiConsumer<S, JournalEntry> apply) {
    this(journal, state, apply, Journal::read);
  }

  private Fold(Journal journal, S state, BiConsumer<S, JournalEntry> apply, Reading reading) {
    this.journal = journal;
    this.state = state;
    this.apply = apply;
    this.reading = reading;
  }

  /**
   * Creates a fold of a journal that may be trimmed, also in between: then its first entry must
   * have all of the state.
   */
  static <S> Fold<S> trimmed(Journal journal, S state, BiConsumer<S, JournalEntry> apply) {
    return new Fold<>(journal, state, apply, JournalReads::stored);
  }

  /** Passes on the entries of a journal from a sequence on. */
  private interface Reading {
    void read(Journal journal, long from, Consumer<JournalEntry> action);
  }

  /**
   * What to append, and what to return once it is durable.
   *
   * @param payload what to append, or null to append nothing
   * @param answer computes the result from the sequence of the payload
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Decision<R>(byte @Nullable [] payload, LongFunction<R> answer) {
    /** Returns a decision that appends nothing and has this result. */
    public static <R> Decision<R> nothing(R answer) {
      return new Decision<>(null, sequence -> answer);
    }
  }

  /** Applies a function to the current state; it must not retain the state. */
  public synchronized <R> R read(Function<S, R> question) {
    catchUp();
    return question.apply(state);
  }

  /**
   * Decides on the state and appends the decision, which survives a power cut on return.
   *
   * @param decide returns what to append for a state; may run several times; its exceptions are
   *     rethrown
   * @throws ConflictException if other appends came first a thousand times in a row
   */
  public <R> R decide(Function<S, Decision<R>> decide) {
    return decide(decide, payload -> payload);
  }

  /**
   * Decides on the state, like the other method, and seals what is appended. Others read meanwhile.
   *
   * @param seal is given the payload after the state was read, and returns what to append
   */
  public <R> R decide(Function<S, Decision<R>> decide, UnaryOperator<byte[]> seal) {
    writers.lock(); // threads of this JVM queue up instead of racing each other
    try {
      for (int attempt = 1; ; attempt++) {
        long[] seen = new long[1];
        Decision<R> decision = read(now -> remember(seen, decide, now));
        byte[] decided = decision.payload();
        if (decided == null) {
          force(seen[0]); // the result depends on entries that another process may not have synced
          return decision.answer().apply(seen[0]);
        }
        try {
          byte[] payload = seal.apply(decided);
          Batch batch = new Batch(Ids.token(), seen[0], List.of(payload), Durability.POWER);
          durable = journal.append(batch);
          applied(seen[0], new JournalEntry(durable, payload));
          return decision.answer().apply(durable);
        } catch (ConflictException e) {
          if (attempt == ATTEMPTS) {
            throw e;
          }
        }
      }
    } finally {
      writers.unlock();
    }
  }

  private void force(long seen) {
    if (seen > durable) {
      journal.force();
      durable = seen;
    }
  }

  private <R> R remember(long[] seen, Function<S, R> decide, S now) {
    seen[0] = sequence;
    return decide.apply(now);
  }

  /** Applies the entry just appended without reading it, since a read might fail. */
  private synchronized void applied(long before, JournalEntry entry) {
    if (sequence == before && entry.sequence() == before + 1) {
      apply.accept(state, entry);
      sequence = entry.sequence();
    }
  }

  /**
   * Applies a function to the state as last read, including decisions made here, without reading
   * files. The function must not retain the state.
   */
  public synchronized <R> R known(Function<S, R> question) {
    return question.apply(state);
  }

  private void catchUp() {
    reading.read(journal, sequence + 1, this::next);
  }

  private void next(JournalEntry entry) {
    apply.accept(state, entry);
    sequence = entry.sequence();
  }
}
