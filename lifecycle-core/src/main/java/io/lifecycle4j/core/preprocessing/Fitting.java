package io.lifecycle4j.core.preprocessing;

import static java.util.Map.entry;

import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.NormalizeChannels;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.Schema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Fits the steps of each column one after the other, and those of different columns in the same
 * pass.
 */
final class Fitting {
  /** Steps that learn nothing. */
  private static final Map<Class<? extends Step>, Function<Step, FittedStep>> GIVEN =
      Map.ofEntries(
          given(Step.ImputeConstant.class, s -> new FittedStep.Fill(s.column(), s.value())),
          given(Step.ImputeText.class, s -> new FittedStep.FillText(s.column(), s.text())),
          given(Step.MissingIndicator.class, s -> new FittedStep.Indicator(s.column())),
          given(NormalizeChannels.class, Fitting::channels),
          given(Step.Scale.class, s -> new FittedStep.Linear(s.column(), 0, s.factor())),
          given(Step.Log.class, s -> new FittedStep.Log(s.column(), s.outside())),
          given(Step.Clip.class, s -> new FittedStep.Clip(s.column(), s.low(), s.high())),
          given(Step.Bucketize.class, s -> new FittedStep.Buckets(s.column(), s.edges())),
          given(Step.Hash.class, s -> new FittedStep.Hashed(s.column(), s.buckets())),
          given(Step.DateParts.class, s -> new FittedStep.Parts(s.column(), s.parts())),
          given(
              Step.Lag.class,
              s ->
                  new FittedStep.Lagged(
                      s.column(), s.of(), s.by().toSeconds(), s.time(), s.group())));

  private final List<Step> asked;
  private final Map<Integer, FittedStep> fitted = new TreeMap<>();

  /** The steps of each column still to be fitted, by their places among all steps. */
  private final Map<String, Queue<Integer>> left = new LinkedHashMap<>();

  private final Map<Integer, StepLearner> learning = new TreeMap<>();
  private final Chains chains;

  Fitting(List<Step> asked, Schema input, int[] places) {
    this.asked = asked;
    this.chains = new Chains(input, places, given(asked));
    for (int i = 0; i < asked.size(); i++) {
      left(asked.get(i).column()).add(i);
    }
    left.keySet().forEach(this::goOn);
  }

  private Queue<Integer> left(String column) {
    return left.computeIfAbsent(column, name -> new ArrayDeque<>());
  }

  private static <S extends Step>
      Map.Entry<Class<? extends Step>, Function<Step, FittedStep>> given(
          Class<S> type, Function<S, FittedStep> fitted) {
    return entry(type, step -> fitted.apply(type.cast(step)));
  }

  /** Returns the steps that learn nothing, fitted. */
  static List<FittedStep> given(List<Step> asked) {
    return asked.stream().flatMap(step -> given(step).stream()).toList();
  }

  private static Optional<FittedStep> given(Step step) {
    return Optional.ofNullable(GIVEN.get(step.getClass())).map(fitted -> fitted.apply(step));
  }

  private static FittedStep channels(NormalizeChannels step) {
    return new FittedStep.Channels(
        step.column(),
        step.means(),
        step.deviations().stream().map(deviation -> 1 / deviation).toList());
  }

  /** Advances a column to its next step that learns. */
  private void goOn(String column) {
    Queue<Integer> steps = left(column);
    while (!steps.isEmpty()) {
      int next = steps.peek();
      Optional<FittedStep> given = given(asked.get(next));
      if (given.isEmpty()) {
        learning.put(next, chains.of(column).learner(asked.get(next)));
        return;
      }
      done(next, given.get());
    }
  }

  private void done(int step, FittedStep result) {
    fitted.put(step, result);
    chains.then(result);
    left(result.column()).remove();
  }

  /** Returns the learners of the next pass; none if all steps are fitted. */
  List<StepLearner> learners() {
    return List.copyOf(learning.values());
  }

  /** Returns the least number of passes: that of the column with the most learning steps. */
  static long passes(List<Step> asked) {
    Map<String, Long> learning =
        asked.stream()
            .filter(step -> given(step).isEmpty())
            .collect(Collectors.groupingBy(Step::column, Collectors.counting()));
    return learning.values().stream().mapToLong(Long::longValue).max().orElse(1);
  }

  void end() {
    new TreeMap<>(learning)
        .forEach(
            (step, learner) -> {
              FittedStep result = learner.end();
              if (result != null) {
                learning.remove(step);
                done(step, result);
                goOn(result.column());
              }
            });
  }

  /** Returns the fitted steps in the requested order. */
  List<FittedStep> steps() {
    return new ArrayList<>(fitted.values());
  }
}
