package io.lifecycle4j.core.validation;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.validation.Bounds;
import io.lifecycle4j.validation.RowCheck;
import io.lifecycle4j.validation.Rule;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/** Compiles checks of rows to tests that allocate nothing. */
final class RowTests {
  private RowTests() {}

  static DoubleFunction<CheckOutcome> number(Column column, Rule rule) {
    RowCheck check = (RowCheck) rule.check();
    if (check instanceof RowCheck.NotNull) {
      return value -> CheckOutcome.of(Double.isFinite(value));
    }
    if (check instanceof RowCheck.Between between) {
      Bounds bounds = between.bounds();
      return value ->
          Double.isNaN(value) ? CheckOutcome.SKIPPED : CheckOutcome.of(bounds.contain(value));
    }
    if (check instanceof RowCheck.OneOfNumbers listed) {
      double[] numbers = listed.numbers().stream().mapToDouble(number -> number + 0.0).toArray();
      Arrays.sort(numbers);
      return value ->
          Double.isNaN(value)
              ? CheckOutcome.SKIPPED
              : CheckOutcome.of(Arrays.binarySearch(numbers, value + 0.0) >= 0);
    }
    throw misfit(rule, column, "a text");
  }

  static Function<String, CheckOutcome> text(Column column, Rule rule) {
    RowCheck check = (RowCheck) rule.check();
    if (check instanceof RowCheck.NotNull) {
      return text -> CheckOutcome.of(!text.isEmpty());
    }
    if (check instanceof RowCheck.OneOf listed) {
      Set<String> texts = new HashSet<>(listed.texts());
      return text -> text.isEmpty() ? CheckOutcome.SKIPPED : CheckOutcome.of(texts.contains(text));
    }
    if (check instanceof RowCheck.Matches matches) {
      LinearPattern pattern = new LinearPattern(column.name(), matches.regex());
      return text -> text.isEmpty() ? CheckOutcome.SKIPPED : CheckOutcome.of(pattern.matches(text));
    }
    if (check instanceof RowCheck.Length length) {
      Bounds bounds = length.bounds();
      return text ->
          text.isEmpty() ? CheckOutcome.SKIPPED : CheckOutcome.of(bounds.contain(text.length()));
    }
    throw misfit(rule, column, "a number");
  }

  static Function<Row, CheckOutcome> ordered(Schema schema, Rule rule, RowCheck.OfPair pair) {
    int less = numberPlace(schema, rule, pair.less());
    int greater = numberPlace(schema, rule, pair.greater());
    boolean orEqual = pair instanceof RowCheck.NotAbove;
    return row -> {
      double left = row.number(less);
      double right = row.number(greater);
      if (Double.isNaN(left) || Double.isNaN(right)) {
        return CheckOutcome.SKIPPED;
      }
      return CheckOutcome.of(left < right || (orEqual && left == right));
    };
  }

  static Function<Row, CheckOutcome> satisfies(Rule rule, RowCheck.Satisfies satisfies) {
    Predicate<Row> test =
        satisfies
            .test()
            .orElseThrow(
                () ->
                    new InvalidValueException(
                        "Invalid rule "
                            + rule.id()
                            + ": its test was not kept (must be given again)"));
    return row -> satisfies(rule, test, row);
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // whatever a custom test throws
  private static CheckOutcome satisfies(Rule rule, Predicate<Row> test, Row row) {
    try {
      return CheckOutcome.of(test.test(row));
    } catch (RuntimeException e) {
      throw new InvalidValueException(
          String.format("Cannot check rule %s%s: its test threw %s", rule.id(), place(row), e), e);
    }
  }

  private static String place(Row row) {
    String place = RowPlace.of(row);
    return place.isEmpty() ? "" : " at " + place;
  }

  private static int numberPlace(Schema schema, Rule rule, String name) {
    int place = schema.indexOf(name);
    Column column = schema.columns().get(place);
    if (!column.type().isNumber()) {
      throw misfit(rule, column, "a number");
    }
    return place;
  }

  static InvalidValueException misfit(Rule rule, Column column, String needed) {
    return new InvalidValueException(
        String.format(
            "Invalid rule %s: column %s is %s (must be %s)",
            rule.id(), column.name(), column.type(), needed));
  }

  /** The outcome of one check of one row. */
  enum CheckOutcome {
    PASSED,
    FAILED,
    /** There was nothing to check: a cell is missing. */
    SKIPPED;

    static CheckOutcome of(boolean passed) {
      return passed ? PASSED : FAILED;
    }
  }
}
