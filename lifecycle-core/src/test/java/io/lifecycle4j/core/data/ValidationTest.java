package io.lifecycle4j.core.data;

import static io.lifecycle4j.validation.Rules.column;
import static io.lifecycle4j.validation.Rules.freshness;
import static io.lifecycle4j.validation.Rules.rowCount;
import static io.lifecycle4j.validation.Rules.rows;
import static io.lifecycle4j.validation.Rules.unique;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lifecycle4j.core.validation.ValidationForms;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Snapshot;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnBuilder;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.validation.Rule;
import io.lifecycle4j.validation.RuleResult;
import io.lifecycle4j.validation.RuleResult.FailurePlace;
import io.lifecycle4j.validation.ValidationFailedException;
import io.lifecycle4j.validation.ValidationReport;
import io.lifecycle4j.validation.ValidationReport.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Four years of weather in Seattle, as NOAA measured it, and copies with planted faults. */
class ValidationTest {
  private static final Schema WEATHER =
      new Schema(
          List.of(
              Column.of("date", DataType.TIMESTAMP),
              Column.of("precipitation", DataType.FLOAT64),
              Column.of("temp_max", DataType.FLOAT64),
              Column.of("temp_min", DataType.FLOAT64),
              Column.of("wind", DataType.FLOAT64),
              Column.builder("weather", DataType.CATEGORICAL)
                  .categories(List.of("drizzle", "rain", "snow", "sun", "fog"))
                  .build()));
  private static final Rule[] RULES = {
    rowCount().atLeast(1_000),
    column("temp_max").between(-40, 50),
    column("temp_min").notAbove("temp_max"),
    column("wind").notNull(),
    column("wind").cardinality().atLeast(2),
    column("temp_max").quantile(0.5).between(5, 25),
    column("precipitation").atLeast(0),
    column("weather").classBalance().atLeast(0.01),
    unique("date")
  };

  private final SampleHome home = new SampleHome();

  @AfterEach
  void close() {
    home.close();
  }

