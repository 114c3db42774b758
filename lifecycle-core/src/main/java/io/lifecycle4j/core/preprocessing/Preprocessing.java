package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.core.schema.Places;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Learns from training rows what steps need to know. */
public final class Preprocessing {
  private Preprocessing() {}

  /**
   * Fits steps in one pass over the rows; no pass when no step learns anything. The same rows give
   * the same bits.
   *
   * @param steps the steps, in order
   * @param input the columns of an input
   * @param training the training rows; they may have more columns than an input, the label for
   *     instance
   * @return the fitted steps, in the same order
   * @throws io.lifecycle4j.error.InvalidValueException if a step names a column that is not there
   *     or of another type, if a text has no step that makes it a number, if the rows lack a
   *     column, or if they hold nothing to learn from
   */
  public static FittedPreprocessing fit(List<Step> steps, Schema input, Rows training) {
    StepRules.check(steps, input);
    Map<String, Learned> learned = learn(steps, input, training);
    List<FittedStep> fitted = new ArrayList<>();
    for (Step step : steps) {
      fitted.add(fitted(step, learned));
    }
    return new FittedPreprocessing(input, fitted);
  }

  private static Map<String, Learned> learn(List<Step> steps, Schema input, Rows training) {
    int[] places = Places.of(input, training.schema());
    Map<String, Learned> learned = new LinkedHashMap<>();
    for (Step step : steps) {
      int column = input.indexOf(step.column());
      learned.computeIfAbsent(
          step.column(), name -> learned(input.columns().get(column), places[column]));
    }
    Learned[] all = learned.values().toArray(Learned[]::new);
    if (steps.stream().anyMatch(Preprocessing::learns)) {
      training.forEach(row -> add(row, all));
    }
    return learned;
  }

  private static Learned learned(Column column, int place) {
    return column.type().isText()
        ? new LearnedTexts(column.name(), place)
        : new LearnedNumbers(column, place);
  }

  private static void add(Row row, Learned[] all) {
    for (Learned column : all) {
      column.add(row);
    }
  }

  private static boolean learns(Step step) {
    return !(step instanceof Step.Scale || step instanceof Step.ImputeConstant);
  }

  private static FittedStep fitted(Step step, Map<String, Learned> learned) {
    Learned column = learned.get(step.column());
    if (column == null) {
      throw new InvalidValueException("Invalid preprocessing: nothing learned for " + step);
    }
    return column.fit(step);
  }
}
