package io.lifecycle4j.core.retraining;

import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.storage.Fold.Decision;
import io.lifecycle4j.core.storage.ModelJournals.Kind;
import io.lifecycle4j.core.storage.SharedState;
import io.lifecycle4j.retraining.RetrainingDecision;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The journal {@code retrainings-MODEL}, shared by all processes. An entry is appended only if the
 * state that it needs still holds. Old decisions and retrainings are erased; one that is in
 * progress never is. Thread-safe.
 */
final class RetrainingJournal implements AutoCloseable {
  /** About so many decisions and steps are stored. */
  private static final int ENTRIES = 20_000;

  /** So many retrainings that ended are stored. */
  static final int MOST = 500;

  private final SharedState<RetrainingState> shared;

  /** Opens nothing yet. */
  RetrainingJournal(Medium home, String model, InstantSource clock) {
    this.shared =
        new SharedState<>(
            home,
            Kind.RETRAININGS.of(model),
            new Form(),
            ENTRIES,
            clock,
            () -> Closing.modelClosed(model));
  }

  /** How a state is made of entries. */
  private record Form() implements SharedState.Form<RetrainingState> {
    @Override
    public RetrainingState empty() {
      return new RetrainingState();
    }

    @Override
    public @Nullable Instant apply(RetrainingState state, JournalEntry entry) {
      return state.apply(entry);
    }

    @Override
    public byte[] whole(RetrainingState state, Instant now) {
      Instant time = state.next(now);
      List<RetrainingLine> lines = state.whole(MOST, time.minus(SharedState.AGE));
      return Json.PLAIN.write(RetrainingLine.state(time, lines));
    }
  }

  /** Reads the state. */
  <R> R read(Function<RetrainingState, R> question) {
    return shared.read(question);
  }

  /** Reads the decisions of a period, which the state does not hold. */
  List<RetrainingDecision> decisions(Instant from, Instant to) {
    List<RetrainingDecision> found = new ArrayList<>();
    shared.entries(
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
    return shared.decide(
        state ->
            needed.test(state)
                ? new Decision<>(Json.PLAIN.write(line), sequence -> true)
                : Decision.nothing(false));
  }

  @Override
  public void close() {
    shared.close();
  }
}
