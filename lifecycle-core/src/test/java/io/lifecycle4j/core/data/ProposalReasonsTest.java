package io.lifecycle4j.core.data;

import static io.lifecycle4j.validation.Rules.column;
import static io.lifecycle4j.validation.Rules.rowCount;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.data.CsvDialect;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Proposal;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.validation.Rule;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What real files hold that is not quite a table: a proposal loses none of it and says what. */
class ProposalReasonsTest {
  private final SampleHome home = new SampleHome();

  @AfterEach
  void close() {
    home.close();
  }

  private static String csv(String header, int rows, IntFunction<String> line) {
    return IntStream.range(0, rows)
        .mapToObj(line)
        .collect(Collectors.joining("\n", header + "\n", "\n"));
  }

  private Proposal propose(String text) {
    return home.rides().propose(Sources.csv("rides.csv", Content.of(text)));
  }

  private Proposal propose(String text, CsvDialect.Builder dialect) {
    return home.rides()
        .propose(
            Sources.csv(List.of(new NamedContent("rides.csv", Content.of(text))), dialect.build()));
  }

  private static DataType type(Proposal proposal, String column) {
    return proposal.schema().columns().get(proposal.schema().indexOf(column)).type();
  }

  private static String why(Proposal proposal, String column) {
    return proposal.columnReasons().getOrDefault(column, "");
  }

  @Test
  void findsNoMoreDifferentValuesThanRows() {
    for (int rows = 1_600; rows <= 3_200; rows += 200) {
      int all = rows;
      Proposal proposal = propose(csv("x", rows, i -> i + ".5"));
      assertThat(proposal.ruleReasons().get("x.cardinality.atLeast"))
          .as("%s rows", all)
          .satisfies(
              why ->
                  assertThat(Integer.parseInt(why.replaceAll("\\D", ""))).isLessThanOrEqualTo(all));
    }
  }

  @Test
  void keepsIdsOf64BitsApart() {
    String text = csv("id,x", 300, i -> "7203948571234567" + (890 + i) + "," + i % 7);
    Proposal proposal = propose(text);

    assertThat(type(proposal, "id")).isEqualTo(DataType.STRING);
    assertThat(why(proposal, "id"))
        .isEqualTo(
            "among them are whole numbers beyond 2^53, which are kept as texts since numbers would"
                + " round them");
    assertThat(proposal.rules()).contains(column("id").unique());
    DatasetVersion version =
        home.rides()
            .snapshot(Sources.csv("rides.csv", Content.of(text)))
            .schema(proposal.schema())
            .requiring(proposal.rules().toArray(Rule[]::new))
            .commit();
    Set<String> ids = new HashSet<>();
    version.rows().forEach(row -> ids.add(row.text(0)));
    assertThat(ids).hasSize(300);
  }

  @Test
  void proposesNoNumbersForIdsOf64BitsInJsonLines() {
    String lines =
        """
        {"id": 7203948571234567890, "small": 9007199254740992, "text": "7203948571234567890"}
        {"id": 7203948571234567891, "small": 1, "text": "7203948571234567891"}
        """;
    Proposal proposal = home.rides().propose(Sources.jsonLines("r.jsonl", Content.of(lines)));

    assertThat(proposal.schema().names()).isEqualTo("small, text");
    assertThat(type(proposal, "small")).isEqualTo(DataType.INT64);
    assertThat(type(proposal, "text")).isEqualTo(DataType.STRING);
    assertThat(proposal.leftOut())
        .contains(
            "property id: whole numbers beyond 2^53, which numbers would round (write them as"
                + " texts)");
  }

  @Test
  void saysWhichFewValuesSpoilAColumn() {
    String text =
        csv(
            "temp,day,word",
            5_698,
            i ->
                (i == 19 ? "n/a" : i + ".5")
                    + ","
                    + (i == 7 ? "14/01/2014" : "2014-01-" + (10 + i % 20))
                    + ","
                    + (i % 2 == 0 ? i : "w" + i));
    Proposal proposal = propose(text);

    assertThat(why(proposal, "temp"))
        .isEqualTo(
            "5,697 of 5,698 values are numbers; not line 21: 'n/a' (a missing value of the"
                + " dialect?)");
    assertThat(why(proposal, "day"))
        .isEqualTo("5,697 of 5,698 values are times; not line 9: '14/01/2014'");
    assertThat(why(proposal, "word")).isEqualTo("about 5698 different texts");
    assertThat(type(propose(text, CsvDialect.builder().missing("n/a")), "temp"))
        .isEqualTo(DataType.FLOAT64);
  }

