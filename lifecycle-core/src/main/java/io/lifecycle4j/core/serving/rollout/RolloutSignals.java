package io.lifecycle4j.core.serving.rollout;

import static java.util.Objects.requireNonNullElse;

import io.lifecycle4j.core.error.Floods;
import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.core.registry.RolloutState;
import io.lifecycle4j.core.storage.JournalClosing;
import io.lifecycle4j.core.storage.JournalReads;
import io.lifecycle4j.core.storage.Lead;
import io.lifecycle4j.core.storage.ModelJournals;
import io.lifecycle4j.core.storage.ModelJournals.Kind;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The counts of all processes that serve a model during a rollout, and which process decides.
 *
 * <p>Each process owns a journal {@code rollout-counts-MODEL-ID} as long as a rollout is running;
 * the last line of each has the counts of its process. The journal of a process that has ended is
 * used again for the same model, but not in the step whose counts it has. The process that owns the
 * journal {@code rollout-lead-MODEL} decides; if it dies, the next one that asks owns it. {@code
 * MODEL} is the begin of the SHA-256 of the name. Confined to one thread, except {@link #sum}.
 */
final class RolloutSignals implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RolloutSignals.class);

  /** How many lines a journal has at most before the old ones are erased. */
  private static final int MOST_LINES = 300;

  private final JournalStore journals;

  /** The journals with the counts of this model. */
  private final ModelJournals all;

  private final Lead lead;

  /** How often a journal was corrupt when it was read. */
  private final AtomicLong corrupt = new AtomicLong();

  private @Nullable Journal counts;
  private @Nullable SignalLine written;

  /** The rollout that this process began to decide last. */
  private @Nullable String led;

  /** The journals in which no counts of that rollout are missing, though they are corrupt. */
  private volatile Set<String> old = Set.of();

  /** Whether the last attempt to write failed, so that the journal must be reopened. */
  private boolean failed;

  RolloutSignals(JournalStore journals, String model) {
    this.journals = journals;
    this.all = new ModelJournals(journals, Kind.ROLLOUT_COUNTS, model);
    this.lead = new Lead(journals, Kind.ROLLOUT_LEAD.of(model));
  }

  /** Records the counts of this process, unless they are the same as a second ago. */
  void write(StepCounters counters) {
    SignalLine line = SignalLine.of(counters);
    if (line.equals(written)) {
      return;
    }
    Journal own = counts;
    if (own == null) {
      own = spare(counters.rollout(), counters.step());
      counts = own;
    } else if (failed) {
      own.reopen(); // another journal would count everything twice
    }
    failed = true;
    long sequence = append(own, line);
    if (sequence % MOST_LINES == 0) {
      own.trim(sequence);
    }
    written = line;
    failed = false;
  }

  private Journal spare(String rollout, int step) {
    return all.spare(
            name -> last(name).filter(line -> line.isOf(rollout, step)).isEmpty(), Ids.next())
        .journal();
  }

  private static long append(Journal to, SignalLine line) {
    byte[] payload = Json.PLAIN.write(line);
    return to.append(new Batch(Ids.token(), Batch.ANY, List.of(payload), Durability.PROCESS));
  }

  private Optional<SignalLine> last(String name) {
    return JournalReads.last(journals, name)
        .map(entry -> Json.PLAIN.read(entry.payload(), SignalLine.class, name));
  }

  /**
   * The counts of both arms.
   *
   * @param corrupt a journal with counts that may be missing, since it is corrupt
   */
  record Sum(ArmTotals canary, ArmTotals control, Optional<String> corrupt) {
    static final Sum NONE = new Sum(ArmTotals.NONE, ArmTotals.NONE, Optional.empty());

    private Sum plus(SignalLine line) {
      return new Sum(
          canary.plus(line.canary().totals()), control.plus(line.control().totals()), corrupt);
    }

    private Sum without(String journal) {
      return new Sum(canary, control, Optional.of(journal));
    }
  }

  /** Adds what all processes counted in the step that a rollout is in. Thread-safe. */
  Sum sum(RolloutState state) {
    Sum sum = Sum.NONE;
    for (String name : all.names()) {
      try {
        Optional<SignalLine> line = last(name).filter(it -> it.isOf(state.id(), state.step()));
        sum = line.isPresent() ? sum.plus(line.get()) : sum;
      } catch (CorruptDataException e) {
        sum = old.contains(name) ? sum : sum.without(name);
        if (Floods.isLogged(corrupt.incrementAndGet())) {
          LOG.warn("Cannot read what a process counted in {}", name, e);
        }
      }
    }
    return sum;
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
    return state.step() == 0 ? corruptOfNobody() : List.of();
  }

  private List<String> corruptOfNobody() {
    List<String> found = new ArrayList<>();
    for (String name : all.names()) {
      if (!journals.isOwned(name)) {
        try {
          last(name);
        } catch (CorruptDataException e) {
          LOG.debug("{} was corrupt before the rollout, whose counts it cannot have", name, e);
          found.add(name);
        }
      }
    }
    return found;
  }

  /** Lets other processes decide. */
  void resign() {
    led = null;
    lead.resign();
  }

  /** Lets others decide, and releases the journals. */
  @Override
  public void close() {
    Journal mine = counts;
    counts = null;
    written = null;
    failed = false;
    try {
      if (mine != null) {
        JournalClosing.despiteErrors(mine);
      }
    } finally {
      resign();
    }
  }
}
