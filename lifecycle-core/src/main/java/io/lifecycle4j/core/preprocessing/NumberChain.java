package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.preprocessing.UnknownPolicy;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Row;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/** A chain of numbers: a source and operations in 64 bits. */
final class NumberChain implements Chain {
  private final String of;
  private final Column column;
  private final ToDoubleFunction<Row> source;
  private final DoubleUnaryOperator[] operations;

  /**
   * Creates a chain of a source and operations.
   *
   * @param of the column of the input
   * @param column the same, or the one derived from it
   */
  NumberChain(
      String of, Column column, ToDoubleFunction<Row> source, DoubleUnaryOperator... operations) {
    this.of = of;
    this.column = column;
    this.source = source;
    this.operations = operations;
  }

  String column() {
    return column.name();
  }

  @Override
  public Chain then(FittedStep step) {
    if (step instanceof FittedStep.Encode encode) {
      return new Places(encode.width(), places(encode));
    }
    DoubleUnaryOperator[] more = Arrays.copyOf(operations, operations.length + 1);
    more[operations.length] = Operations.of(step);
    return new NumberChain(of, column, source, more);
  }

  private ToIntFunction<Row> places(FittedStep.Encode step) {
    double[] known;
    try {
      known = step.categories().stream().mapToDouble(Double::parseDouble).toArray();
    } catch (NumberFormatException e) {
      throw Chain.wrong(step);
    }
    double[] sorted = known.clone();
    Arrays.sort(sorted);
    check(
        Arrays.equals(known, sorted),
        "Invalid preprocessing: categories of column %s are not in order",
        column.name());
    UnknownPolicy unknown = step.unknown();
    return row -> {
      double value = apply(finite(source.applyAsDouble(row))) + 0.0;
      int place = Arrays.binarySearch(known, value);
      return place >= 0 ? place : TextChain.unknown(unknown, known.length, column, value);
    };
  }

  @Override
  public StepLearner learner(Step step) {
    return NumberLearner.of(step, this);
  }

  @Override
  public CellWriter writer() {
    return (row, target) -> {
      double value = source.applyAsDouble(row);
      float number = (float) apply(finite(value));
      if (!Float.isFinite(number)) {
        throw InputProblems.becomes(of, column, value, number);
      }
      target.put(number);
    };
  }

  /** Rejects an infinity, which is a wrong value and not a missing one. */
  private double finite(double value) {
    if (Double.isInfinite(value)) {
      throw InputProblems.infinite(of, column, value);
    }
    return value;
  }

  /** Returns the number that a step may learn from; rejects what preparing would reject. */
  double read(Row row) {
    return finite(source.applyAsDouble(row));
  }

  /**
   * Applies the steps to a number; the result is not finite if it is missing and no step fills it.
   */
  double apply(double value) {
    double result = value;
    for (DoubleUnaryOperator operation : operations) {
      result = operation.applyAsDouble(result);
    }
    return result;
  }
}
