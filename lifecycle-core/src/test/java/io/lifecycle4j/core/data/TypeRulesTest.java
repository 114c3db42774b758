package io.lifecycle4j.core.data;

import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.data.Splits.byTime;
import static io.lifecycle4j.data.Splits.stratified;
import static io.lifecycle4j.preprocessing.Steps.impute;
import static io.lifecycle4j.validation.Rules.column;
import static io.lifecycle4j.validation.Rules.wellTyped;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.lifecycle4j.core.preprocessing.StepFitting;
import io.lifecycle4j.core.validation.ValidationForms;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnBuilder;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.validation.Rule;
import io.lifecycle4j.validation.RuleResult;
import io.lifecycle4j.validation.RuleResult.FailurePlace;
import io.lifecycle4j.validation.Severity;
import io.lifecycle4j.validation.ValidationFailedException;
import io.lifecycle4j.validation.ValidationReport;
import io.lifecycle4j.validation.ValidationReport.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Cells that are not of the type of their column, refused or tolerated. */
class TypeRulesTest {
  private static final String CSV = "day,temp,riders\na,1.5,7\nb,hot,8\nc,,9\nd,2.5,many\n";
  private static final String JSON =
      """
      {"day":"a","temp":1.5,"riders":7}
      {"day":"b","temp":{"was":["hot"]},"riders":8}
      {"day":3,"temp":null,"riders":9}
      {"day":"d","temp":2.5,"riders":0.5}
      """;

  private final SampleHome home = new SampleHome();

  @AfterEach
  void close() {
    home.close();
  }

  private DatasetVersion commit(Source source, Rule... rules) {
    return home.rides().snapshot(source).schema(SampleHome.RIDES).requiring(rules).commit();
  }

  private static Source csv(String text) {
    return Sources.csv("rides.csv", Content.of(text));
  }

  private static Source json() {
    return Sources.jsonLines("rides.jsonl", Content.of(JSON));
  }

  private static RuleResult last(ValidationReport report) {
    return report.results().get(report.results().size() - 1);
  }

  private ValidationFailedException refused(Source source, Rule... rules) {
    return catchThrowableOfType(ValidationFailedException.class, () -> commit(source, rules));
  }

  @Test
  void refusesEachCellUnlessARuleSaysOtherwise() {
    assertThatThrownBy(() -> commit(csv(CSV), column("day").notNull()))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("line 3, column temp: 'hot' (must be a number)");
  }

  @Test
  void reportsTheCellsWhenARuleIsBroken() {
    ValidationFailedException refused =
        refused(csv(CSV), column("temp").wellTyped(), column("riders").wellTyped().mostly(0.8));
    assertThat(refused)
        .hasMessage(
            "Cannot commit rides: temp is of its type: violated in 1 of 3 rows at rides.csv, line 3;"
                + " riders is of its type in 80 % of the rows: violated in 1 of 4 rows at rides.csv,"
                + " line 5");
    assertThat(refused.report().results().get(0).first())
        .containsExactly(new FailurePlace("rides.csv", 3, 2, "temp", "hot"));
    assertThat(home.rides().versions()).isEmpty();
  }

  @Test
  void readsWhatIsToleratedAsMissing() {
    DatasetVersion version =
        commit(
            csv(CSV),
            column("temp").wellTyped().mostly(0.6),
            column("riders").wellTyped().warn(),
            column("riders").between(7, 9),
            column("temp").missing().between(0.5, 0.5));
    assertThat(version.validation().orElseThrow().outcome()).isEqualTo(Outcome.WARNED);
    assertThat(version.manifest().profile().find("temp").orElseThrow().missing()).isEqualTo(2);
    assertThat(SampleHome.texts(version.rows()))
        .containsExactly("a 1.5 7.0", "b NaN 8.0", "c NaN 9.0", "d 2.5 NaN");
    assertThat(version.rows().row(1).number(1)).isNaN();
    assertThat(version.rows().row(3).number(2)).isNaN();
  }

  @Test
  void keepsOtherColumnsStrict() {
    assertThatThrownBy(() -> commit(csv(CSV), column("temp").wellTyped().warn()))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage(
            "Cannot read rides.csv: line 5, column riders: 'many' (must be a whole number, at most"
                + " 2^53)");
  }

  @Test
  void looksAtAllColumnsOfARow() {
    DatasetVersion version = commit(csv(CSV), wellTyped().mostly(0.5));
    RuleResult result = last(version.validation().orElseThrow());
    assertThat(result.passed()).isTrue();
    assertThat(result.first())
        .containsExactly(
            new FailurePlace("rides.csv", 3, 2, "temp", "hot"),
            new FailurePlace("rides.csv", 5, 4, "riders", "many"));
    assertThat(refused(csv(CSV), wellTyped().mostly(0.51)))
        .hasMessage(
            "Cannot commit rides: each cell is of its type in 51 % of the rows: violated in 2 of 4"
                + " rows at rides.csv, lines 3, 5");
  }

  @Test
  void judgesJsonLinesToo() {
    DatasetVersion version = commit(json(), wellTyped().severity(Severity.INFO));
    assertThat(version.validation().orElseThrow().outcome()).isEqualTo(Outcome.PASSED);
    assertThat(last(version.validation().orElseThrow()).first())
        .extracting(FailurePlace::line, FailurePlace::column)
        .containsExactly(tuple(2L, "temp"), tuple(3L, "day"), tuple(4L, "riders"));
    assertThat(SampleHome.texts(version.rows()))
        .containsExactly("a 1.5 7.0", "b NaN 8.0", " NaN 9.0", "d 2.5 NaN");
    assertThat(version.rows().row(3).number(2)).isNaN();
  }

