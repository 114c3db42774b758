package io.lifecycle4j.core.validation;

import static io.lifecycle4j.validation.Rules.column;
import static io.lifecycle4j.validation.Rules.rowCount;
import static io.lifecycle4j.validation.Rules.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.validation.Rule;
import io.lifecycle4j.validation.RuleResult;
import io.lifecycle4j.validation.RuleResult.FailurePlace;
import io.lifecycle4j.validation.Rules;
import io.lifecycle4j.validation.ValidationReport;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RowRulesTest {
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              Column.builder("x", DataType.FLOAT64).nullable().build(),
              Column.builder("y", DataType.FLOAT64).nullable().build(),
              Column.builder("t", DataType.STRING).nullable().build()));

  private static RuleResult result(Rule rule, Row... rows) {
    return Around.NOTHING.result(SCHEMA, List.of(rows), rule);
  }

  private static RuleResult numbers(Rule rule, double... values) {
    return result(
        rule,
        Arrays.stream(values)
            .mapToObj(value -> new ListRow(SCHEMA, value, 0.0, "a"))
            .toArray(Row[]::new));
  }

  private static RuleResult texts(Rule rule, String... texts) {
    return result(
        rule,
        Stream.of(texts).map(text -> new ListRow(SCHEMA, 0.0, 0.0, text)).toArray(Row[]::new));
  }

  private static void breaks(RuleResult result, String... values) {
    assertThat(result.passed()).isFalse();
    assertThat(result.failures()).isEqualTo(values.length);
    assertThat(result.first()).extracting(FailurePlace::value).containsExactly(values);
  }

  @Test
  void namesTruthValuesByTheirNames() {
    Schema truth = new Schema(List.of(Column.of("paid", DataType.BOOLEAN)));
    assertThat(Around.NOTHING.report(truth, List.of()).results())
        .extracting(result -> result.rule().sentence())
        .containsExactly("paid has a value", "paid is one of false, true");
    assertThat(column("paid").in(0, 1).sentence()).isEqualTo("paid is one of 0, 1");
  }

  @Test
  void combinesRulesOnOneColumn() {
    ValidationReport report =
        Around.NOTHING.report(
            SCHEMA,
            List.of(new ListRow(SCHEMA, 7.0, 6.0, "abc"), new ListRow(SCHEMA, -1.0, -1.0, "")),
            column("x").atLeast(0),
            column("x").atMost(5),
            column("x").between(-1, 7),
            column("x").in(7, -1),
            column("x").lessThan("y"),
            column("x").notAbove("y"),
            column("x").mean().atLeast(4),
            column("x").mean().atMost(2),
            column("t").in("a"),
            rowCount().atLeast(2),
            rowCount().atMost(1));
    assertThat(report.broken())
        .extracting(broken -> broken.rule().id() + " " + broken.failures())
        .containsExactly(
            "x.atLeast 1",
            "x.atMost 1",
            "x.below.y 2",
            "x.notAbove.y 1",
            "x.mean.atLeast 0",
            "x.mean.atMost 0",
            "t.in 1",
            "rowCount.atMost 0");
  }

  private static void holds(RuleResult result, long checked) {
    assertThat(result.passed()).isTrue();
    assertThat(result.failures()).isZero();
    assertThat(result.checked()).isEqualTo(checked);
    assertThat(result.first()).isEmpty();
  }

  @Test
  void aRangeIncludesItsEndsAndPassesOverMissingNumbers() {
    holds(numbers(column("x").between(-40, 50), -40, 50, -0.0, Double.NaN), 3);
    breaks(
        numbers(column("x").between(-40, 50), Math.nextDown(-40.0), 0, Math.nextUp(50.0)),
        "-40.00000000000001",
        "50.00000000000001");
    breaks(numbers(column("x").atLeast(0), Double.NEGATIVE_INFINITY), "-Infinity");
    holds(numbers(column("x").atLeast(0), Double.POSITIVE_INFINITY), 1);
    breaks(numbers(column("x").atMost(0), 1, 0), "1");
  }

  @Test
  void notNullWantsFiniteNumbersAndTexts() {
    holds(numbers(column("x").notNull(), 0, -0.0, Double.MAX_VALUE, -Double.MAX_VALUE), 4);
    breaks(numbers(column("x").notNull(), Double.NaN, 1, Double.POSITIVE_INFINITY), "", "Infinity");
    breaks(texts(column("t").notNull(), "", "a"), "");
  }

  @Test
  void aListOfNumbersOrTextsIsExact() {
    holds(numbers(column("x").in(3, 0, 1), 0, -0.0, 1, 3, Double.NaN), 4);
    breaks(numbers(column("x").in(3, 0, 1), 2, 0), "2");
    holds(texts(column("t").in("Mon", "Tue"), "Mon", "", "Tue"), 2);
    breaks(texts(column("t").in("Mon", "Tue"), "mon", "Tue"), "mon");
  }

  @Test
  void aPatternMatchesTheWholeText() {
    holds(texts(column("t").matches("[0-9]{4}-[0-9]{2}"), "2012-01", "", "2012-01"), 2);
    breaks(texts(column("t").matches("[0-9]{4}-[0-9]{2}"), "2012-01-02", "x"), "2012-01-02", "x");
    holds(texts(column("t").matches("(?i)a.b"), "A\nB"), 1);
  }

  @Test
  void aPatternTakesLinearTimeWhereABacktrackerTakesForEver() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () ->
            assertThat(texts(column("t").matches("(a+)+$"), "a".repeat(5_000) + "b").passed())
                .isFalse());
  }

  @Test
  void refusesAPatternThatIsNotLinear() {
    assertThatThrownBy(() -> texts(column("t").matches("(a)\\1"), "aa"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid regular expression of t: ");
  }

  @Test
  void refusesAPatternThatWouldTakeAllMemory() {
    assertThatThrownBy(() -> texts(column("t").matches("((a{1000}){1000}){1000}"), "aa"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageMatching(
            "Invalid regular expression of t: \\d+ states \\(must be at most 2000\\)");
    assertThatThrownBy(() -> texts(column("t").matches("(\\{x[{]{2}){1,999}"), "aa"))
        .hasMessageContaining("states");
    holds(texts(column("t").matches("[]{9]{2}\\{{2}(ab){3,7}[{]"), "{{{{abababab{", ""), 1);
    assertThat(PatternSize.of("[0-9]{4}-[0-9]{2}(x|yz)*")).isBetween(8L, 16L);
  }

  @Test
  void aLengthIsThatOfTheText() {
    holds(texts(column("t").length(1, 3), "a", "abc", ""), 2);
    breaks(texts(column("t").length(2, 3), "a", "abcd", "ab"), "a", "abcd");
  }

  @Test
  void comparesTwoColumns() {
    Row less = new ListRow(SCHEMA, 1.0, 2.0, "");
    Row equal = new ListRow(SCHEMA, 2.0, 2.0, "");
    Row greater = new ListRow(SCHEMA, 3.0, 2.0, "");
    Row missing = new ListRow(SCHEMA, Double.NaN, 2.0, "");
    holds(result(column("x").notAbove("y"), less, equal, missing), 2);
    breaks(result(column("x").lessThan("y"), less, equal, greater), "2, 2", "3, 2");
  }

  @Test
  void aTestOfOnesOwnIsCalledForEachRow() {
    Rule rule = rows("sumIsSmall", row -> row.number(0) + row.number(1) < 10);
    holds(result(rule, new ListRow(SCHEMA, 1.0, 2.0, "")), 1);
    breaks(result(rule, new ListRow(SCHEMA, 8.0, 2.0, "")), "");
  }

  @Test
  void toleratesAShareOfTheRowsThatHaveAValue() {
    Rule rule = column("x").atMost(0).mostly(0.75);
    assertThat(numbers(rule, 0, 0, 0, 1).passed()).isTrue();
    assertThat(numbers(rule, 0, 0, 0, 1).observed()).isEqualTo(0.75);
    assertThat(numbers(rule, 0, 0, Double.NaN, 1).passed()).isFalse();
    assertThat(numbers(rule, Double.NaN).observed()).isNaN();
  }

  @Test
  void severalRulesOfAColumnAreToldApart() {
    List<RuleResult> results =
        Around.NOTHING
            .report(
                SCHEMA,
                List.of(new ListRow(SCHEMA, 20.0, 0.0, ""), new ListRow(SCHEMA, 5.0, 0.0, "")),
                column("x").between(0, 30),
                column("x").between(0, 10).as("narrow").warn(),
                column("x").notNull())
            .results();
    assertThat(results).extracting(RuleResult::failures).containsExactly(0L, 1L, 0L);
  }

  @Test
  void refusesRulesThatDoNotFit() {
    assertThatThrownBy(() -> numbers(column("z").notNull(), 1))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Column does not exist: z (there are x, y, t)");
    assertThatThrownBy(() -> numbers(column("x").in("a"), 1))
        .hasMessage("Invalid rule x.in: column x is FLOAT64 (must be a text)");
    assertThatThrownBy(() -> numbers(column("t").between(0, 1), 1))
        .hasMessage("Invalid rule t.between: column t is STRING (must be a number)");
    assertThatThrownBy(() -> numbers(column("x").lessThan("t"), 1))
        .hasMessage("Invalid rule x.below.t: column t is STRING (must be a number)");
    assertThatThrownBy(
            () ->
                Validator.of(SCHEMA, List.of(column("x").atMost(1), column("x").atMost(2).warn())))
        .hasMessage("Invalid rules: x.atMost twice (name one of them with as)");
  }

  @Test
  void namesTheRuleWhoseTestThrows() {
    Schema schema = new Schema(List.of(Column.of("age", DataType.FLOAT64)));
    Rule adult =
        Rules.rows(
            "adult",
            row -> {
              throw new IllegalStateException("no birthday");
            });
    assertThatThrownBy(
            () -> Around.NOTHING.report(schema, List.of(new ListRow(schema, 1.0)), adult))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Cannot check rule rows.adult: its test threw"
                + " java.lang.IllegalStateException: no birthday");
  }
}
