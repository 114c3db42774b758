package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.monitoring.strata.WatchedReference;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.core.storage.Fold.Decision;
import io.lifecycle4j.core.storage.ModelJournals.Kind;
import io.lifecycle4j.core.storage.SharedState;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The references that a model learned of live rows, in a journal that all processes share; in
 * memory if nothing can be stored.
 *
 * <p>The process that first has enough rows chooses the cells for all. The process that judges adds
 * up what all recorded, and stores the sum once it is complete. Thread-safe.
 */
final class LearnedReferences implements AutoCloseable {
  private static final int ENTRIES = 100;

  /** So many are stored; the oldest is left out then. */
  private static final int MOST = 20;

  private final String model;
  private final InstantSource clock;
  private final State local = new State(); // guarded by itself
  private final @Nullable SharedState<State> shared;

  /** What was read of them, by id. */
  private final Map<String, WatchedReference> watched = new ConcurrentHashMap<>();

  private LearnedReferences(
      String model, InstantSource clock, @Nullable SharedState<State> shared) {
    this.model = model;
    this.clock = clock;
    this.shared = shared;
  }

  /** Returns those of this process. */
  static LearnedReferences inMemory(String model, InstantSource clock) {
    return new LearnedReferences(model, clock, null);
  }

  /** Returns those of all processes; opens no journal before there is one. */
  static LearnedReferences in(Medium home, String model, InstantSource clock) {
    return home.isReadOnly()
        ? inMemory(model, clock)
        : new LearnedReferences(
            model,
            clock,
            new SharedState<>(
                home,
                Kind.LEARNED_REFERENCES.of(model),
                new Form(model),
                ENTRIES,
                clock,
                () -> Closing.modelClosed(model)));
  }

  /** The references by id, in the order in which their cells were chosen. */
  private static final class State {
    private final Map<String, LearnedReference> all = new LinkedHashMap<>();

    void apply(LearnedLine.Read entry) {
      if (entry.line().whole()) {
        all.clear();
      }
      all.values().removeIf(one -> one.label().equals(entry.line().forgotten()));
      entry.references().forEach(this::put);
    }

    private void put(LearnedReference one) {
      all.put(one.id(), one);
      if (all.size() > MOST) {
        all.remove(all.keySet().iterator().next());
      }
    }

    Optional<LearnedReference> find(String label, List<String> statistics) {
      return all.values().stream()
          .filter(one -> one.label().equals(label) && one.has(statistics))
          .findFirst();
    }
  }

  /** How the state is made of entries. */
  private record Form(String model) implements SharedState.Form<State> {
    @Override
    public State empty() {
      return new State();
    }

    @Override
    public @Nullable Instant apply(State state, JournalEntry entry) {
      LearnedLine.Read read = LearnedLine.read(model, entry.payload());
      state.apply(read);
      return read.line().whole() ? read.line().time() : null;
    }

    @Override
    public byte[] whole(State state, Instant now) {
      return LearnedLine.of(model, now, true, List.copyOf(state.all.values()));
    }
  }

  private <R> R read(Function<State, R> question) {
    if (shared != null) {
      return shared.read(question);
    }
    synchronized (local) {
      return question.apply(local);
    }
  }

  /** Appends what a function of the state writes; nothing if that is null. */
  private void write(Function<State, byte @Nullable []> decide) {
    if (shared != null) {
      shared.decide(
          state -> {
            byte[] payload = decide.apply(state);
            return payload == null
                ? Decision.nothing(false)
                : new Decision<>(payload, sequence -> true);
          });
      return;
    }
    synchronized (local) {
      byte[] payload = decide.apply(local);
      if (payload != null) {
        local.apply(LearnedLine.read(model, payload));
      }
    }
  }

  /** Finds the reference of a version, complete or not, that has these statistics. */
  Optional<LearnedReference> find(String label, List<String> statistics) {
    return read(state -> state.find(label, statistics));
  }

  /** Finds a reference that is not forgotten. */
  Optional<LearnedReference> find(String id) {
    return read(state -> Optional.ofNullable(state.all.get(id)));
  }

  /** Finds the newest complete reference of a version. */
  Optional<WatchedReference> findComplete(String label) {
    return read(state ->
            state.all.values().stream()
                .filter(one -> one.label().equals(label) && one.isComplete())
                .reduce((one, newer) -> newer))
        .map(this::watched);
  }

  private WatchedReference watched(LearnedReference one) {
    if (watched.size() > MOST) {
      watched.clear();
    }
    return watched.computeIfAbsent(one.id(), id -> one.watched());
  }

  /** Stores the cells of a reference, unless another process did so before. */
  LearnedReference propose(LearnedReference mine) {
    List<String> statistics = mine.cells().columns().stream().map(column -> column.name()).toList();
    write(
        state ->
            state.find(mine.label(), statistics).isPresent()
                ? null
                : LearnedLine.of(model, clock.instant(), false, List.of(mine)));
    return find(mine.label(), statistics).orElse(mine);
  }

  /** Stores the rows of a reference, unless it is complete or forgotten. */
  void complete(String id, DriftSummary rows) {
    write(
        state -> {
          LearnedReference known = state.all.get(id);
          return known == null || known.isComplete()
              ? null
              : LearnedLine.of(model, clock.instant(), false, List.of(known.with(rows)));
        });
  }

  /** Forgets the references of a version, so that all processes learn another. */
  void forget(String label, Actor by, String reason) {
    required(by, "actor");
    check(!required(reason, "reason").isBlank(), "Invalid reason: blank (must say something)");
    String text = FreeText.of("reason", reason);
    if (shared == null) {
      throw new ReadOnlyException(
          "Cannot forget the reference of " + label + ": the home is open read-only");
    }
    write(
        state -> {
          if (state.all.values().stream().noneMatch(one -> one.label().equals(label))) {
            throw new NotFoundException(
                "Cannot forget the reference of " + label + ": none was learned");
          }
          return LearnedLine.forgotten(model, clock.instant(), label, by, text);
        });
  }

  @Override
  public void close() {
    if (shared != null) {
      shared.close();
    }
  }
}
