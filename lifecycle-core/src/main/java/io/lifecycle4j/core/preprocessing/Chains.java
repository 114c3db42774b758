package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.preprocessing.DatePart;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnBuilder;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** A chain for each column of the input, each followed by the columns derived from it. */
final class Chains {
  private final Map<String, Chain> chains = new LinkedHashMap<>();

  /**
   * Creates chains without steps.
   *
   * @param places where the input columns are in a row
   * @param steps only those that derive columns are used
   */
  Chains(Schema input, int[] places, List<FittedStep> steps) {
    for (int i = 0; i < places.length; i++) {
      Column column = input.columns().get(i);
      int place = places[i];
      put(column.name(), root(column, place, steps));
      for (FittedStep step : steps) {
        if (step.column().equals(column.name())) {
          derive(step, column, place);
        }
      }
    }
  }

  private static Chain root(Column column, int place, List<FittedStep> steps) {
    return switch (Kind.of(column.type())) {
      case TEXT -> new TextChain(column, place, "");
      case TENSOR -> new TensorChain(column, place, List.of());
      case TIME -> time(column, steps);
      default -> new NumberChain(column.name(), column, row -> row.number(place));
    };
  }

  private static Chain time(Column column, List<FittedStep> steps) {
    Preconditions.check(
        steps.stream()
            .anyMatch(
                step -> step instanceof FittedStep.Parts && step.column().equals(column.name())),
        "Invalid preprocessing: column %s is a time (add dateParts(\"%s\", ...))",
        column.name(),
        column.name());
    return new Chain.Time();
  }

  private void derive(FittedStep step, Column column, int place) {
    if (step instanceof FittedStep.Indicator indicator) {
      ToDoubleFunction<Row> missing =
          Kind.of(column.type()) == Kind.TEXT
              ? row -> row.text(place).isEmpty() ? 1 : 0
              : row -> Double.isNaN(row.number(place)) ? 1 : 0;
      put(indicator.derived(), derived(indicator.derived(), column, missing));
    } else if (step instanceof FittedStep.Parts parts) {
      for (DatePart part : parts.parts()) {
        String name = part.of(column.name());
        put(name, derived(name, column, row -> TimePart.of(part, row.number(place))));
      }
    }
  }

  private static Chain derived(String name, Column of, ToDoubleFunction<Row> source) {
    ColumnBuilder column = Column.builder(name, DataType.FLOAT64);
    return new NumberChain(
        of.name(), (of.isPrivate() ? column.asPrivate() : column).build(), source);
  }

  private void put(String column, Chain chain) {
    Preconditions.check(
        chains.put(column, chain) == null, "Invalid preprocessing: column %s twice", column);
  }

  /** Returns whether a step derives columns and leaves its own column unchanged. */
  private static boolean derives(FittedStep step) {
    return step instanceof FittedStep.Indicator
        || step instanceof FittedStep.Parts
        || step instanceof FittedStep.Lagged;
  }

  void then(FittedStep step) {
    if (!derives(step)) {
      chains.put(step.column(), of(step.column()).then(step));
    }
  }

  Chain of(String column) {
    Chain chain = chains.get(column);
    if (chain == null) {
      throw new InvalidValueException(
          "Invalid preprocessing: no column " + column + " (there are " + chains.keySet() + ")");
    }
    return chain;
  }

  Collection<Chain> all() {
    return chains.values();
  }

  /** Returns the column of each chain, in the same order. */
  Collection<String> columns() {
    return chains.keySet();
  }
}