  @Test
  void showsFewAndShortOddValues() {
    String odd = "x".repeat(38) + "\u202e\u0007😀" + "y".repeat(1_000);
    String temp = why(propose(csv("temp", 500, i -> i % 50 == 7 ? i + odd : i + ".5")), "temp");

    assertThat(temp)
        .startsWith("490 of 500 values are numbers; not line 9: '7" + "x".repeat(38) + " …'")
        .endsWith(" and 7 more")
        .doesNotContain("\u202e", "\u0007", "y");
    assertThat(why(propose(csv("temp", 500, i -> i % 5 == 0 ? odd : i + ".5")), "temp"))
        .as("too many to be a mistake")
        .isEqualTo("401 different texts");
  }

  @Test
  void proposesKeysOnlyWhereAllDifferAndLookLikeKeys() {
    Proposal proposal =
        propose(
            csv(
                "day,userId,price,code,name,nearly",
                400,
                i ->
                    String.join(
                        ",",
                        LocalDate.of(2020, 1, 1).plusDays(i).toString(),
                        String.valueOf(i * 7_919L),
                        String.valueOf(1_000 + i * 7_919L),
                        "c-" + i,
                        "Ann " + i,
                        String.valueOf(Math.max(1, i)))));

    assertThat(proposal.rules())
        .contains(column("day").unique(), column("userId").unique())
        .doesNotContain(
            column("price").unique(), column("name").unique(), column("nearly").unique());
    assertThat(proposal.java()).contains("column(\"day\").unique(),\n");
  }

  @Test
  void keepsItsWordAboutRanges() {
    Proposal proposal =
        propose(
            csv(
                "pressure,holiday,wind",
                400,
                i -> (29.16 + i % 168 / 100.0) + "," + i % 2 + "," + i % 27));

    assertThat(proposal.rules())
        .contains(
            column("pressure").between(28.32, 31.67),
            column("holiday").in(0, 1),
            column("wind").between(0, 39),
            rowCount().atLeast(200));
    assertThat(proposal.ruleReasons())
        .containsEntry("holiday.inNumbers", "only 0 and 1 were seen")
        .containsEntry(
            "pressure.between",
            "values from 29.16 to 30.83 were seen; half of that range more on each side");
    assertThat(proposal.java())
        .contains("column(\"holiday\").in(0, 1)", "column(\"wind\").cardinality().atLeast(2)")
        .doesNotContain("/*");
  }

  @Test
  void pointsOutAHeaderThatMayBeARow() {
    Proposal proposal = propose(csv("3,7,14,a", 200, i -> i + ",1,2,b"));

    assertThat(proposal.leftOut())
        .containsExactly(
            "the first line as a row: it is taken for the header, but most of its cells are numbers"
                + " (3, 7, 14); if the file has no header line, name its columns with"
                + " CsvDialect.builder().columns(…)");
    assertThat(proposal.java()).startsWith("// left out: the first line as a row");
    assertThat(propose(csv("a,b,1", 200, i -> "1,2,3")).leftOut()).isEmpty();
  }

  @Test
  void saysThatFewRowsGiveNoRules() {
    assertThat(propose("a,b\n").markdown())
        .contains("rules: none are proposed from fewer than 100 rows \\(there are 0\\)");
    assertThat(propose(csv("a", 99, i -> "1")).java())
        .contains("// left out: rules: none are proposed from fewer than 100 rows (there are 99)");
    assertThat(propose(csv("a", 100, i -> "1")).leftOut()).isEmpty();
  }

  @Test
  void readsNumbersWithTheDecimalCommaOfTheDialect() {
    String text = csv("temp;point;whole", 200, i -> i % 30 + ",5;" + i % 9 + ".5;" + i % 12);
    Proposal proposal = propose(text, CsvDialect.builder().separator(';').decimalComma());

    assertThat(type(proposal, "temp")).isEqualTo(DataType.FLOAT64);
    assertThat(type(proposal, "point")).isEqualTo(DataType.STRING);
    assertThat(type(proposal, "whole")).isEqualTo(DataType.INT64);
    assertThat(proposal.rules()).contains(column("temp").between(0, 44));
  }
}
