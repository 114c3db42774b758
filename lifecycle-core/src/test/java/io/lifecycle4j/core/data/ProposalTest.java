package io.lifecycle4j.core.data;

import static io.lifecycle4j.validation.Rules.column;
import static io.lifecycle4j.validation.Rules.rowCount;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lifecycle4j.data.CsvDialect;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Proposal;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.validation.Rule;
import io.lifecycle4j.validation.ValidationFailedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a source holds becomes a proposal that a person reviews, and nothing more. */
class ProposalTest {
  private final SampleHome home = new SampleHome();

  @AfterEach
  void close() {
    home.close();
  }

  private static String csv(int rows) {
    return IntStream.range(0, rows)
        .mapToObj(
            i ->
                String.join(
                    ",",
                    String.valueOf(i),
                    String.valueOf(i % 50 - 10.5),
                    String.valueOf(i % 30),
                    i % 7 == 0 ? "" : String.valueOf(i % 5),
                    i % 2 == 0 ? "week" : "holiday",
                    "2026-01-" + (10 + i % 20),
                    "note " + i))
        .collect(Collectors.joining("\n", "id,temp,rain,wind,dayType,day,note\n", "\n"));
  }

  private Proposal propose(String text) {
    return home.rides().propose(Sources.csv("rides.csv", Content.of(text)));
  }

  @Test
  void proposesTypesCategoriesAndWhatMayBeMissing() {
    Proposal proposal = propose(csv(2_000));

    assertThat(proposal.rows()).isEqualTo(2_000);
    assertThat(proposal.schema().columns())
        .containsExactly(
            Column.of("id", DataType.INT64),
            Column.of("temp", DataType.FLOAT64),
            Column.of("rain", DataType.INT64),
            Column.builder("wind", DataType.INT64).nullable().build(),
            Column.builder("dayType", DataType.CATEGORICAL)
                .categories(List.of("holiday", "week"))
                .build(),
            Column.of("day", DataType.TIMESTAMP),
            Column.of("note", DataType.STRING));
    assertThat(proposal.columnReasons())
        .containsEntry("temp", "every value is a number")
        .containsEntry("dayType", "2 texts that come often")
        .containsEntry("wind", "every value is a whole number; missing in 286 rows");
    assertThat(proposal.leftOut()).isEmpty();
  }

  @Test
  void proposesRulesWithSlackAndSaysWhy() {
    Proposal proposal = propose(csv(2_000));

    assertThat(proposal.rules())
        .containsExactly(
            column("id").unique(), // no range: it counts up
            column("temp").cardinality().atLeast(2),
            column("temp").between(-35, 63),
            column("rain").cardinality().atLeast(2),
            column("rain").between(0, 44),
            column("wind").between(0, 6),
            column("day").cardinality().atLeast(2),
            column("note").cardinality().atLeast(2), // not unique: texts with blanks are no keys
            rowCount().atLeast(1_000));
    assertThat(proposal.ruleReasons())
        .hasSize(9)
        .containsEntry("id.unique", "all 2000 values are different")
        .containsEntry(
            "day.cardinality.atLeast",
            "20 different values; a column with one alone would be broken")
        .containsEntry(
            "temp.between",
            "values from -10.5 to 38.5 were seen; half of that range more on each side")
        .containsEntry(
            "rain.between",
            "values from 0 to 29 were seen; half of that range more on each side, but nothing below"
                + " 0 since none was seen");
  }

  @Test
  void proposesNoRulesFromFewRows() {
    assertThat(propose(csv(Proposal.MIN_ROWS - 1)).rules()).isEmpty();
    assertThat(propose(csv(Proposal.MIN_ROWS)).rules()).isNotEmpty();
    assertThat(propose(csv(0)).schema().columns()).hasSize(7).allMatch(c -> c.type().isText());
  }

  @Test
  void changesNothingByItself() {
    propose(csv(200));

    assertThat(home.datasets.names()).isEmpty();
    assertThat(home.rides().versions()).isEmpty();
  }

