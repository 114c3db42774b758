package io.lifecycle4j.validation;

import static io.lifecycle4j.validation.Rules.column;
import static io.lifecycle4j.validation.Rules.freshness;
import static io.lifecycle4j.validation.Rules.noDuplicateRows;
import static io.lifecycle4j.validation.Rules.noOverlap;
import static io.lifecycle4j.validation.Rules.noRowOf;
import static io.lifecycle4j.validation.Rules.rowCount;
import static io.lifecycle4j.validation.Rules.rows;
import static io.lifecycle4j.validation.Rules.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RulesTest {
  private static void reads(Rule rule, String id, String sentence) {
    assertThat(rule.id()).isEqualTo(id);
    assertThat(rule).hasToString(sentence);
  }

  @Test
  void aRuleReadsAsASentence() {
    reads(column("temp").between(-40, 50), "temp.between", "temp is between -40 and 50");
    reads(column("temp").atLeast(0.5), "temp.atLeast", "temp is at least 0.5");
    reads(column("temp").atMost(1e300), "temp.atMost", "temp is at most 1.0E300");
    reads(column("temp").notNull(), "temp.notNull", "temp has a value");
    reads(column("day").matches("[a-z]+"), "day.matches", "day matches '[a-z]+'");
    reads(column("day").in("Mon", "Tue"), "day.in", "day is one of Mon, Tue");
    reads(
        column("n").in(1, 2, 3, 4, 5, 6, 7),
        "n.inNumbers",
        "n is one of 1, 2, 3, 4, 5 and 2 others");
    reads(column("day").length(1, 3), "day.length.between", "the length of day is between 1 and 3");
    reads(column("a").lessThan("b"), "a.below.b", "a is below b");
    reads(column("a").notAbove("b"), "a.notAbove.b", "a is at most b");
    reads(column("id").unique(), "id.unique", "id is unique");
    reads(unique("a", "b"), "a,b.unique", "a, b is unique");
    reads(noDuplicateRows(), "rows.unique", "no row comes twice");
    reads(noOverlap("split"), "split.noOverlap", "no row comes with more than one split");
    reads(noRowOf("golden"), "rows.notIn.golden", "no row is found in golden");
    reads(rows("sane", row -> true), "rows.sane", "each row satisfies sane");
    reads(
        column("s").containedIn("stations", "id"),
        "s.containedIn.stations.id",
        "s is found in id of stations");
    reads(freshness("t", Duration.ofDays(2)), "t.fresh", "the newest t is at most 2 days old");
    reads(freshness("t", Duration.ofMinutes(90)), "t.fresh", "the newest t is at most 1h30m old");
  }

  @Test
  void aRuleOnAStatisticReadsAsASentence() {
    reads(rowCount().atLeast(1_000), "rowCount.atLeast", "the number of rows is at least 1000");
    reads(
        rowCount().changeAtMost(0.2),
        "rowCount.change",
        "the number of rows is within 20 % of the median of the last 5 versions");
    reads(
        column("x").quantile(0.5).between(1, 2),
        "x.quantile.0.5.between",
        "the quantile 0.5 of x is between 1 and 2");
    reads(
        column("x").missing().atMost(0.01),
        "x.missing.atMost",
        "the share of missing cells of x is at most 0.01");
    reads(column("x").mean().atLeast(1), "x.mean.atLeast", "the mean of x is at least 1");
    reads(
        column("x").cardinality().atLeast(2),
        "x.cardinality.atLeast",
        "the number of different values of x is at least 2");
  }

  @Test
  void saysWhatItToleratesAndWhatItMeans() {
    Rule rule = column("x").notNull().mostly(0.99).warn().as("mine");
    reads(rule, "mine", "x has a value in 99 % of the rows");
    assertThat(rule.severity()).isEqualTo(Severity.WARN);
    assertThat(column("x").notNull().severity()).isEqualTo(Severity.ERROR);
    assertThat(rule.severity(Severity.INFO).severity()).isEqualTo(Severity.INFO);
  }

  @Test
  void rulesAreValues() {
    assertThat(column("x").in("a", "b")).isEqualTo(column("x").in("a", "b"));
    assertThat(column("x").in("a", "b")).isNotEqualTo(column("x").in("b", "a"));
    assertThat(column("x").atMost(1)).isNotEqualTo(column("x").atMost(2));
    assertThat(rows("same", row -> true)).isEqualTo(rows("same", row -> false));
    assertThat(rows("same", row -> true)).isNotEqualTo(rows("other", row -> true));
  }

  @Test
  void refusesWhatCannotHold() {
    assertThatThrownBy(() -> column("x").between(2, 1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid bounds: 2 to 1 (must be in this order)");
    assertThatThrownBy(() -> column("x").atLeast(Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> column("")).isInstanceOf(InvalidNameException.class);
    assertThatThrownBy(() -> column("x").in(List.of()))
        .hasMessage("Invalid values of x: 0 (must be 1 to 10000)");
    assertThatThrownBy(() -> column("x").notNull().mostly(0))
        .hasMessage("Invalid share of rule x.notNull: 0 (must be above 0, to 1)");
    assertThatThrownBy(() -> rowCount().atLeast(1).mostly(0.5))
        .hasMessage("Invalid share of rule rowCount.atLeast: 0.5 (it counts no rows: must be 1)");
    assertThatThrownBy(() -> unique()).hasMessage("Invalid unique: no columns (needs at least 1)");
    assertThatThrownBy(() -> rowCount().changeAtMost(-0.1))
        .hasMessage("Invalid change: -0.1 (must be 0 or more)");
    assertThatThrownBy(() -> column("x").quantile(1.5).atMost(1))
        .hasMessage("Invalid share: 1.5 (must be between 0 and 1)");
  }
}
