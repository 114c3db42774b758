package io.lifecycle4j.core.serving.truth;

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
  private final Map<String, Map<Long, GroundTruth>> sessions = new HashMap<>();

  /** Equal labels share their memory. */
  private final Map<Object, Object> same = new HashMap<>();

  /** Adds a label, which replaces an earlier one. */
  void add(String id, Object label, Instant time) {
    int end = id.lastIndexOf('-');
    Object shared = same.computeIfAbsent(label, known -> known);
    sessions
        .computeIfAbsent(id.substring(0, end), session -> new HashMap<>())
        .merge(
            Long.valueOf(id.substring(end + 1)),
            new GroundTruth(shared, time, 1),
            (before, now) -> new GroundTruth(now.label(), now.time(), before.times() + 1));
  }

  /** Returns whether no label is recorded. */
  public boolean isEmpty() {
    return sessions.isEmpty();
  }

  /** Returns the label of a prediction; null if there is none. */
  public @Nullable GroundTruth find(String session, long number) {
    Map<Long, GroundTruth> labels = sessions.get(session);
    return labels == null ? null : labels.get(number);
  }

  /** Returns the ids that have a label. */
  public Set<String> ids() {
    Set<String> ids = new TreeSet<>();
    sessions.forEach(
        (session, labels) -> labels.keySet().forEach(number -> ids.add(session + "-" + number)));
    return ids;
  }
}
