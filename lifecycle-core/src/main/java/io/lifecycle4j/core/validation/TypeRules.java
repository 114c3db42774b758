package io.lifecycle4j.core.validation;

import io.lifecycle4j.core.validation.RowTests.CheckOutcome;
import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.validation.RowCheck;
import io.lifecycle4j.validation.Rule;
import io.lifecycle4j.validation.Severity;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The rules on the type of cells. The row reports the cells of its file that are not of their type
 * ({@link RowPlace#misfit}); values of other rows always have their types.
 */
final class TypeRules {
  private TypeRules() {}

  static boolean is(Rule rule) {
    return rule.check() instanceof RowCheck.WellTyped
        || rule.check() instanceof RowCheck.AllWellTyped;
  }

  static List<String> columns(Schema schema, List<Rule> rules) {
    boolean all = rules.stream().anyMatch(rule -> rule.check() instanceof RowCheck.AllWellTyped);
    Set<String> some = new HashSet<>();
    for (Rule rule : rules) {
      if (rule.check() instanceof RowCheck.WellTyped typed) {
        some.add(typed.column());
      }
    }
    return schema.columns().stream()
        .filter(column -> column.type() != DataType.TENSOR)
        .map(Column::name)
        .filter(name -> all || some.contains(name))
        .toList();
  }

  static Function<Row, CheckOutcome> test(Schema schema, Rule rule) {
    if (rule.check() instanceof RowCheck.WellTyped typed) {
      return ofColumn(schema, rule, typed);
    }
    int columns = schema.columns().size(); // no tensor has a misfit
    return row ->
        CheckOutcome.of(
            IntStream.range(0, columns).allMatch(place -> RowPlace.misfit(row, place) == null));
  }

  private static Function<Row, CheckOutcome> ofColumn(
      Schema schema, Rule rule, RowCheck.WellTyped typed) {
    int place = schema.indexOf(typed.column());
    Column column = schema.column(place);
    boolean isNumber = column.type().isNumber();
    if (!isNumber && !column.type().isText()) {
      throw RowTests.misfit(rule, column, "a number or a text");
    }
    Preconditions.check(
        column.isNullable() || (rule.severity() == Severity.ERROR && rule.share() == 1),
        "Invalid rule %s: column %s is not nullable (must be where cells of another type are"
            + " tolerated: they count as missing)",
        rule.id(),
        column.name());
    return row -> {
      if (RowPlace.misfit(row, place) != null) {
        return CheckOutcome.FAILED;
      }
      boolean isMissing = isNumber ? Double.isNaN(row.number(place)) : row.text(place).isEmpty();
      return isMissing ? CheckOutcome.SKIPPED : CheckOutcome.PASSED;
    };
  }
}
