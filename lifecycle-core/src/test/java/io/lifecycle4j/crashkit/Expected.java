package io.lifecycle4j.crashkit;

import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.storage.spi.Medium;
import java.util.BitSet;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a workload's views return after some of its steps, as the model shows it. Thread-safe. */
final class Expected {
  private final Workload workload;
  private final Supplier<Medium> model;
  private final Map<Key, Map<String, Object>> known = new ConcurrentHashMap<>();

  /**
   * Which steps were done.
   *
   * @param steps their numbers
   * @param probes how often the probe was done after them
   */
  private record Key(BitSet steps, int probes) {}

  Expected(Workload workload, Supplier<Medium> model) {
    this.workload = workload;
    this.model = model;
  }

  /** What is seen once the first steps were done, then the probe so many times. */
  Map<String, Object> afterFirst(int steps, int probes) {
    BitSet done = new BitSet();
    done.set(0, steps);
    return after(done, probes);
  }

  /** What is seen once these steps were done, then the probe so many times. */
  Map<String, Object> after(BitSet steps, int probes) {
    return known.computeIfAbsent(new Key((BitSet) steps.clone(), probes), this::compute);
  }

  /**
   * Tells whether a part shows one probe more than before; a state that no steps explain is judged
   * by what was acknowledged.
   */
  boolean writesBehind(String part, @Nullable Object before, @Nullable Object after) {
    boolean known = false;
    for (int steps = 0; steps <= workload.steps().size(); steps++) {
      for (int probes = 0; probes <= 1; probes++) {
        if (Objects.equals(afterFirst(steps, probes).get(part), before)) {
          known = true;
          if (Objects.equals(afterFirst(steps, probes + 1).get(part), after)) {
            return true;
          }
        }
      }
    }
    return !known;
  }

  private Map<String, Object> compute(Key key) {
    try (Medium medium = model.get()) {
      Session session = new Session(() -> new Kept(medium));
      workload.prepare(session);
      session.close();
      for (int i = key.steps().nextSetBit(0); i >= 0; i = key.steps().nextSetBit(i + 1)) {
        run(workload.steps().get(i), session);
      }
      for (int i = 0; i < key.probes(); i++) {
        workload.probe().finish(session);
      }
      return workload.look(session);
    }
  }

  private static void run(Workload.Step step, Session session) {
    try {
      step.finish(session);
    } catch (LifecycleException | CompletionException e) {
      // a step may depend on one that is left out; then nothing of it is there
    }
  }
}
