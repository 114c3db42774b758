package io.lifecycle4j.djl.training;

import static io.lifecycle4j.error.Preconditions.copy;

import io.lifecycle4j.tracking.Checkpoint;
import io.lifecycle4j.training.TrainingContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The states of a training that are stored, and which of them it still needs: the newest, from
 * which it goes on, and the best. Not thread-safe.
 */
final class StoredStates {
  private final TrainingContext context;
  private final Checkpoints rule;
  private final String metric;
  private final int direction;
  private final List<State> states = new ArrayList<>();

  /**
   * Begins without a state.
   *
   * @param metric which states are the best, a name in the run
   * @param direction 1 if higher values are better, else -1
   */
  StoredStates(TrainingContext context, Checkpoints rule, String metric, int direction) {
    this.context = context;
    this.rule = rule;
    this.metric = metric;
    this.direction = direction;
  }

  /**
   * A stored state.
   *
   * @param step the last complete epoch
   * @param progress the updates so far
   * @param metrics the finite metrics of the epoch that it ends; empty within an epoch
   */
  record State(long step, long progress, Map<String, Double> metrics) {
    /** Omits what is not finite. */
    State {
      metrics = new TreeMap<>(metrics);
      metrics.values().removeIf(value -> !Double.isFinite(value));
    }
  }

  /** Returns the states, together with one that is about to be stored. */
  List<State> with(State next) {
    List<State> all = new ArrayList<>(states);
    all.add(next);
    return rule.last() == 0 ? List.of() : copy(all, "states");
  }

  /** Replaces the states by those that are stored, and drops what is not needed. */
  void stored(List<State> all) {
    states.clear();
    states.addAll(all);
    if (rule.last() == 0) {
      return;
    }
    Set<State> needed = new HashSet<>(best());
    needed.addAll(states.subList(Math.max(0, states.size() - rule.last()), states.size()));
    for (State state : all) {
      if (!needed.contains(state)) {
        context.dropCheckpoint(
            state.step, state.progress, new Checkpoint.Dropped(reason(), state.metrics));
        states.remove(state);
      }
    }
  }

  private List<State> best() {
    return states.stream()
        .filter(state -> state.metrics.containsKey(metric))
        .sorted(Comparator.comparingDouble(state -> -direction * value(state)))
        .limit(rule.best())
        .toList();
  }

  private double value(State state) {
    return state.metrics.getOrDefault(metric, Double.NaN);
  }

  private String reason() {
    String newest = "Neither among the newest " + rule.last();
    return rule.best() == 0
        ? newest.replace("Neither", "Not")
        : newest + " nor among the best " + rule.best() + " by " + metric;
  }
}