  @Test
  void refusesToTolerateWhereNothingMayBeMissing() {
    Schema schema =
        SampleHome.RIDES.change("temp", column -> Column.builder("temp", DataType.FLOAT64));
    assertThatThrownBy(
            () ->
                home.rides()
                    .snapshot(csv(CSV))
                    .schema(schema)
                    .requiring(column("temp").wellTyped().mostly(0.5))
                    .commit())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid rule temp.wellTyped: column temp is not nullable (must be where cells of"
                + " another type are tolerated: they count as missing)");
  }

  @Test
  void tellsOfAColumnThatIsNotNullableWhatStandsThere() {
    Schema schema = new Schema(List.of(Column.of("temp", DataType.FLOAT64)));
    ValidationFailedException refused =
        catchThrowableOfType(
            ValidationFailedException.class,
            () ->
                home.rides()
                    .snapshot(csv(CSV))
                    .schema(schema)
                    .requiring(wellTyped().mostly(0.5))
                    .commit());
    assertThat(refused.report().broken().get(0).first())
        .extracting(FailurePlace::line, FailurePlace::value)
        .containsExactly(tuple(3L, "hot"), tuple(4L, ""));
  }

  @Test
  void showsNoPrivateCell() {
    Schema schema = SampleHome.RIDES.change("temp", ColumnBuilder::asPrivate);
    DatasetVersion version =
        home.rides().snapshot(csv(CSV)).schema(schema).requiring(wellTyped().warn()).commit();
    assertThat(ValidationForms.JSON.text(version.validation().orElseThrow()))
        .doesNotContain("hot")
        .contains("many");
  }

  @Test
  void makesNoNewVersionOfTheSame() {
    DatasetVersion version = commit(csv(CSV), wellTyped().warn());
    assertThat(commit(csv(CSV), wellTyped().warn()).number()).isEqualTo(version.number());
  }

  @Test
  void writesAndReadsTheRules() {
    ValidationReport report =
        commit(csv(CSV), wellTyped().warn(), column("temp").wellTyped().mostly(0.5))
            .validation()
            .orElseThrow();
    String json = ValidationForms.JSON.text(report);
    assertThat(ValidationForms.report(json.getBytes(UTF_8))).isEqualTo(report);
    assertThat(json)
        .contains("{\"kind\":\"allWellTyped\"}", "{\"kind\":\"wellTyped\",\"column\":\"temp\"}");
    assertThat(report.markdown()).contains("temp is of its type in 50 % of the rows");
  }

  /** A third of the numbers is a text; as 0 they would change the mean. */
  @Test
  void learnsAndPreparesAsIfTheCellsWereMissing() {
    StringBuilder text = new StringBuilder("day,temp,riders\n");
    for (int i = 0; i < 300; i++) {
      text.append(i).append(i % 3 == 0 ? ",bad," : ",5,").append(i).append('\n');
    }
    DatasetVersion version = commit(csv(text.toString()), column("temp").wellTyped().mostly(0.6));
    Split split = version.split(byHash(1).train(0.8).holdout(0.2));
    assertThat(split.report().rows()).isEqualTo(300);
    Schema input = new Schema(List.of(SampleHome.RIDES.column(1)));
    FittedPreprocessing fitted = StepFitting.of(input, impute("temp").mean()).fit(split);
    List<Double> prepared = new ArrayList<>();
    fitted.prepare(split.rows(SplitRole.TRAIN)).forEach(row -> prepared.add(row.number(0)));
    assertThat(prepared).hasSizeGreaterThan(200).containsOnly(5.0);
  }

  @Test
  void splitsComparesAndExportsAsIfTheCellsWereMissing() throws IOException {
    Schema schema =
        new Schema(
            List.of(
                Column.builder("day", DataType.TIMESTAMP).nullable().build(),
                Column.builder("paid", DataType.BOOLEAN).nullable().build()));
    String text = "day,paid\n2024-01-01,true\nsoon,maybe\n2024-01-03,false\n2024-01-04,perhaps\n";
    DatasetVersion version =
        home.rides().snapshot(csv(text)).schema(schema).requiring(wellTyped().warn()).commit();

    Split byTime = version.split(byTime("day").holdoutFrom("2024-01-04"));
    assertThat(byTime.count(SplitRole.TRAIN)).isEqualTo(2);
    assertThat(byTime.report().unused()).isEqualTo(1);
    assertThat(version.split(stratified("paid").seed(1).train(1).holdout(0)).count(SplitRole.TRAIN))
        .isEqualTo(4);
    assertThat(home.rides().diff(1, 1).rows().same()).isEqualTo(4);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    version.rows().toExactCsv().writeTo(out);
    assertThat(out.toString(UTF_8)).doesNotContain("soon", "maybe", "perhaps").hasLineCount(5);
  }

  @Test
  void refusesTensors() {
    Schema schema =
        new Schema(List.of(Column.builder("v", DataType.TENSOR).shape(List.of(2)).build()));
    assertThatThrownBy(
            () ->
                home.rides()
                    .snapshot(Sources.jsonLines("v.jsonl", Content.of("{\"v\":[1]}")))
                    .schema(schema)
                    .requiring(column("v").wellTyped())
                    .commit())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid rule v.wellTyped: column v is TENSOR (must be a number or a text)");
  }
}