  @Test
  void fitsTheSourceItWasMadeOfAndRefusesWhatIsFarOff() {
    Proposal proposal = propose(csv(2_000));
    Rule[] rules = proposal.rules().toArray(Rule[]::new);
    DatasetVersion version =
        home.rides()
            .snapshot(Sources.csv("rides.csv", Content.of(csv(2_000))))
            .schema(proposal.schema())
            .requiring(rules)
            .commit();

    assertThat(version.validation().orElseThrow().broken()).isEmpty();
    assertThatThrownBy(
            () ->
                home.rides()
                    .snapshot(
                        Sources.csv("rides.csv", Content.of(csv(2_000).replace(",-10.5,", ",99,"))))
                    .schema(proposal.schema())
                    .requiring(rules)
                    .commit())
        .isInstanceOf(ValidationFailedException.class)
        .hasMessageContaining("temp is between -35 and 63");
  }

  @Test
  void isReadAgainFromItsJson() {
    Proposal proposal = propose(csv(2_000));

    Proposal again = home.datasets.proposal(proposal.json());
    assertThat(again).isEqualTo(proposal);
    Proposal changed =
        home.datasets.proposal(proposal.json().replace("\"most\" : 63.0", "\"most\" : 50.0"));
    assertThat(changed.rules()).contains(column("temp").between(-35, 50));
  }

  private String mistake(String was, String is) {
    String json = propose(csv(200)).json();
    assertThat(json).contains(was);
    return message(json.replaceFirst(Pattern.quote(was), Matcher.quoteReplacement(is)));
  }

  private String message(String json) {
    InvalidValueException thrown =
        catchThrowableOfType(InvalidValueException.class, () -> home.datasets.proposal(json));
    return String.valueOf(thrown.getMessage());
  }

  @Test
  void writesJsonThatAPersonCanChange() {
    String json = propose(csv(200)).json();

    assertThat(json).contains("\n    \"columns\" : [ {\n      \"name\" : \"id\",\n");
    assertThat(json.lines()).allMatch(line -> line.length() < 200);
  }

  @Test
  void tellsMistakesOfAPersonInWordsOfTheDocument() {
    assertThat(mistake("\"type\" : \"FLOAT64\"", "\"type\" : \"FLOT64\""))
        .startsWith(
            "Invalid proposal: /schema/columns/1/type is 'FLOT64' (must be one of FLOAT64, ")
        .containsPattern(", line [0-9]+, column [0-9]+$");
    assertThat(mistake("\"kind\" : \"unique\"", "\"kind\" : \"uniqe\""))
        .startsWith("Invalid proposal: /rules/0/check has no such kind: 'uniqe', line ");
    assertThat(mistake("\"most\" : 63.0", "\"most\" : \"many\""))
        .contains("/bounds/most is 'many' (must be a number)");
    assertThat(mistake("\"most\" : 63.0", "\"most\" : -90"))
        .contains("/check/bounds: Invalid bounds: -35 to -90 (must be in this order)");
    assertThat(mistake("\"nullable\"", "\"nulable\""))
        .contains("/nulable is not known (must be one of categories, ");
    assertThat(mistake("\"rows\" :", "\"rows\" ")).contains("it is not JSON, line ");
    assertThat(message("{}")).contains("Invalid proposal: /rows is missing (must be a number)");
    assertThat(message("{\"rows\": 1}")).contains("Missing schema: null (must be given)");
    assertThat(message("[]")).contains("(must be an object)");
    assertThat(message("null")).contains("Missing proposal");
    assertThat(message("")).startsWith("Invalid proposal: ");
    for (String bad : List.of("{}", "[]", "", "{\"rules\": 1}", "{\"schema\": {\"columns\": 1}}")) {
      assertThat(message(bad)).doesNotContain("io.lifecycle4j", "java.", "eserializ");
    }
  }

  @Test
  void writesJavaToPaste() {
    Proposal proposal = propose("temp,\"a\"\"b\"\n" + "1,x\n2,y\n".repeat(60));

    assertThat(proposal.java())
        .isEqualTo(
            """
            // temp: every value is a whole number
            // a"b: 2 different texts (too few rows to declare them categories: 120, needs 1000)
            .schema(
            %s)
            .requiring(
                // values from 1 to 2 were seen; half of that range more on each side
                column("temp").between(0, 3),
                // there are 120 rows
                rowCount().atLeast(60))
            """
                .formatted(proposal.schema().java()));
  }

