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
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The state that the entries of a shared journal add up to.
 *
 * <p>Thread-safe. A question sees every entry acknowledged before it was asked, by any process. A
 * decision is appended only if nothing came between it and the state it was made on; otherwise it
 * is made again on the new state.
 *
 * @param <S> the type of the state; only touched under this fold's lock
 */
public final class Fold<S> {
  private static final int ATTEMPTS = 1_000;

  private final Journal journal;
  private final S state;
  private final BiConsumer<S, JournalEntry> apply;
  private final SafeLock writers = new SafeLock(Fold.class);
  private long sequence;

  /** Up to where entries are known to survive a power cut; guarded by the lock of writers. */
  private long durable;

  /**
   * Creates a fold.
   *
   * @param journal the journal
   * @param state the state before the first entry
   * @param apply adds one entry to the state
   */
  public Fold(Journal journal, S state, BiConsumer<S, JournalEntry> apply) {
    this.journal = journal;
    this.state = state;
    this.apply = apply;
  }

  /**
   * What to append, and what to answer once it is durable.
   *
   * @param <R> the type of the answer
   * @param payload what to append, or null to append nothing
   * @param answer gives the answer for the sequence of the payload
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Decision<R>(byte @Nullable [] payload, LongFunction<R> answer) {
    /**
     * Appends nothing.
     *
     * @param <R> the type of the answer
     * @param answer the answer
     * @return the decision
     */
    public static <R> Decision<R> nothing(R answer) {
      return new Decision<>(null, sequence -> answer);
    }
  }

  /**
   * Asks the state.
   *
   * @param <R> the type of the answer
   * @param question what to ask; it must not keep the state
   * @return the answer
   */
  public synchronized <R> R read(Function<S, R> question) {
    catchUp();
    return question.apply(state);
  }

  /**
   * Decides on the state and appends the decision, durable (survives a power cut) on return.
   *
   * @param <R> the type of the answer
   * @param decide what to append for a state; may run several times; what it throws is thrown here
   * @return the answer
   * @throws ConflictException if others were first a thousand times in a row
   */
  public <R> R decide(Function<S, Decision<R>> decide) {
    writers.lock(); // threads of this JVM queue up instead of losing the race to each other
    try {
      for (int attempt = 1; ; attempt++) {
        long[] seen = new long[1];
        Decision<R> decision = read(now -> remember(seen, decide, now));
        if (decision.payload() == null) {
          force(seen[0]); // the answer stands on entries that another may not have forced yet
          return decision.answer().apply(seen[0]);
        }
        try {
          List<byte[]> payloads = List.of(decision.payload());
          Batch batch = new Batch(Ids.token(), seen[0], payloads, Durability.POWER);
          durable = journal.append(batch);
          applied(seen[0], new JournalEntry(durable, decision.payload()));
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

  /** Adds what was appended just now, without reading it: that might fail. */
  private synchronized void applied(long before, JournalEntry entry) {
    if (sequence == before && entry.sequence() == before + 1) {
      apply.accept(state, entry);
      sequence = entry.sequence();
    }
  }

  /**
   * Asks the state as it was read last, and with what was decided here: no file is read.
   *
   * @param <R> the type of the answer
   * @param question what to ask; it must not keep the state
   * @return the answer
   */
  public synchronized <R> R known(Function<S, R> question) {
    return question.apply(state);
  }

  private void catchUp() {
    for (JournalEntry entry : journal.read(sequence + 1)) {
      apply.accept(state, entry);
      sequence = entry.sequence();
    }
  }
}
