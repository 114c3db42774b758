package io.lifecycle4j.core.condition;

import static io.lifecycle4j.condition.Conditions.always;
import static io.lifecycle4j.condition.Conditions.endTime;
import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.condition.Conditions.param;
import static io.lifecycle4j.condition.Conditions.parse;
import static io.lifecycle4j.condition.Conditions.prediction;
import static io.lifecycle4j.condition.Conditions.startTime;
import static io.lifecycle4j.condition.Conditions.tag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.condition.DriftMeasure;
import io.lifecycle4j.condition.Ordering;
import io.lifecycle4j.error.InvalidValueException;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTextTest {
  static Stream<Arguments> texts() {
    Condition a = metric("a").above(1);
    Condition b = param("b").below(0.01);
    Condition c = tag("c").is("x");
    return Stream.of(
        Arguments.of(a.and(b).or(c), "(metrics.a > 1 AND params.b < 0.01) OR tags.c = 'x'"),
        Arguments.of(a.and(b.or(c)), "metrics.a > 1 AND (params.b < 0.01 OR tags.c = 'x')"),
        Arguments.of(a.and(b).and(c), "metrics.a > 1 AND params.b < 0.01 AND tags.c = 'x'"),
        Arguments.of(a.not(), "NOT metrics.a > 1"),
        Arguments.of(
            a.or(b).not().and(c), "NOT (metrics.a > 1 OR params.b < 0.01) AND tags.c = 'x'"),
        Arguments.of(always(), "TRUE"),
        Arguments.of(always().not().or(a), "NOT TRUE OR metrics.a > 1"),
        Arguments.of(metric("val/loss").atMost(-1e-9), "metrics.`val/loss` <= -1.0E-9"),
        Arguments.of(metric("m.dot.ted").is(1e16), "metrics.m.dot.ted = 1.0E16"),
        Arguments.of(metric("1st").isNot(-0.0), "metrics.`1st` != 0"),
        Arguments.of(metric("x").above(Double.NEGATIVE_INFINITY), "metrics.x > -Infinity"),
        Arguments.of(metric("é").isMissing(), "metrics.`é` IS NULL"),
        Arguments.of(
            metric("recall").where("country", "DE").atLeast(0.8),
            "metrics.recall{country = 'DE'} >= 0.8"),
        Arguments.of(
            metric("recall[yes]").where("year", "2024").where("of day", "it's").isPresent(),
            "metrics.`recall[yes]`{`of day` = \"it's\", year = '2024'} IS NOT NULL"),
        Arguments.of(metric("f1").where("a}", "}").above(0), "metrics.f1{`a}` = '}'} > 0"),
        Arguments.of(tag("a`b").isPresent(), "tags.\"a`b\" IS NOT NULL"),
        Arguments.of(tag("a`\"b").like("%"), "tags.`a``\"b` LIKE '%'"),
        Arguments.of(tag("a").likeIgnoringCase("it's"), "tags.a ILIKE \"it's\""),
        Arguments.of(tag("a").isNot("'\""), "tags.a != `'\"`"),
        Arguments.of(tag("a").is(""), "tags.a = ''"),
        Arguments.of(tag("a").is("'"), "tags.a = \"'\""),
        Arguments.of(tag("time").is("noon"), "tags.time = 'noon'"),
        Arguments.of(param("a").in("x", ""), "params.a IN ('x', '')"),
        Arguments.of(Conditions.runId().notIn("x"), "attributes.run_id NOT IN ('x')"),
        Arguments.of(Conditions.user().is("a"), "attributes.user_id = 'a'"),
        Arguments.of(Conditions.artifactUri().is("a"), "attributes.artifact_uri = 'a'"),
        Arguments.of(Conditions.experiment().is("a"), "attributes.experiment = 'a'"),
        Arguments.of(Conditions.endTime().above(5), "attributes.end_time > 5"),
        Arguments.of(Conditions.registered().below(5), "attributes.registered < 5"),
        Arguments.of(Conditions.alias().is("production"), "alias = 'production'"),
        Arguments.of(Conditions.stage().in("former"), "stage IN ('former')"),
        Arguments.of(Conditions.owner().isMissing(), "owner IS NULL"),
        Arguments.of(Conditions.archived().isNot("true"), "archived != 'true'"),
        Arguments.of(Conditions.modelName().like("fr%"), "model LIKE 'fr%'"),
        Arguments.of(
            prediction("inputs.amount").above(100).and(prediction("version").is(3)),
            "inputs.amount > 100 AND version = 3"),
        Arguments.of(prediction("inputs.the ID").is("x"), "inputs.`the ID` = 'x'"),
        Arguments.of(prediction("answer").in("a", "b"), "answer IN ('a', 'b')"),
        Arguments.of(prediction("failure").isMissing(), "failure IS NULL"),
        Arguments.of(Conditions.datasetContext().is("t"), "datasets.context = 't'"),
        Arguments.of(
            Conditions.errorRate()
                .above(0.02)
                .or(Conditions.latencyP99().above(Duration.ofMillis(20)))
                .or(metric("recall").below(0.6)),
            "error_rate > 0.02 OR latency_p99 > 20 ms OR metrics.recall < 0.6"),
        Arguments.of(
            Conditions.refusalRate().over(Duration.ofSeconds(90)).atMost(0.5),
            "refusal_rate{over = 90 s} <= 0.5"),
        Arguments.of(
            Conditions.latency(50).over(Duration.ofHours(24)).below(Duration.ofNanos(1_500_000)),
            "latency_p50{over = 1 d} < 1.5 ms"),
        Arguments.of(
            Conditions.drifted()
                .or(Conditions.every(Duration.ofDays(30)))
                .or(Conditions.newRows(10_000)),
            "drifted_columns >= 1 OR since_retraining >= 30 d OR new_rows >= 10000"),
        Arguments.of(Conditions.drift("amount", DriftMeasure.PSI).above(0.25), "psi.amount > 0.25"),
        Arguments.of(
            Conditions.drift("of day", DriftMeasure.KOLMOGOROV_SMIRNOV).above(0.1),
            "kolmogorov_smirnov.`of day` > 0.1"),
        Arguments.of(Conditions.age().above(Duration.ofMinutes(90)), "age > 90 min"),
        Arguments.of(Conditions.age().isMissing(), "age IS NULL"));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void printsAndReadsBack(Condition condition, String text) {
    assertThat(condition).hasToString(text);
    assertThat(parse(text)).isEqualTo(condition);
  }

  @Test
  void bindsAndTighterThanOr() {
    assertThat(parse("metrics.a > 1 or metrics.b > 1 and not metrics.c > 1"))
        .hasToString("metrics.a > 1 OR (metrics.b > 1 AND NOT metrics.c > 1)");
    assertThat(parse("not metrics.a > 1 and metrics.b > 1"))
        .hasToString("NOT metrics.a > 1 AND metrics.b > 1");
  }

  @Test
  void readsTheLeastAndTheGreatestValueOfAMetric() {
    assertThat(parse("min.loss < 0.1 AND max.`val acc` > 0.9"))
        .isEqualTo(metric("loss").min().below(0.1).and(metric("val acc").max().above(0.9)))
        .hasToString("min.loss < 0.1 AND max.`val acc` > 0.9");
    assertThat(Ordering.parse("min.loss DESC")).isEqualTo(metric("loss").min().descending());
    assertThat(metric("loss").min().below(1).words()).isEqualTo("min loss below 1");
  }

  @Test
  void readsASliceWhateverBlanksAndQuotesItHas() {
    Condition slice = metric("a").where("b", "x").where("c", "").above(1);

    assertThat(parse("metric.a {\"c\"=`` ,b= \"x\" } > 1")).isEqualTo(slice);
    assertThat(Ordering.parse("metrics.a{b = 'x'} DESC"))
        .isEqualTo(metric("a").where("b", "x").descending());
  }

  @Test
  void readsBoundsOfAnInterval() {
    assertThat(parse("lower.recall{country = 'DE'} >= 0.8"))
        .isEqualTo(metric("recall").where("country", "DE").lowerBound().atLeast(0.8))
        .hasToString("lower.recall{country = 'DE'} >= 0.8");
    assertThat(parse("upper.`log loss` < 1"))
        .isEqualTo(metric("log loss").upperBound().below(1))
        .returns("upper bound of log loss below 1", Condition::words);
  }

  @Test
  void readsTimesInQuotes() {
    Instant time = Instant.parse("2026-11-26T09:30:00.250Z");
    assertThat(parse("start_time > '2026-11-26T09:30:00.250Z'"))
        .isEqualTo(startTime().after(time))
        .isEqualTo(parse("start_time > 1795685400250"));
    assertThat(parse("end_time <= \"2026-11-26\""))
        .isEqualTo(endTime().atMost((double) Instant.parse("2026-11-26T00:00:00Z").toEpochMilli()));
  }

  @Test
  void readsATimeInAColumnOfPredictions() {
    double day = Instant.parse("2026-11-26T00:00:00Z").toEpochMilli();
    assertThat(parse("time = '2026-11-26'")).isEqualTo(prediction("time").is(day));
    assertThat(parse("inputs.when < '2026-11-26'")).isEqualTo(prediction("inputs.when").below(day));
    assertThat(parse("inputs.when = '2026-11-26'"))
        .isEqualTo(prediction("inputs.when").is("2026-11-26"));
  }

  @Test
  void comparesNoTimeOfPredictionsWithATextButAPattern() {
    assertThat(parse("truth_time LIKE '2026-11-%'"))
        .isEqualTo(prediction("truth_time").like("2026-11-%"))
        .hasToString("truth_time LIKE '2026-11-%'");
    assertThatThrownBy(() -> prediction("time").is("soon"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid condition on time: 'soon' is a text (needs milliseconds since 1970 such as"
                + " above(instant.toEpochMilli()), or a pattern)");
    assertThatThrownBy(() -> prediction("truth_time").notIn("2026-11-26"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid condition on truth_time: '2026-11-26' is a text");
    assertThatThrownBy(() -> parse("time IN ('2026-11-26')"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid condition 'time IN ('2026-11-26')' at character 6: 'IN' (expected =, !=, <,"
                + " <=, >, >= or LIKE, since it is a time)");
  }

  @Test
  void knowsNoOtherColumnOfPredictions() {
    assertThatThrownBy(() -> prediction("amount"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid column of predictions: amount (must be id, time, version, plan, arm,"
                + " latency_ms, answer, probability, failure, message, key, truth, truth_time, or"
                + " inputs.NAME for a column of the input)");
    assertThatThrownBy(() -> Ordering.parse("version"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("what a run has one of");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \n", "TRUE", "(true)", "TRUE AND TRUE", "AND", " and AND "})
  void readsABlankTextAsWhatAlwaysHolds(String text) {
    assertThat(parse(text)).isEqualTo(always());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "metrics.a > 1 tags.c = 'x' status = 'FAILED'",
        "AND metrics.a > 1 AND AND tags.c = 'x' \"status\" = 'FAILED' AND",
        "(metrics.a > 1 and) AND (tags.c = 'x') AND status = 'FAILED'"
      })
  void joinsWithoutAndAndWithTooManyAsMlflowDoes(String text) {
    assertThat(parse(text))
        .hasToString("metrics.a > 1 AND tags.c = 'x' AND attributes.status = 'FAILED'");
  }

  @Test
  void escapesNothingInQuotesAsMlflowDoes() {
    assertThat(parse("tags.a = 'it''s'")).isEqualTo(tag("a").is("it''s"));
    assertThat(parse("tags.a = \"C:\\\"")).isEqualTo(tag("a").is("C:\\"));
    assertThat(parse("tags.a = `'\"```")).isEqualTo(tag("a").is("'\"`"));
  }

  static Stream<Arguments> mistakes() {
    String operators =
        "one of = != < <= > >= LIKE ILIKE IN, NOT IN, IS; what is no plain word stands in `";
    String attributes =
        "run_id, run_name, status, experiment, parent_run_id, user_id, artifact_uri, start_time or"
            + " end_time; of a version model, alias, stage, owner, archived or registered";
    String columns =
        "id, time, version, plan, arm, latency_ms, answer, probability, failure, message, key,"
            + " truth, truth_time";
    String watched = "; of a served model error_rate, latency_p99 or psi.%s";
    return Stream.of(
        Arguments.of("metrics.a", 10, "the text ends", operators),
        Arguments.of("metrics.a == 1", 11, "'='", "="),
        Arguments.of("metrics.a <> 1", 11, "'<'", "!="),
        Arguments.of("metrics.val/loss < 1", 12, "'/'", operators),
        Arguments.of("metrics.a BETWEEN 1 AND 2", 11, "'BETWEEN'", ">= and <= in place of BETWEEN"),
        Arguments.of(
            "loss < 1",
            1,
            "'loss'",
            "metrics.loss, params.loss, tags.loss, "
                + attributes
                + "; of a prediction inputs.loss, "
                + columns
                + String.format(watched, "loss")),
        Arguments.of(
            "start_time > '26.11.2026'",
            14,
            "''26.11.2026''",
            "milliseconds since 1970, or a time such as '2026-11-26' or '2026-11-26T09:30:00Z'"),
        Arguments.of("metrics.a > ", 13, "the text ends", "a number such as 0.9"),
        Arguments.of("metrics.a > '1'", 13, "''1''", "a number such as 0.9"),
        Arguments.of("metrics.a > 5x", 13, "'5x'", "a number such as 0.9"),
        Arguments.of("metrics.a > nan", 13, "'nan'", "a number such as 0.9"),
        Arguments.of(
            "metrics.a LIKE 'x'", 11, "'LIKE'", "a comparison such as < 1, since it is a number"),
        Arguments.of(
            "params.a = x", 12, "'x'", "a number such as 0.9, or a text in quotes such as 'adam'"),
        Arguments.of("params.a > 'x'", 10, "'>'", "=, !=, LIKE, ILIKE, IN or NOT IN before a text"),
        Arguments.of("tags.a = 5", 10, "'5'", "a text in quotes such as 'a'"),
        Arguments.of("tags.a = 'x", 10, "''x'", "a closing '"),
        Arguments.of("tags.🚀 = 'x", 6, "'🚀'", "a name, in ` if it is not a plain word"),
        Arguments.of("tags.`🚀` = 'x", 12, "''x'", "a closing '"),
        Arguments.of("tags.a IN ()", 12, "')'", "a text in quotes such as 'a'"),
        Arguments.of("tags.a IN 'x'", 11, "''x''", "a list such as ('a', 'b')"),
        Arguments.of("tags.a IN ('x' 'y')", 16, "''y')'", ", or )"),
        Arguments.of("tags.a IS 'x'", 11, "''x''", "NULL or NOT NULL"),
        Arguments.of(
            "tags.a NOT LIKE 'x'",
            12,
            "'LIKE'",
            "IN; for all else, NOT stands before the whole comparison"),
        Arguments.of("(tags.a = 'x'", 14, "the text ends", "AND, OR or )"),
        Arguments.of("tags.a = 'x')", 13, "')'", "AND, OR or the end"),
        Arguments.of("tags.a = 'x' OR", 16, "the text ends", "a subject such as metrics.accuracy"),
        Arguments.of(
            "tags.a = 'x' OR AND",
            17,
            "'AND'",
            "metrics.AND, params.AND, tags.AND, "
                + attributes
                + "; of a prediction inputs.AND, "
                + columns
                + String.format(watched, "AND")),
        Arguments.of("tags.a = 'x' NOT tags.b = 'x'", 14, "'NOT'", "AND, OR or the end"),
        Arguments.of("tags.a = 'x' 0.5", 14, "'0.5'", "AND, OR or the end"),
        Arguments.of(
            "Metrics.a > 1",
            1,
            "'Metrics.a'",
            "metrics, min, max, lower, upper, params, tags, attributes, datasets, inputs or psi"),
        Arguments.of("metrics.a{} > 1", 11, "'}'", "a name, in ` if it is not a plain word"),
        Arguments.of("metrics.a{b > 1} > 1", 13, "'>'", "="),
        Arguments.of("metrics.a{b = 1} > 1", 15, "'1}'", "a text in quotes such as 'a'"),
        Arguments.of("metrics.a{b = 'x' > 1", 19, "'>'", ", or }"),
        Arguments.of("metrics.a{b = 'x', b = 'y'} > 1", 20, "'b'", "each column once"),
        Arguments.of("datasets.source = 'x'", 10, "'source'", "name, digest or context"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void saysWhereAMistakeIsAndWhatWasExpected(
      String text, int character, String found, String expected) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid condition '%s' at character %s: %s (expected %s)",
            text, character, found, expected);
  }

  @Test
  void saysWhyANameIsNotAllowed() {
    assertThatThrownBy(() -> parse("metrics.`a//b` > 1"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid condition 'metrics.`a//b` > 1' at character 9: invalid metric name: 'a//b'"
                + " (must not be empty)");
    assertThatThrownBy(() -> parse("metrics.a{`b/c` = 'x'} > 1"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid condition 'metrics.a{`b/c` = 'x'} > 1' at character 11: invalid column name:"
                + " 'b/c' (must not hold slashes, control or invisible characters)");
  }

  @Test
  void showsTheBeginningOfALongText() {
    String text = "metrics.a > 1 AND ".repeat(10) + "oops\u0000";

    assertThatThrownBy(() -> parse(text))
        .hasMessageStartingWith(
            "Invalid condition '" + text.substring(0, 100) + "…' at character 181:")
        .hasMessageContaining("'oops\\u0000'");
  }

  @Test
  void boundsItsLengthAndDepth() {
    String clause = "metrics.a > 1";
    String deep = "(".repeat(100) + clause + ")".repeat(100);

    assertThat(parse(deep)).hasToString(clause);
    assertThatThrownBy(() -> parse("(" + deep + ")"))
        .hasMessageEndingWith(
            "at character 101: '(' (expected at most 100 parentheses and NOT within each other)");
    assertThatThrownBy(() -> parse("NOT ".repeat(20_000) + clause))
        .isInstanceOf(InvalidValueException.class);
    assertThat(parse(clause + " ".repeat(100_000 - clause.length()))).hasToString(clause);
    assertThatThrownBy(() -> parse(" ".repeat(100_001)))
        .hasMessage("Invalid condition: 100001 characters (must be at most 100000)");
  }

  @Test
  void readsManyClausesWithoutGoingDeeper() {
    String many = "metrics.a > 1" + " AND metrics.a > 1".repeat(5_000);

    assertThat(parse(many)).hasToString(many);
    assertThat(parse(many.replace("AND", "OR"))).hasToString(many.replace("AND", "OR"));
  }

  @Test
  void readsTheDeepestConditionThatCanBeBuilt() {
    Condition deepest = metric("a").above(1);
    for (int i = 1; i < Conditions.MAX_DEPTH; i += 2) {
      deepest = deepest.and(metric("b").above(1)).or(metric("c").above(1));
    }

    assertThat(parse(deepest.toString())).isEqualTo(deepest);
  }
}