  @Test
  void writesMarkdownThatNamesCannotBreak() {
    String markdown = propose("a|b\n" + "1\n2\n".repeat(60)).markdown();

    assertThat(markdown)
        .startsWith("# Proposal from 120 rows\n")
        .contains("| a\\|b | INT64 | no |  | every value is a whole number |\n")
        .contains("| a\\|b is between 0 and 3 | values from 1 to 2 were seen; ");
  }

  @Test
  void proposesPropertiesOfJsonLines() {
    String lines =
        """
        {"a": {"b": 1.5, "c": "5"}, "t": true, "v": [1, 2], "mixed": 1, "none": null}
        {"a": {"b": 2, "c": "7"}, "t": false, "v": [3, 4], "mixed": "x"}
        """;
    Proposal proposal = home.rides().propose(Sources.jsonLines("r.jsonl", Content.of(lines)));

    assertThat(proposal.schema().columns())
        .containsExactly(
            Column.of("a.b", DataType.FLOAT64),
            Column.of("a.c", DataType.STRING),
            Column.of("t", DataType.BOOLEAN),
            Column.builder("v", DataType.TENSOR).shape(List.of(2)).build());
    assertThat(proposal.leftOut())
        .containsExactly(
            "property mixed: no column holds what it has",
            "property none: no column holds what it has",
            "rules: none are proposed from fewer than 100 rows (there are 2)");
    assertThat(proposal.java()).startsWith("// left out: property mixed");
  }

  @Test
  void followsTheDialectAndUnpacks() {
    byte[] packed = SampleHome.gzip("skipped\n1;x;1\n2;y;2\n".getBytes(StandardCharsets.UTF_8));
    CsvDialect dialect =
        CsvDialect.builder().separator(';').skipLines(1).columns("n", "t", "m").build();
    Proposal proposal =
        home.rides()
            .propose(
                Sources.csv(List.of(new NamedContent("a.csv.gz", Content.of(packed))), dialect));
    assertThat(proposal.schema().names()).isEqualTo("n, t, m");
    assertThat(proposal.schema().columns().get(0).type()).isEqualTo(DataType.INT64);
  }

  @Test
  void leavesOutAColumnThatComesTwice() {
    Proposal proposal = propose("a,b,a\n1,2,3\n");

    assertThat(proposal.schema().names()).isEqualTo("b");
    assertThat(proposal.leftOut()).contains("column a: it comes twice in the header");
    assertThatThrownBy(() -> propose("a,a\n1,2\n"))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage(
            "Cannot propose a schema of rides.csv: it has no columns (column a: it comes twice in"
                + " the header)");
    assertThatThrownBy(() -> propose("")).isInstanceOf(InvalidDataException.class);
  }

  @Test
  void saysWhatIsWrongWithAFile() {
    assertThatThrownBy(
            () ->
                home.rides().propose(Sources.jsonLines("r.jsonl", Content.of("{\"a\": 1}\n[2]\n"))))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read r.jsonl: line 2 begins with an array (must be an object)");
    assertThatThrownBy(
            () -> home.rides().propose(Sources.jsonLines("r.jsonl", Content.of("{\"a\": \n"))))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageStartingWith("Cannot read r.jsonl: line ");
    assertThatThrownBy(
            () ->
                home.rides()
                    .propose(
                        Sources.jsonLines("r.jsonl", Content.of(new byte[] {'{', (byte) 0xff}))))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read r.jsonl: line 1 is not UTF-8");
    assertThatThrownBy(
            () -> home.rides().propose(Sources.csv("a.csv.gz", Content.of("no gzip at all"))))
        .isInstanceOf(InvalidDataException.class);
  }

  @Test
  void takesTheSchemaThatASourceBrings(@TempDir Path directory) throws Exception {
    Files.writeString(directory.resolve("a.bin"), "a");
    Proposal proposal = home.rides().propose(Sources.folder(directory));
    assertThat(proposal.schema().names()).isEqualTo("path, size");
    assertThat(proposal.columnReasons()).containsEntry("path", "the source says so");
  }
}
