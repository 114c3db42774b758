package io.lifecycle4j.core.validation;

import io.lifecycle4j.core.validation.RowTests.CheckOutcome;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.validation.Bounds;
import io.lifecycle4j.validation.RowCheck;
import io.lifecycle4j.validation.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.Function;

/**
 * All checks of single rows, column by column: a cell is read once, and a number within the
 * intersection of its column's ranges costs two comparisons. Immutable and thread-safe.
 */
final class RowChecks {
  private final Numbers[] numbers;
  private final double[] least;
  private final double[] most;
  private final Texts[] texts;
  private final Whole[] rows;

  private RowChecks(List<Numbers> numbers, List<Texts> texts, List<Whole> rows) {
    this.numbers = numbers.toArray(Numbers[]::new);
    this.least = numbers.stream().mapToDouble(Numbers::least).toArray();
    this.most = numbers.stream().mapToDouble(Numbers::most).toArray();
    this.texts = texts.toArray(Texts[]::new);
    this.rows = rows.toArray(Whole[]::new);
  }

  static RowChecks of(Schema schema, List<Rule> rules) {
    Map<Integer, List<Integer>> cells = new LinkedHashMap<>();
    List<Whole> rows = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      if (TypeRules.is(rules.get(i))) {
        rows.add(new Whole(i, TypeRules.test(schema, rules.get(i))));
      } else if (rules.get(i).check() instanceof RowCheck.OfCell cell) {
        cells.computeIfAbsent(schema.indexOf(cell.column()), place -> new ArrayList<>()).add(i);
      } else if (rules.get(i).check() instanceof RowCheck.OfPair pair) {
        rows.add(new Whole(i, RowTests.ordered(schema, rules.get(i), pair)));
      } else if (rules.get(i).check() instanceof RowCheck.Satisfies satisfies) {
        rows.add(new Whole(i, RowTests.satisfies(rules.get(i), satisfies)));
      }
    }
    List<Numbers> numbers = new ArrayList<>();
    List<Texts> texts = new ArrayList<>();
    cells.forEach(
        (place, ofColumn) -> {
          Column column = schema.columns().get(place);
          if (column.type().isNumber()) {
            numbers.add(Numbers.of(place, column, rules, ofColumn));
          } else if (column.type().isText()) {
            texts.add(Texts.of(place, column, rules, ofColumn));
          } else {
            throw RowTests.misfit(rules.get(ofColumn.get(0)), column, "a number or a text");
          }
        });
    return new RowChecks(numbers, texts, rows);
  }

  void look(Row row, Findings findings) {
    for (int i = 0; i < numbers.length; i++) {
      double value = row.number(numbers[i].place);
      if (!(value >= least[i] && value <= most[i])) { // negated, so that NaN is tested, too
        numbers[i].look(value, row, findings);
      }
    }
    for (Texts column : texts) {
      column.look(row, findings);
    }
    for (Whole whole : rows) {
      findings.take(whole.test.apply(row), whole.rule, row);
    }
  }

  private record Whole(int rule, Function<Row, CheckOutcome> test) {}

  /**
   * The rules of a column of numbers.
   *
   * @param least from here on, up to {@code most}, every rule holds
   */
  private record Numbers(
      int place,
      List<Integer> rules,
      List<DoubleFunction<CheckOutcome>> tests,
      double least,
      double most) {
    static Numbers of(int place, Column column, List<Rule> all, List<Integer> rules) {
      double least = -Double.MAX_VALUE;
      double most = Double.MAX_VALUE;
      for (int rule : rules) {
        if (all.get(rule).check() instanceof RowCheck.Between between) {
          Bounds bounds = between.bounds();
          least = Math.max(least, bounds.least());
          most = Math.min(most, bounds.most());
        } else if (!(all.get(rule).check() instanceof RowCheck.NotNull)) {
          least = Double.POSITIVE_INFINITY; // no range covers this rule: test each number
        }
      }
      List<DoubleFunction<CheckOutcome>> tests =
          rules.stream().map(rule -> RowTests.number(column, all.get(rule))).toList();
      return new Numbers(place, rules, tests, least, most);
    }

    void look(double value, Row row, Findings findings) {
      for (int i = 0; i < tests.size(); i++) {
        findings.take(tests.get(i).apply(value), rules.get(i), row);
      }
    }
  }

  private record Texts(int place, List<Integer> rules, List<Function<String, CheckOutcome>> tests) {
    static Texts of(int place, Column column, List<Rule> all, List<Integer> rules) {
      return new Texts(
          place, rules, rules.stream().map(rule -> RowTests.text(column, all.get(rule))).toList());
    }

    void look(Row row, Findings findings) {
      String text = row.text(place);
      for (int i = 0; i < tests.size(); i++) {
        findings.take(tests.get(i).apply(text), rules.get(i), row);
      }
    }
  }

  /** Receives what checks find. Passed checks are not reported, so that they cost nothing. */
  interface Findings {
    void failed(int rule, Row row);

    /** The rule had nothing to check in a row. */
    default void skipped(int rule) {}

    default void take(CheckOutcome outcome, int rule, Row row) {
      switch (outcome) {
        case FAILED -> failed(rule, row);
        case SKIPPED -> skipped(rule);
        default -> {}
      }
    }
  }
}
