package io.lifecycle4j.core.serving.truth;

import io.lifecycle4j.core.serving.truth.GroundTruths.Line;
import io.lifecycle4j.serving.GroundTruth;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest label of each prediction that has one, in memory. One thread may add labels while
 * others find them.
 */
public final class RecordedLabels {
  /** By session, since a session has as many predictions as there are numbers. */
  private final Map<String, Map<Long, Held>> sessions = new ConcurrentHashMap<>();

  /** Equal labels share their memory. */
  private final Map<Object, Object> same = new HashMap<>();

  /** How many predictions have a label. */
  private int size;

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

    Held of(Object equal) {
      return new Held(equal, time, times, sequence);
    }
  }

  /** Adds a label; of several of one prediction, the newest counts. */
  void add(Line line, long sequence) {
    String id = line.id();
    int end = id.lastIndexOf('-');
    add(
        id.substring(0, end),
        Long.valueOf(id.substring(end + 1)),
        new Held(line.value(), line.time(), 1, line.was() == null ? sequence : line.was()));
  }

  private void add(String session, Long number, Held label) {
    Map<Long, Held> labels = sessions.computeIfAbsent(session, any -> new ConcurrentHashMap<>());
    Held one = label.of(same.computeIfAbsent(label.label(), known -> known));
    Held before = labels.get(number);
    labels.put(number, before == null ? one : before.plus(one));
    size += before == null ? 1 : 0;
  }

  /** Returns how many predictions have a label. */
  int size() {
    return size;
  }

  /** Returns a time that at most so many labels are newer than. */
  Instant newest(int most) {
    return sessions.values().stream()
        .flatMap(labels -> labels.values().stream())
        .map(Held::time)
        .sorted(Comparator.reverseOrder())
        .skip(most)
        .findFirst()
        .orElse(Instant.MIN);
  }

  /** Returns the labels that are newer than a time. */
  RecordedLabels after(Instant time) {
    RecordedLabels newer = new RecordedLabels();
    sessions.forEach(
        (session, labels) ->
            labels.forEach(
                (number, label) -> {
                  if (label.time().isAfter(time)) {
                    newer.add(session, number, label);
                  }
                }));
    return newer;
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
