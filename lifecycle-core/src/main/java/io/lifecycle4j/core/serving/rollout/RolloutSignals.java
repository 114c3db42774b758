package io.lifecycle4j.core.serving.rollout;

import static java.util.Objects.requireNonNullElse;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.core.registry.RolloutState;
import io.lifecycle4j.core.serving.traffic.StepReading;
import io.lifecycle4j.core.serving.traffic.StepReading.Arms;
import io.lifecycle4j.core.storage.Lead;
import io.lifecycle4j.core.storage.ModelJournals.Kind;
import io.lifecycle4j.core.traffic.TrafficCounts;
import io.lifecycle4j.storage.spi.JournalStore;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The counts of all processes that serve a model during a rollout, and which process decides.
 *
 * <p>The process that owns the journal {@code rollout-lead-MODEL} decides; if it dies, the next one
 * that asks owns it. {@code MODEL} is the begin of the SHA-256 of the name. Confined to one thread,
 * except {@link #sum}.
 */
final class RolloutSignals implements AutoCloseable {
  private final JournalStore journals;
  private final StepReading reading;
  private final Lead lead;

  /** The rollout that this process began to decide last. */
  private @Nullable String led;

  /** The journals in which no counts of that rollout are missing, though they are corrupt. */
  private volatile Set<String> old = Set.of();

  RolloutSignals(JournalStore journals, String model) {
    this.journals = journals;
    this.reading = new StepReading(journals, model);
    this.lead = new Lead(journals, Kind.ROLLOUT_LEAD.of(model));
  }

  /**
   * The counts of both arms.
   *
   * @param corrupt a journal with counts that may be missing, since it is corrupt
   */
  record Sum(TrafficCounts canary, TrafficCounts control, Optional<String> corrupt) {}

  /** Adds what all processes counted in the step that a rollout is in. Thread-safe. */
  Sum sum(RolloutState state) {
    Arms arms = arms(state);
    return new Sum(
        arms.canary(),
        arms.control(),
        arms.corrupt().stream().filter(name -> !old.contains(name)).findFirst());
  }

  private Arms arms(RolloutState state) {
    return reading.sum(StepCounters.canary(state), StepCounters.control(state));
  }

  /**
   * A line of the journal of who decides.
   *
   * @param kind {@code leads}
   * @param rollout the rollout that it began with
   * @param corrupt the journals that were corrupt, and of no process, before anybody decided in the
   *     rollout; null if there were none
   */
  @WithoutNulls
  record LeaderLine(String kind, String model, String rollout, @Nullable List<String> corrupt) {}

  /** Returns whether this process decides; it does so until it is closed or dies. */
  boolean leads(RolloutState state) {
    if (!lead.tryLead()) { // another process decides
      led = null;
      return false;
    }
    if (!state.id().equals(led)) {
      List<String> found = corruptBefore(state);
      lead.write( // before any step, which is on record too
          Json.PLAIN.write(
              new LeaderLine(
                  "leads", state.started().model(), state.id(), found.isEmpty() ? null : found)));
      old = Set.copyOf(found);
      led = state.id();
    }
    return true;
  }

  /** The first leader of a rollout looks for them; later ones read what it found. */
  private List<String> corruptBefore(RolloutState state) {
    Optional<LeaderLine> last =
        lead.last()
            .map(entry -> Json.PLAIN.read(entry.payload(), LeaderLine.class, "who decided"))
            .filter(line -> line.rollout().equals(state.id()));
    if (last.isPresent()) {
      return requireNonNullElse(last.get().corrupt(), List.of());
    }
    return state.step() == 0 ? corruptOfNobody(state) : List.of();
  }

  private List<String> corruptOfNobody(RolloutState state) {
    return arms(state).corrupt().stream().filter(name -> !journals.isOwned(name)).toList();
  }

  /** Lets other processes decide. */
  @Override
  public void close() {
    led = null;
    lead.resign();
  }
}
