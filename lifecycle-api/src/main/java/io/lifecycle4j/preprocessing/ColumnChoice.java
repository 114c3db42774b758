package io.lifecycle4j.preprocessing;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.schema.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Creates a step of several columns. Invalid arguments are rejected at once. */
final class ColumnChoice {
  private ColumnChoice() {}

  /** Applies a step to named columns. */
  static Step each(String name, String column, String[] more, Function<String, Step> step) {
    if (required(more, "columns").length == 0) {
      return step.apply(column);
    }
    List<String> columns = new ArrayList<>();
    columns.add(checkName("column", column));
    for (String other : more) {
      check(
          !columns.contains(checkName("column", other)),
          "Invalid columns of %s: %s is there twice",
          name,
          other);
      columns.add(other);
    }
    List<Step> steps = columns.stream().map(step).toList();
    return new Step.Each(String.join(", ", columns), input -> steps);
  }

  /** Applies a step to the columns that a predicate chooses. */
  static Step each(String name, Predicate<? super Column> choice, Function<String, Step> step) {
    required(choice, "columns");
    required(step.apply("column"), "step");
    return new Step.Each(
        "chosen columns",
        input -> {
          List<Step> steps = input.stream().filter(choice).map(Column::name).map(step).toList();
          check(
              !steps.isEmpty(),
              "Invalid preprocessing: %s chooses no column (there are %s)",
              name,
              input.stream().map(Column::name).toList());
          return steps;
        });
  }
}
