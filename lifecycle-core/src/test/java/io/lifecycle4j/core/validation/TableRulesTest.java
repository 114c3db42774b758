package io.lifecycle4j.core.validation;

import static io.lifecycle4j.validation.Rules.column;
import static io.lifecycle4j.validation.Rules.freshness;
import static io.lifecycle4j.validation.Rules.noDuplicateRows;
import static io.lifecycle4j.validation.Rules.noOverlap;
import static io.lifecycle4j.validation.Rules.noRowOf;
import static io.lifecycle4j.validation.Rules.rowCount;
import static io.lifecycle4j.validation.Rules.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.validation.Rule;
import io.lifecycle4j.validation.RuleResult;
import io.lifecycle4j.validation.RuleResult.FailurePlace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableRulesTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              Column.builder("x", DataType.FLOAT64).nullable().build(),
              Column.builder("t", DataType.STRING).nullable().build(),
              Column.builder("day", DataType.TIMESTAMP).nullable().build()));

  private static Row row(double x, String t) {
    return new ListRow(SCHEMA, x, t, (double) NOON.toEpochMilli());
  }

  private static List<Row> ramp(int rows) {
    List<Row> ramp = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      ramp.add(row(i, i % 4 == 0 ? "a" : "b"));
    }
    return ramp;
  }

  private static RuleResult result(Rule rule, List<Row> rows) {
    return Around.NOTHING.result(SCHEMA, rows, rule);
  }

  private static void measures(Rule holding, Rule breaking, List<Row> rows, double observed) {
    RuleResult result = result(holding, rows);
    assertThat(result.passed()).as(result.toString()).isTrue();
    assertThat(result.observed()).isCloseTo(observed, within(1e-9));
    assertThat(result(breaking, rows).passed()).isFalse();
  }

  @Test
  void measuresTheStatisticsOfAColumn() {
    List<Row> rows = ramp(101);
    measures(column("x").min().atLeast(0), column("x").min().atLeast(1), rows, 0);
    measures(column("x").max().atMost(100), column("x").max().atMost(99), rows, 100);
    measures(column("x").mean().between(49, 51), column("x").mean().atMost(49), rows, 50);
    measures(
        column("x").deviation().atLeast(29),
        column("x").deviation().atLeast(30),
        rows,
        Math.sqrt(850));
    measures(
        column("x").quantile(0.5).between(49, 51), column("x").quantile(0.5).atMost(49), rows, 50);
    measures(
        column("x").cardinality().atLeast(101), column("x").cardinality().atMost(100), rows, 101);
    measures(
        column("t").classBalance().atLeast(0.25),
        column("t").classBalance().atLeast(0.3),
        rows,
        26 / 101.0);
    measures(
        column("t").largestClass().atMost(0.75),
        column("t").largestClass().atMost(0.7),
        rows,
        75 / 101.0);
  }

  @Test
  void measuresMissingCellsAndAConstantColumn() {
    List<Row> rows = List.of(row(1, ""), row(1, "a"), row(1, "a"), row(1, "a"));
    measures(column("t").missing().atMost(0.25), column("t").missing().atMost(0.2), rows, 0.25);
    assertThat(result(column("x").cardinality().atLeast(2), rows).passed()).isFalse();
  }

  @Test
  void aStatisticOfNothingDoesNotHold() {
    RuleResult result = result(column("x").mean().atLeast(-1e9), List.of(row(Double.NaN, "a")));
    assertThat(result.passed()).isFalse();
    assertThat(result.observed()).isNaN();
    assertThat(result.note()).isEqualTo("nothing to measure");
  }

  @Test
  void aClassOfTheSchemaWithoutRowsIsTheRarest() {
    Schema schema =
        new Schema(
            List.of(
                Column.builder("t", DataType.CATEGORICAL).categories(List.of("a", "b")).build(),
                Column.of("yes", DataType.BOOLEAN)));
    List<Row> rows = List.of(new ListRow(schema, "a", 1), new ListRow(schema, "a", 0));
    RuleResult texts = Around.NOTHING.result(schema, rows, column("t").classBalance().atLeast(0.1));
    assertThat(texts.observed()).isZero();
    RuleResult booleans =
        Around.NOTHING.result(schema, rows, column("yes").classBalance().atLeast(0.5));
    assertThat(booleans.passed()).isTrue();
  }

  @Test
  void countsRows() {
    measures(rowCount().atLeast(10), rowCount().atLeast(11), ramp(10), 10);
    measures(rowCount().between(1, 10), rowCount().between(1, 9), ramp(10), 10);
    measures(rowCount().atMost(10), rowCount().atMost(9), ramp(10), 10);
  }

  @Test
  void comparesTheNumberOfRowsWithTheMedianBefore() {
    Around history = new Around(NOON, List.of(1L, 100L, 1_000L, 110L, 90L), Map.of());
    Rule rule = rowCount().changeAtMost(0.2);
    assertThat(history.result(SCHEMA, ramp(80), rule).passed()).isTrue();
    assertThat(history.result(SCHEMA, ramp(79), rule).passed()).isFalse();
    assertThat(history.result(SCHEMA, ramp(121), rule).passed()).isFalse();
    assertThat(history.result(SCHEMA, ramp(80), rowCount().changeAtMost(0.19, 2)).passed())
        .isFalse();
    RuleResult first = result(rule, ramp(1));
    assertThat(first.passed()).isTrue();
    assertThat(first.note()).isEqualTo("no version before");
  }

  @Test
  void comparesTheNewestTimeWithTheClock() {
    Around history = new Around(NOON.plus(Duration.ofHours(36)), List.of(), Map.of());
    RuleResult fresh = history.result(SCHEMA, ramp(2), freshness("day", Duration.ofDays(2)));
    assertThat(fresh.passed()).isTrue();
    assertThat(fresh.observed()).isEqualTo(1.5);
    assertThat(history.result(SCHEMA, ramp(2), freshness("day", Duration.ofDays(1))).passed())
        .isFalse();
    Around before = new Around(NOON.minus(Duration.ofHours(36)), List.of(), Map.of());
    RuleResult ahead = before.result(SCHEMA, ramp(2), freshness("day", Duration.ofDays(2)));
    assertThat(ahead.passed()).isFalse(); // one wrong date would make all look fresh
    assertThat(ahead.note()).endsWith(", in the future");
    Around zone = new Around(NOON.minus(Duration.ofHours(12)), List.of(), Map.of());
    assertThat(zone.result(SCHEMA, ramp(2), freshness("day", Duration.ZERO)).passed()).isTrue();
    assertThatThrownBy(() -> result(freshness("x", Duration.ofDays(1)), ramp(1)))
        .hasMessage("Invalid rule x.fresh: column x is FLOAT64 (must be TIMESTAMP)");
  }

  @Test
  void findsKeysThatComeTwice() {
    List<Row> rows =
        List.of(row(1, "a"), row(1, "b"), row(2, "a"), row(1, "a"), row(Double.NaN, "a"));
    RuleResult key = result(unique("x", "t"), rows);
    assertThat(key.passed()).isFalse();
    assertThat(key.failures()).isEqualTo(1);
    assertThat(key.checked()).isEqualTo(4);
    assertThat(key.first()).containsExactly(new FailurePlace("", 0, 4, "x, t", "1, a"));
    assertThat(result(column("x").unique(), rows).failures()).isEqualTo(2);
    assertThat(result(unique("x", "t"), rows.subList(0, 3)).passed()).isTrue();
    assertThat(result(noDuplicateRows(), rows).failures()).isEqualTo(1);
    assertThat(result(noDuplicateRows(), List.of(rows.get(4), rows.get(4))).failures())
        .isEqualTo(1);
  }

  @Test
  void findsRowsThatLeakFromOneSplitToAnother() {
    List<Row> rows =
        List.of(row(1, "train"), row(1, "train"), row(2, "test"), row(1, "test"), row(1, "test"));
    RuleResult leak = result(noOverlap("t"), rows);
    assertThat(leak.passed()).isFalse();
    assertThat(leak.failures()).isEqualTo(1);
    assertThat(leak.first()).extracting(FailurePlace::row).containsExactly(4L);
    assertThat(result(noOverlap("t"), rows.subList(0, 3)).passed()).isTrue();
  }

  @Test
  void looksUpValuesInAnotherDataset() {
    Around history = new Around(NOON, List.of(), Map.of("known", List.of(row(7, "a"))));
    Rule rule = column("t").containedIn("known", "t");
    assertThat(history.result(SCHEMA, List.of(row(1, "a"), row(1, "")), rule).passed()).isTrue();
    RuleResult unknown = history.result(SCHEMA, List.of(row(1, "a"), row(1, "b")), rule);
    assertThat(unknown.failures()).isEqualTo(1);
    assertThat(unknown.first()).extracting(FailurePlace::value).containsExactly("b");
    RuleResult absent = result(rule, List.of(row(1, "a")));
    assertThat(absent.passed()).isFalse();
    assertThat(absent.note()).isEqualTo("known has no version");
  }

  @Test
  void findsRowsOfADatasetThatIsHeldOut() {
    Around history = new Around(NOON, List.of(), Map.of("golden", List.of(row(7, "a"))));
    Rule rule = noRowOf("golden");
    assertThat(history.result(SCHEMA, List.of(row(7, "b"), row(8, "a")), rule).passed()).isTrue();
    assertThat(history.result(SCHEMA, List.of(row(7, "a")), rule).passed()).isFalse();
    RuleResult absent = result(rule, List.of(row(7, "a")));
    assertThat(absent.passed()).isFalse();
    assertThat(absent.note()).isEqualTo("golden has no version");
  }

  @Test
  void refusesToCompareTextsWithNumbers() {
    Schema other = SCHEMA.change("x", column -> column.type(DataType.STRING));
    Row there = new ListRow(other, "7", "a", (double) NOON.toEpochMilli());
    Around history = new Around(NOON, List.of(), Map.of("golden", List.of(there)));
    List<Row> rows = List.of(row(7, "a"));
    assertThatThrownBy(() -> history.result(SCHEMA, rows, noRowOf("golden")))
        .hasMessage("Cannot compare with golden: column x is FLOAT64 (there x is STRING)");
    assertThatThrownBy(() -> history.result(SCHEMA, rows, column("x").containedIn("golden", "t")))
        .hasMessage("Cannot compare with golden: column x is FLOAT64 (there t is STRING)");
  }

  @Test
  void findsAConstantColumnWhateverItsText() {
    for (String text : List.of("a", "(other)", "\\(other)", "x".repeat(201))) {
      List<Row> rows = new ArrayList<>(Collections.nCopies(99, row(1, text)));
      rows.add(row(1, "b"));
      measures(
          column("t").largestClass().atMost(0.99),
          column("t").largestClass().atMost(0.98),
          rows,
          0.99);
      measures(
          column("t").classBalance().atLeast(0.01),
          column("t").classBalance().atLeast(0.02),
          rows,
          0.01);
    }
  }

  @Test
  void measuresTheClassesOfAPrivateColumn() {
    Schema schema =
        new Schema(
            List.of(
                Column.builder("t", DataType.CATEGORICAL)
                    .categories(List.of("a", "b", "c"))
                    .asPrivate()
                    .build()));
    List<Row> rows =
        List.of(new ListRow(schema, "a"), new ListRow(schema, "a"), new ListRow(schema, "b"));
    Rule largest = column("t").largestClass().atMost(0.6);
    assertThat(Around.NOTHING.result(schema, rows, largest).passed()).isFalse();
    Rule rarest = column("t").classBalance().atLeast(0.1);
    assertThat(Around.NOTHING.result(schema, rows, rarest).observed()).isZero();
  }

  @Test
  void refusesRulesThatDoNotFit() {
    assertThatThrownBy(() -> result(column("t").mean().atLeast(0), ramp(1)))
        .hasMessage("Invalid rule t.mean.atLeast: column t is STRING (must be a number)");
    assertThatThrownBy(() -> result(column("x").classBalance().atLeast(0), ramp(1)))
        .hasMessage(
            "Invalid rule x.rarest.atLeast: column x is FLOAT64 (must be a text or BOOLEAN)");
    assertThatThrownBy(() -> result(unique("x", "z"), ramp(1)))
        .hasMessage("Column does not exist: z (there are x, t, day)");
  }
}
