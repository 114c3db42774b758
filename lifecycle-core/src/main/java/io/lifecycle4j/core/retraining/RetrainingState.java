package io.lifecycle4j.core.retraining;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.retraining.Progress.Current;
import io.lifecycle4j.core.retraining.Progress.Took;
import io.lifecycle4j.retraining.Retraining;
import io.lifecycle4j.retraining.RetrainingDecision;
import io.lifecycle4j.retraining.RetrainingDecision.Outcome;
import io.lifecycle4j.storage.spi.JournalEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the entries about the retrainings of a model say so far. Not thread-safe. */
final class RetrainingState {
  /** Clocks of processes differ by less. */
  static final Duration MOST_AHEAD = Duration.ofDays(1);

  private final Map<String, Progress> all = new LinkedHashMap<>();
  private @Nullable RetrainingLine last;
  private @Nullable RetrainingLine permission;
  private Instant newest = Instant.MIN;

  static RetrainingLine line(JournalEntry entry) {
    return Json.PLAIN.read(entry.payload(), RetrainingLine.class, "entry of a retraining");
  }

  /**
   * Applies an entry.
   *
   * @return its time if it has the whole state; else null
   */
  @Nullable Instant apply(JournalEntry entry) {
    RetrainingLine line = line(entry);
    List<RetrainingLine> whole = line.lines();
    if (whole == null) {
      apply(line);
      return null;
    }
    all.clear();
    last = null;
    permission = null;
    whole.forEach(this::apply);
    newest = line.time();
    return newest;
  }

  void apply(RetrainingLine line) {
    newest = line.time();
    if (line.kind().equals(RetrainingLine.DECIDED)) {
      last = line;
      if (line.decision().outcome() == Outcome.BEGUN) {
        String id = required(line.retraining(), "retraining");
        all.put(id, new Progress(id, line));
      }
    } else if (line.kind().equals(RetrainingLine.ALLOWED)) {
      permission = line;
    } else {
      Progress progress = line.retraining() == null ? null : all.get(line.retraining());
      if (progress != null) {
        progress.add(line);
      }
    }
  }

  private Instant allowed() {
    return permission == null ? Instant.MIN : permission.time();
  }

  /**
   * Returns the entries that make the state.
   *
   * @param most how many retrainings that ended they have at most: the newest
   * @param oldest retrainings that ended before are left out
   */
  List<RetrainingLine> whole(int most, Instant oldest) {
    List<RetrainingLine> lines = new ArrayList<>();
    if (permission != null) {
      lines.add(permission);
    }
    long over = all.values().stream().filter(it -> it.end().isPresent()).count() - most;
    for (Progress it : all.values()) {
      boolean isLeftOut = it.end().isPresent() && (over-- > 0 || it.since().isBefore(oldest));
      if (!isLeftOut) {
        lines.addAll(it.lines());
      }
    }
    if (last != null && !lines.contains(last)) {
      lines.add(last);
    }
    return lines;
  }

  /**
   * Returns a time for the next entry: that of the newest one if the given time is before it,
   * unless that is far ahead.
   */
  Instant next(Instant time) {
    return time.isBefore(newest) && !isFarAhead(newest, time) ? newest : time;
  }

  /** Returns whether a time is that of a clock which was wrong. */
  static boolean isFarAhead(Instant time, Instant now) {
    return time.isAfter(now.plus(MOST_AHEAD));
  }

  Optional<RetrainingDecision> last() {
    return Optional.ofNullable(last).map(RetrainingLine::decision);
  }

  List<Retraining> retrainings() {
    return all.values().stream().map(Progress::retraining).toList();
  }

  Optional<Retraining> find(String id) {
    return Optional.ofNullable(all.get(id)).map(Progress::retraining);
  }

  private Optional<Progress> findNewest() {
    return all.values().stream().reduce((before, after) -> after);
  }

  /** Returns the retraining that has not ended. */
  Optional<Current> current() {
    return findNewest().filter(it -> it.end().isEmpty()).map(Progress::current);
  }

  /** Returns when the latest retraining began. */
  Optional<Instant> lastBegun() {
    return findNewest().map(it -> it.decision().time());
  }

  /** Returns when the latest retraining ended; empty if there was none, or it is in progress. */
  Optional<Instant> lastEnded() {
    return findNewest().filter(it -> it.end().isPresent()).map(Progress::since);
  }

  /**
   * Returns how many candidates in a row were refused for a cause, since a person last allowed
   * retrainings or moved production.
   *
   * @param cause the parts of the condition that hold; one that held before is the same cause
   */
  int refused(List<String> cause, Instant moved) {
    int refused = 0;
    List<Progress> ended = new ArrayList<>(all.values());
    for (ListIterator<Progress> at = ended.listIterator(ended.size()); at.hasPrevious(); ) {
      Progress before = at.previous();
      if (before.end().isEmpty()) {
        continue;
      }
      boolean promoted = before.end().get() == Retraining.End.PROMOTED;
      if (promoted || !before.since().isAfter(allowed()) || before.since().isBefore(moved)) {
        break;
      }
      boolean same = before.decision().cause().stream().anyMatch(cause::contains);
      if (same && before.end().get().isRefused()) {
        refused++;
      }
    }
    return refused;
  }

  /** Finds a retraining that trained on the same inputs since a person last allowed another. */
  Optional<String> trainedOn(String inputs) {
    return all.values().stream()
        .filter(it -> it.inputs().filter(inputs::equals).isPresent())
        .filter(it -> !it.trainings().isEmpty() && it.since().isAfter(allowed()))
        .map(Progress::id)
        .findFirst();
  }

  /**
   * Returns how long trainings took together that began after a time, by a clock that was right.
   */
  Duration trained(Instant after, Instant now) {
    return all.values().stream()
        .flatMap(it -> it.trainings().stream())
        .filter(it -> it.begun().isAfter(after) && !isFarAhead(it.begun(), now))
        .map(Took::took)
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** Returns how long a training takes on average; empty if none has ended. */
  Optional<Duration> meanTraining() {
    List<Duration> all =
        this.all.values().stream()
            .flatMap(it -> it.trainings().stream())
            .map(Took::took)
            .filter(took -> !took.isZero())
            .toList();
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(all.stream().reduce(Duration.ZERO, Duration::plus).dividedBy(all.size()));
  }
}