  private static String weather() {
    try (InputStream in =
        ValidationTest.class.getResourceAsStream("/validation/seattle-weather.csv")) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Changes the cells of each row but the header. */
  private static String planted(UnaryOperator<String[]> fault) {
    return weather()
        .lines()
        .map(line -> line.split(",", -1))
        .map(cells -> cells[1].equals("date") ? cells : fault.apply(cells))
        .map(cells -> String.join(",", cells))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void refusesAWrongExpressionBeforeItReadsARow() {
    Snapshot snapshot = dataset().snapshot(Sources.csv("weather.csv", Content.of(weather())));
    assertThatThrownBy(() -> snapshot.requiring(column("weather").matches("sun|(rain")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid regular expression of weather: ");
  }

  private Dataset dataset() {
    return home.datasets.dataset("weather");
  }

  private DatasetVersion commit(String csv, Rule... rules) {
    return dataset()
        .snapshot(Sources.csv("weather.csv", Content.of(csv)))
        .schema(WEATHER)
        .requiring(rules)
        .commit();
  }

  private void kinds(String csv) {
    home.datasets
        .dataset("kinds")
        .snapshot(Sources.csv("kinds.csv", Content.of(csv)))
        .schema(new Schema(List.of(Column.of("name", DataType.STRING))))
        .commit();
  }

  private ValidationReport refused(String csv, Rule... rules) {
    ValidationFailedException refusal =
        catchThrowableOfType(
            ValidationFailedException.class, () -> commit(csv, rules.length == 0 ? RULES : rules));
    assertThat(refusal).as("a refusal").isNotNull();
    assertThat(refusal.code()).isEqualTo("VALIDATION_FAILED");
    assertThat(home.datasets.names()).isEmpty();
    assertThat(ValidationForms.report(home.medium.blobs().read(refusal.stored())))
        .isEqualTo(refusal.report());
    return refusal.report();
  }

  private static void broken(ValidationReport report, String... ids) {
    assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(report.broken()).extracting(result -> result.rule().id()).containsExactly(ids);
  }

  @Test
  void keepsWhatAVersionWasCheckedAgainst() {
    DatasetVersion version = commit(weather(), RULES);
    ValidationReport report = version.validation().orElseThrow();
    assertThat(report.outcome()).isEqualTo(Outcome.PASSED);
    assertThat(report.rows()).isEqualTo(1_461);
    assertThat(report.rules()).contains(RULES);
    assertThat(report.rules())
        .extracting(Rule::id)
        .contains("schema.wind.notNull", "schema.weather.in");
    assertThat(dataset().version(1).validation()).contains(report);
  }

  @Test
  void findsAShiftedUnit() {
    ValidationReport report =
        refused(
            planted(
                cells -> {
                  cells[3] = Double.toString(Double.parseDouble(cells[3]) * 9 / 5 + 32);
                  return cells;
                }));
    broken(report, "temp_max.between", "temp_max.quantile.0.5.between");
    RuleResult range = report.broken().get(0);
    assertThat(range.first()).hasSize(RuleResult.MAX_PLACES);
    assertThat(range.first().get(0))
        .isEqualTo(new FailurePlace("weather.csv", 2, 1, "temp_max", "55.04"));
    assertThat(range.failures()).isGreaterThan(1_000);
  }

  @Test
  void findsSwappedColumns() {
    ValidationReport report =
        refused(
            planted(
                cells -> {
                  String max = cells[3];
                  cells[3] = cells[4];
                  cells[4] = max;
                  return cells;
                }));
    broken(report, "temp_min.notAbove.temp_max");
    assertThat(report.broken().get(0).first().get(0).value()).isEqualTo("12.8, 5");
  }

  @Test
  void findsNulls() {
    ValidationReport report =
        refused(
            planted(
                cells -> {
                  cells[5] = cells[1].endsWith("-07-04") ? "" : cells[5];
                  return cells;
                }));
    broken(report, "schema.wind.notNull", "wind.notNull");
    assertThat(report.broken().get(1).failures()).isEqualTo(4);
    assertThat(report.broken().get(1).first())
        .extracting(FailurePlace::line)
        .containsExactly(187L, 552L, 917L, 1282L);
  }

  @Test
  void givesDataWithACellMissingNoVersionUnlessItsColumnIsNullable() {
    Content gaps = Content.of("x,y\n1,2\n,3\n");
    Schema schema =
        Schema.builder().column("x", DataType.FLOAT64).column("y", DataType.FLOAT64).build();
    Snapshot snapshot =
        home.datasets.dataset("gaps").snapshot(Sources.csv("gaps.csv", gaps)).schema(schema);
    assertThatThrownBy(snapshot::commit)
        .isInstanceOf(ValidationFailedException.class)
        .hasMessage(
            "Cannot commit gaps: x has a value: violated in 1 of 2 rows at gaps.csv, line 3"
                + " (fill them, or declare column x nullable())");
    assertThatThrownBy(
            () ->
                home.datasets
                    .dataset("gaps")
                    .snapshot(Sources.csv("gaps.csv", Content.of("x,y\n,2\n,3\n1,1\n,4\n,5\n,6\n")))
                    .schema(schema)
                    .commit())
        .hasMessageStartingWith(
            "Cannot commit gaps: x has a value: violated in 5 of 6 rows at gaps.csv, lines 2, 3, 5"
                + " and 2 more (fill them");
    Schema nullable = schema.change("x", ColumnBuilder::nullable);
    DatasetVersion version =
        home.datasets
            .dataset("gaps")
            .snapshot(Sources.csv("gaps.csv", gaps))
            .schema(nullable)
            .commit();
    assertThat(version.number()).isEqualTo(1);
  }

  @Test
  void findsADuplicatedDay() {
    ValidationReport report = refused(weather() + "Seattle,2014-05-01,0.0,20,10,1.0,sun\n");
    broken(report, "date.unique");
    assertThat(report.broken().get(0).first())
        .containsExactly(
            new FailurePlace("weather.csv", 1_463, 1_462, "date", "2014-05-01T00:00:00Z"));
  }

  @Test
  void findsAColumnThatTurnedConstant() {
    ValidationReport report =
        refused(
            planted(
                cells -> {
                  cells[5] = "3.0";
                  return cells;
                }));
    broken(report, "wind.cardinality.atLeast");
    assertThat(report.broken().get(0).observed()).isEqualTo(1);
  }

  @Test
  void findsACategoryThatTheSchemaDoesNotList() {
    ValidationReport report = refused(weather().replace(",fog\n", ",mist\n"));
    broken(report, "schema.weather.in", "weather.rarest.atLeast");
    assertThat(report.broken().get(0).first().get(0).value()).isEqualTo("mist");
  }

  @Test
  void saysWhichRulesAreBrokenAndWhere() {
    assertThatThrownBy(
            () ->
                commit(
                    "date,precipitation,temp_max,temp_min,wind,weather\n2012-01-01,0,99,1,2,sun\n",
                    rowCount().atLeast(2),
                    column("temp_max").between(-40, 50)))
        .hasMessage(
            "Cannot commit weather: the number of rows is at least 2: it is 1; temp_max is between"
                + " -40 and 50: violated in 1 of 1 row at weather.csv, line 2");
  }

  @Test
  void warnsAndLetsTheVersionThrough() {
    DatasetVersion version = commit(weather(), column("wind").atMost(5).warn());
    ValidationReport report = version.validation().orElseThrow();
    assertThat(report.outcome()).isEqualTo(Outcome.WARNED);
    assertThat(report.broken().get(0).rule().id()).isEqualTo("wind.atMost");
  }

  @Test
  void checksTheSameContentAgainWhenTheRulesChange() {
    DatasetVersion first = commit(weather(), RULES);
    assertThat(commit(weather(), RULES).number()).isEqualTo(first.number());
    assertThat(commit(weather(), rowCount().atLeast(1)).number()).isEqualTo(first.number() + 1);
    assertThatThrownBy(() -> commit(weather(), rowCount().atLeast(2_000)))
        .isInstanceOf(ValidationFailedException.class);
    assertThat(dataset().versions()).hasSize(2);
  }

  @Test
  void comparesWithTheVersionsBefore() {
    commit(weather());
    String half = weather().lines().limit(700).collect(Collectors.joining("\n"));
    assertThatThrownBy(() -> commit(half, rowCount().changeAtMost(0.2)))
        .hasMessageContaining("it is 699 (the median is 1461)");
    assertThat(commit(half, rowCount().changeAtMost(0.6)).number()).isEqualTo(2);
  }

  @Test
  void comparesWithTheVersionThatAnotherCommitsMeanwhile() {
    String half = weather().lines().limit(700).collect(Collectors.joining("\n"));
    boolean[] first = {true};
    Rule another =
        rows(
            "another is first",
            row -> {
              if (first[0]) {
                first[0] = false;
                commit(half);
              }
              return true;
            });
    assertThatThrownBy(() -> commit(weather(), rowCount().changeAtMost(0.2), another))
        .hasMessageContaining("it is 1461 (the median is 699)");
    assertThat(dataset().versions()).hasSize(1);
  }

  @Test
  void judgesTheSameContentAgainByWhatLiesAroundIt() {
    Rule known = column("weather").containedIn("kinds", "name");
    kinds("name\nrain\nsnow\nsun\nfog\ndrizzle\n");
    assertThat(commit(weather(), known).number()).isEqualTo(1);
    assertThat(commit(weather(), known).number()).isEqualTo(1);
    kinds("name\nrain\nsnow\nsun\nfog\n");
    assertThatThrownBy(() -> commit(weather(), known))
        .hasMessageContaining("weather is found in name of kinds: violated in 53 of 1461 rows");
  }

  @Test
  void measuresAgeByTheClockOfTheHome() {
    assertThatThrownBy(() -> commit(weather(), freshness("date", Duration.ofDays(30))))
        .hasMessageContaining("the newest date is at most 30 days old")
        .hasMessageContaining("2015-12-31");
  }

  @Test
  void findsValuesOfAnotherDataset() {
    kinds("name\nrain\nsnow\nsun\nfog\n");
    assertThatThrownBy(() -> commit(weather(), column("weather").containedIn("kinds", "name")))
        .hasMessageContaining("weather is found in name of kinds: violated in 53 of 1461 rows");
  }

  @Test
  void tellsNothingPrivate() {
    Schema schema =
        new Schema(
            List.of(
                Column.builder("name", DataType.STRING).asPrivate().build(),
                Column.builder("age", DataType.FLOAT64).asPrivate().build()));
    ValidationFailedException refusal =
        catchThrowableOfType(
            ValidationFailedException.class,
            () ->
                dataset()
                    .snapshot(
                        Sources.csv("people.csv", Content.of("name,age\nGrace,142\nGrace,7\n")))
                    .schema(schema)
                    .requiring(
                        column("age").atMost(120),
                        column("name").unique(),
                        column("name").length(1, 3),
                        column("age").max().atMost(120))
                    .commit());
    assertThat(refusal.report().broken()).hasSize(4);
    String all =
        ValidationForms.JSON.text(refusal.report())
            + refusal.report().markdown()
            + refusal.getMessage();
    assertThat(all).doesNotContain("Grace").doesNotContain("142").contains("(private)");
  }
}
