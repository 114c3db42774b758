package io.lifecycle4j.core.validation;

import static io.lifecycle4j.validation.Rules.column;
import static io.lifecycle4j.validation.Rules.noDuplicateRows;
import static io.lifecycle4j.validation.Rules.noOverlap;
import static io.lifecycle4j.validation.Rules.rowCount;
import static io.lifecycle4j.validation.Rules.rows;
import static io.lifecycle4j.validation.Rules.unique;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.validation.Rule;
import io.lifecycle4j.validation.RuleResult;
import io.lifecycle4j.validation.RuleResult.FailurePlace;
import io.lifecycle4j.validation.ValidationReport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

@Tag(Volume.TAG)
class ValidationProperties {
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              Column.of("x", DataType.FLOAT64),
              Column.of("t", DataType.STRING),
              Column.of("split", DataType.STRING)));
  private static final List<Rule> RULES =
      List.of(
          column("x").between(-1, 1),
          column("x").notNull(),
          column("t").in("a", "b"),
          column("t").matches("[ab]?").as("pattern"),
          column("t").length(1, 2).mostly(0.5),
          rows("positive", row -> row.number(0) > 0),
          unique("x", "t"),
          unique("t"),
          noDuplicateRows(),
          noOverlap("split"),
          rowCount().atLeast(3),
          column("x").mean().between(-1, 1),
          column("t").cardinality().atMost(2));

  @Provide
  Arbitrary<Row> row() {
    Arbitrary<Double> number = Arbitraries.of(0.0, -0.0, 1.0, 2.0, Double.NaN, -1e300);
    Arbitrary<String> text = Arbitraries.of("", "a", "b", "abc", "|`*\n\u0000", "x".repeat(5_000));
    Arbitrary<String> split = Arbitraries.of("train", "test", "");
    return Combinators.combine(number, text, split).as((x, t, s) -> new ListRow(SCHEMA, x, t, s));
  }

  private static ValidationReport whole(List<Row> rows) {
    return Around.NOTHING.report(SCHEMA, rows, RULES.toArray(Rule[]::new));
  }

  @Property(tries = 100)
  void aReportIsBoundedHoweverManyRowsFail(
      @ForAll("row") Row row, @ForAll @IntRange(min = 1, max = 300) int times) {
    ValidationReport report = whole(Collections.nCopies(times, row));
    for (RuleResult result : report.results()) {
      assertThat(result.first()).hasSizeLessThanOrEqualTo(RuleResult.MAX_PLACES);
      for (FailurePlace place : result.first()) {
        assertThat(place.value()).hasSizeLessThanOrEqualTo(FailurePlace.MAX_TEXT);
      }
    }
    int bound = report.results().size() * (500 + RuleResult.MAX_PLACES * 700);
    assertThat(ValidationForms.JSON.text(report)).hasSizeLessThan(bound);
    assertThat(report.markdown()).hasSizeLessThan(bound);
  }

  @Property(tries = 100)
  void aReportReadsBackAsItWasWritten(@ForAll @Size(max = 30) List<@From("row") Row> all) {
    ValidationReport report = whole(all);
    assertThat(ValidationForms.report(ValidationForms.JSON.text(report).getBytes(UTF_8)))
        .isEqualTo(report);
  }

  @Property(tries = 200)
  void aTableBeyondItsCapacityLooksAtTheSameKeysHoweverTheyCome(
      @ForAll @Size(min = 1, max = 400) List<@IntRange(max = 300) Integer> numbers) {
    KeyTable forwards = new KeyTable(16);
    KeyTable backwards = new KeyTable(16);
    numbers.forEach(number -> forwards.put(key(number), 1));
    List<Integer> reversed = new ArrayList<>(numbers);
    Collections.reverse(reversed);
    reversed.forEach(number -> backwards.put(key(number), 1));
    assertThat(backwards.sampling()).isEqualTo(forwards.sampling());
    assertThat(IntStream.rangeClosed(0, 300).filter(number -> isKept(forwards, number)).count())
        .isBetween(1L, 16L);
    for (int number = 0; number <= 300; number++) {
      long expected =
          numbers.contains(number) && forwards.looksAt(key(number)) ? 1 : KeyTable.ABSENT;
      assertThat(forwards.tag(key(number))).isEqualTo(expected);
      assertThat(backwards.tag(key(number))).isEqualTo(expected);
    }
  }

  private static boolean isKept(KeyTable table, int number) {
    return table.tag(key(number)) != KeyTable.ABSENT;
  }

  private static long key(int number) {
    return (number + 1) * 0x9E3779B97F4A7C15L;
  }
}
