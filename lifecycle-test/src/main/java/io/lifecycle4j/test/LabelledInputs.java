package io.lifecycle4j.test;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.preprocessing.Steps;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Inputs of a record class with a label. */
final class LabelledInputs<I> {
  static final int LEAST = 20;

  private final Columns<I> columns;
  private final String label;
  private final Function<? super I, ?> labels;

  LabelledInputs(Class<I> input, Task<?> task, Function<? super I, ?> labels) {
    this.columns = Columns.of(input);
    check(task.labels().size() == 1, "Invalid task: labels %s (needs exactly 1)", task.labels());
    this.label = task.labels().get(0);
    this.labels = labels;
  }

  private List<Column> all() {
    return columns.schema().columns();
  }

  /** Returns the steps that make numbers of the columns. */
  Step[] steps() {
    List<Step> steps = new ArrayList<>();
    Predicate<Column> numbers = Steps.allNumbers();
    if (all().stream().anyMatch(numbers.and(Column::isNullable))) {
      steps.add(Steps.impute(numbers.and(Column::isNullable)).mean());
    }
    if (all().stream().anyMatch(numbers)) {
      steps.add(Steps.standardize(numbers));
    }
    if (all().stream().anyMatch(Steps.allTexts())) {
      steps.add(Steps.oneHot(Steps.allTexts()));
    }
    return steps.toArray(Step[]::new);
  }

  DatasetVersion commit(Lifecycle lifecycle, String name, List<? extends I> inputs) {
    List<Labelled<I>> rows = new ArrayList<>();
    inputs.forEach(input -> rows.add(new Labelled<>(input, labels.apply(input))));
    return lifecycle
        .datasets()
        .dataset(name)
        .snapshot(Sources.records(table(rows.get(0)), rows::forEach))
        .commit();
  }

  private Columns<Labelled<I>> table(Labelled<I> first) {
    @SuppressWarnings("unchecked") // a class has no type parameters
    Class<Labelled<I>> type = (Class<Labelled<I>>) first.getClass();
    Columns.Builder<Labelled<I>> table = Columns.from(type);
    for (int i = 0; i < all().size(); i++) {
      add(table, i, all().get(i));
    }
    if (first.label() instanceof Number) {
      table.float64(label, row -> ((Number) row.label()).doubleValue());
    } else {
      table.string(label, row -> String.valueOf(row.label()));
    }
    return table.build();
  }

  private void add(Columns.Builder<Labelled<I>> table, int place, Column column) {
    check(
        column.type() != DataType.TENSOR,
        "Invalid column of a test home: %s (must be no tensor)",
        column.name());
    if (column.type().isNumber()) {
      table.number(column, row -> columns.row(row.input()).number(place));
    } else {
      table.text(column, row -> text(row, place));
    }
  }

  private String text(Labelled<I> row, int place) {
    return columns.row(row.input()).text(place);
  }

  /**
   * An input with its label.
   *
   * @param input the input
   * @param label a number or the name of a class
   */
  record Labelled<I>(I input, Object label) {}
}
