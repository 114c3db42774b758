package io.lifecycle4j.core.retraining;

import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.storage.Fold;
import io.lifecycle4j.core.storage.Fold.Decision;
import io.lifecycle4j.core.storage.JournalClosing;
import io.lifecycle4j.core.storage.ModelJournals.Kind;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.error.UnknownOutcomeException;
import io.lifecycle4j.retraining.RetrainingDecision;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The journal {@code retrainings-MODEL}, shared by all processes. An entry is appended only if the
 * state that it needs still holds. Thread-safe.
 */
final class RetrainingJournal implements AutoCloseable {
  private final JournalStore journals;
  private final String model;
  private final String name;
  private @Nullable Journal journal;
  private @Nullable Fold<RetrainingState> fold;
  private boolean closed;

  RetrainingJournal(JournalStore journals, String model) {
    this.journals = journals;
    this.model = model;
    this.name = Kind.RETRAININGS.of(model);
  }

  /** Reads the state, without opening the journal for writing unless it is open. */
  <R> R read(Function<RetrainingState, R> question) {
    Fold<RetrainingState> open = known();
    if (open != null) {
      return open.read(question);
    }
    RetrainingState state = new RetrainingState();
    journals.read(name, 1, state::apply);
    return question.apply(state);
  }

  private synchronized @Nullable Fold<RetrainingState> known() {
    return fold;
  }

  /** Reads the decisions of a period, which the state does not hold. */
  List<RetrainingDecision> decisions(Instant from, Instant to) {
    List<RetrainingDecision> found = new ArrayList<>();
    journals.read(
        name,
        1,
        entry -> {
          RetrainingLine line = RetrainingState.line(entry);
          if (line.kind().equals(RetrainingLine.DECIDED)
              && !line.time().isBefore(from)
              && line.time().isBefore(to)) {
            found.add(line.decision());
          }
        });
    return found;
  }

  /**
   * Appends an entry, which survives a power cut on return.
   *
   * @param needed what must hold of the state
   * @return whether it held; if not, nothing was appended
   */
  boolean append(RetrainingLine line, Predicate<RetrainingState> needed) {
    try {
      return opened()
          .decide(
              state ->
                  needed.test(state)
                      ? new Decision<>(Json.PLAIN.write(line), sequence -> true)
                      : Decision.nothing(false));
    } catch (StorageFailedException | UnknownOutcomeException e) {
      forget(); // what is there is read again
      throw e;
    }
  }

  private synchronized Fold<RetrainingState> opened() {
    if (closed) {
      throw Closing.modelClosed(model);
    }
    Fold<RetrainingState> open = fold;
    if (open == null) {
      journal = journals.shared(name);
      open = new Fold<>(journal, new RetrainingState(), RetrainingState::apply);
      fold = open;
    }
    return open;
  }

  @Override
  public synchronized void close() {
    closed = true;
    forget();
  }

  private synchronized void forget() {
    Journal open = journal;
    journal = null;
    fold = null;
    if (open != null) {
      JournalClosing.despiteErrors(open);
    }
  }
}
