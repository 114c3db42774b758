package io.lifecycle4j.core.serving.truth;

import io.lifecycle4j.core.serving.truth.GroundTruths.Line;
import io.lifecycle4j.serving.GroundTruth;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The newest label of each prediction that has one, in memory. Thread-safe once it is filled. */
public final class RecordedLabels {
  /** By session, since a session has as many predictions as there are numbers. */
  private final Map<String, Map<Long, Held>> sessions = new HashMap<>();

  /** Equal labels share their memory. */
  private final Map<Object, Object> same = new HashMap<>();

  /**
   * The newest label of a prediction.
   *
   * @param sequence when it was recorded, in the order of all
   */
  private record Held(Object label, Instant time, int times, long sequence) {
    /** The newer one counts: a copy may stand behind labels that were recorded later. */
    Held plus(Held other) {
      if (other.sequence == sequence) {
        return this; // a crash left two copies
      }
      Held newest = other.sequence > sequence ? other : this;
      return new Held(newest.label, newest.time, times + other.times, newest.sequence);
    }
  }

  /** Adds a label; of several of one prediction, the newest counts. */
  void add(Line line, long sequence) {
    String id = line.id();
    int end = id.lastIndexOf('-');
    Object shared = same.computeIfAbsent(line.value(), known -> known);
    sessions
        .computeIfAbsent(id.substring(0, end), session -> new HashMap<>())
        .merge(
            Long.valueOf(id.substring(end + 1)),
            new Held(shared, line.time(), 1, line.was() == null ? sequence : line.was()),
            Held::plus);
  }

  /** Returns whether no label is recorded. */
  public boolean isEmpty() {
    return sessions.isEmpty();
  }

  /** Returns the label of a prediction; null if there is none. */
  public @Nullable GroundTruth find(String session, long number) {
    Held held = sessions.getOrDefault(session, Map.of()).get(number);
    return held == null ? null : new GroundTruth(held.label, held.time, held.times);
  }

  /** Returns the ids that have a label. */
  public Set<String> ids() {
    Set<String> ids = new TreeSet<>();
    sessions.forEach(
        (session, labels) -> labels.keySet().forEach(number -> ids.add(session + "-" + number)));
    return ids;
  }
}
