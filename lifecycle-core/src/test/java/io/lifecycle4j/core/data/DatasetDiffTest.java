package io.lifecycle4j.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.data.DatasetDiff;
import io.lifecycle4j.data.DatasetDiff.CellChange;
import io.lifecycle4j.data.DatasetDiff.Change;
import io.lifecycle4j.data.DatasetDiff.ColumnShift;
import io.lifecycle4j.data.DatasetDiff.Example;
import io.lifecycle4j.data.DatasetDiff.FileChanges;
import io.lifecycle4j.data.DatasetDiff.RowChanges;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Compatibility;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DatasetDiffTest {
  private static final String HEADER = "day,temp,riders\n";

  private final SampleHome home = new SampleHome();

  @AfterEach
  void close() {
    home.close();
  }

  private DatasetDiff diff(String older, String newer, String... key) {
    int first = home.csv(HEADER + older).number();
    return home.rides().diff(first, home.csv(HEADER + newer).number(), key);
  }

  @Test
  void tellsWhichRowsOfAKeyCameWentAndChangedAndWhere() {
    DatasetDiff diff =
        diff(
            "Mon,1,10\nTue,2,20\nWed,3,30\nThu,,40\n",
            "Thu,4,40\nMon,1,10\nFri,5,50\nTue,9,21\n",
            "day");

    assertThat(diff.rows())
        .isEqualTo(
            new RowChanges(
                List.of("day"),
                1,
                1,
                2,
                1,
                Map.of("temp", 2L, "riders", 1L),
                List.of(
                    new Example(Change.REMOVED, Map.of("day", "Wed"), List.of()),
                    new Example(
                        Change.CHANGED,
                        Map.of("day", "Thu"),
                        List.of(new CellChange("temp", "", "4"))),
                    new Example(Change.ADDED, Map.of("day", "Fri"), List.of()),
                    new Example(
                        Change.CHANGED,
                        Map.of("day", "Tue"),
                        List.of(
                            new CellChange("riders", "20", "21"),
                            new CellChange("temp", "2", "9"))))));
    assertThat(diff.files())
        .isEqualTo(new FileChanges(List.of(), List.of(), List.of("rides.csv"), 0));
    assertThat(diff.isEmpty()).isFalse();
  }

  @Test
  void countsWholeRowsWithoutAKey() {
    DatasetDiff diff =
        diff("Mon,1,10\nMon,1,10\nMon,1,10\nTue,2,20\n", "Tue,2,20\nMon,1,10\nWed,3,30\n");
    assertThat(diff.rows())
        .extracting(RowChanges::added, RowChanges::removed, RowChanges::changed, RowChanges::same)
        .containsExactly(1L, 2L, 0L, 2L);
    assertThat(diff.rows().examples())
        .extracting(Example::change, example -> example.key().get("day"))
        .containsExactly(
            tuple(Change.REMOVED, "Mon"), tuple(Change.REMOVED, "Mon"), tuple(Change.ADDED, "Wed"));
  }

  @Test
  void findsNothingBetweenAVersionAndItself() {
    int number = home.csv(HEADER + "Mon,1,10\nTue,,20\n").number();
    for (String[] key : new String[][] {{}, {"day"}}) {
      DatasetDiff diff = home.rides().diff(number, number, key);
      assertThat(diff.isEmpty()).isTrue();
      assertThat(diff.rows().same()).isEqualTo(2);
      assertThat(diff.statistics()).allMatch(shift -> !(Math.abs(shift.psi()) > 1e-12));
    }
  }

  @Test
  void refusesAKeyThatIsNotThereOrTellsNoRowsApart() {
    assertThatThrownBy(() -> diff("Mon,1,10\n", "Mon,2,10\n", "id"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid key: no column id of the same type in both versions"
                + " (there are day, temp, riders)");
    assertThatThrownBy(() -> diff("Mon,1,10\nMon,1,11\n", "Mon,2,10\n", "day"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid key: day (must be unique, but two rows are {day=Mon})");
    assertThatThrownBy(() -> home.rides().diff(1, 99)).isInstanceOf(NotFoundException.class);
  }

  @Test
  void comparesTheColumnsThatBothSchemasHave() {
    home.csv(HEADER + "Mon,1,10\nTue,2,20\n");
    Schema wider =
        new Schema(
            List.of(
                Column.of("riders", DataType.FLOAT64),
                Column.builder("day", DataType.STRING).asPrivate().build(),
                Column.of("wind", DataType.FLOAT64)));
    home.rides()
        .snapshot(Sources.csv("rides.csv", Content.of("riders,day,wind\n10,Mon,1\n20.5,Tue,2\n")))
        .schema(wider)
        .allowBreakingSchema()
        .commit();

    DatasetDiff diff = home.rides().diff(1, 2, "day");
    assertThat(diff.schema().compatibility()).isNotEqualTo(Compatibility.IDENTICAL);
    assertThat(diff.rows().columns()).isEqualTo(Map.of("riders", 1L));
    assertThat(diff.rows().examples())
        .containsExactly( // the key is private
            new Example(Change.CHANGED, Map.of(), List.of(new CellChange("riders", "20", "20.5"))));
    assertThat(diff.statistics()).extracting(ColumnShift::column).containsExactly("day", "riders");
  }

  @Test
  void measuresHowFarValuesMoved() {
    StringBuilder older = new StringBuilder();
    StringBuilder newer = new StringBuilder();
    for (int i = 0; i < 1_000; i++) {
      older.append(i % 2 == 0 ? "A" : "B").append(',').append(i).append(',').append(i).append('\n');
      newer.append(i % 4 == 0 ? "A" : "B").append(',');
      newer.append(i < 100 ? "" : Integer.toString(i + 500)).append(',').append(i).append('\n');
    }
    DatasetDiff diff = diff(older.toString(), newer.toString());
    ColumnShift day = shift(diff, "day");
    ColumnShift temp = shift(diff, "temp");
    // (0.25 - 0.5) ln(0.25 / 0.5) + (0.75 - 0.5) ln(0.75 / 0.5)
    assertThat(day.psi()).isCloseTo(0.25 * Math.log(2) + 0.25 * Math.log(1.5), within(1e-9));
    assertThat(day.shift()).isNaN();
    assertThat(temp.older().missing()).isZero();
    assertThat(temp.newer().missing()).isEqualTo(0.1);
    assertThat(temp.newer().mean()).isEqualTo(1049.5);
    assertThat(temp.older().mean()).isEqualTo(499.5);
    assertThat(temp.psi()).isGreaterThan(1);
    assertThat(temp.shift()).isCloseTo(0.6, within(0.01)); // 600 of 1000 lie below the least
    assertThat(shift(diff, "riders").psi()).isCloseTo(0, within(1e-9));
    assertThat(shift(diff, "riders").shift()).isZero();
  }

  private static ColumnShift shift(DatasetDiff diff, String column) {
    return diff.statistics().stream()
        .filter(shift -> shift.column().equals(column))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void readsAsAPageWhoseCellsStayCells() {
    String page = diff("Mon,1,10\nTue,2,20\n", "Mon,1,11\n\"x|y\n#\",2,20\n", "day").markdown();
    assertThat(page)
        .startsWith(
            """
            # rides:1 to rides:2

            **Files**: 0 added, 0 removed, 1 changed, 0 the same

            - changed rides.csv

            **Schema**: IDENTICAL

            **Rows**, by day: 1 added, 1 removed, 1 changed, 0 the same

            | Column | Changed in |
            | --- | --: |
            | riders | 1 |

            | For example | Row | Cells |
            | --- | --- | --- |
            | removed | day=Tue |  |
            | changed | day=Mon | riders: 10 → 11 |
            | added | day=x\\|y \\# |  |

            **Statistics**, the greatest change first; times, which move on, last
            """)
        .contains("| temp | 0.000 | 0.0 % | 0.0 % | 1.5000 | 0.50000 | ")
        .contains("| 15 → 15.500 | 5 → 4.5000 |");
  }

  @Test
  void showsWhatChangedButNothingPrivateAndTimesAsTimes() {
    Schema schema =
        new Schema(
            List.of(
                Column.of("date", DataType.TIMESTAMP),
                Column.of("temp", DataType.FLOAT64),
                Column.builder("name", DataType.STRING).asPrivate().build(),
                Column.of("seen", DataType.TIMESTAMP)));
    timed(schema, "2020-01-01,1,Ann,2020-01-01\n2020-01-03,2,Bob,2020-01-01\n");
    timed(schema, "2020-01-01,1.5,Eve,2020-01-02T10:00\n2021-01-03,2,Bob,2020-01-01\n");

    String page = home.rides().diff(1, 2, "date").markdown();
    assertThat(page)
        .contains(
            "| changed | date=2020-01-01T00:00:00Z | name: \\(private\\) → \\(private\\), seen:"
                + " 2020-01-01T00:00:00Z → 2020-01-02T10:00:00Z, temp: 1 → 1.5 |")
        .contains("| date | ", "2020-01-02T00:00:00Z → 2020-07-03T00:00:00Z", " days")
        .doesNotContain("e+12", "Ann", "Eve");
    assertThat(page.indexOf("\n| temp | 0")).isLessThan(page.indexOf("\n| date | "));
  }

  private void timed(Schema schema, String lines) {
    home.rides()
        .snapshot(Sources.csv("rides.csv", Content.of("date,temp,name,seen\n" + lines)))
        .schema(schema)
        .commit();
  }

  @Test
  void boundsTheChangedExamplesToo() {
    StringBuilder older = new StringBuilder();
    StringBuilder newer = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      older.append(i).append(",1,1\n");
      newer.insert(0, i + ",1,2\n");
    }
    RowChanges rows = diff(older.toString(), newer.toString(), "day").rows();
    assertThat(rows.columns()).isEqualTo(Map.of("riders", 100L));
    assertThat(rows.examples())
        .hasSize(RowChanges.MAX_EXAMPLES)
        .allMatch(example -> example.cells().equals(List.of(new CellChange("riders", "1", "2"))));
  }

  @Test
  void boundsTheExamplesButNotTheCounts() {
    StringBuilder newer = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      newer.append(i).append(",1,1\n");
    }
    RowChanges rows = diff("Mon,1,10\n", newer.toString(), "day").rows();
    assertThat(rows.added()).isEqualTo(500);
    assertThat(rows.examples()).hasSize(RowChanges.MAX_EXAMPLES);
  }

  @Test
  void countsTheSameInManyPartsAsByBruteForce() {
    long seed = Volume.seed();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 10; round++) {
      Map<String, Integer> before = rows(random);
      Map<String, Integer> after = rows(random);
      DatasetVersion older = home.csv(HEADER + csv(before));
      DatasetVersion newer = home.csv(HEADER + csv(after) + "end" + round + ",1,1\n");
      after.put("end" + round, 1);
      long same =
          before.keySet().stream()
              .filter(day -> Objects.equals(before.get(day), after.get(day)))
              .count();
      long both = before.keySet().stream().filter(after::containsKey).count();
      for (int parts : List.of(1, 2, 7)) {
        RowChanges rows =
            new RowDiff(home.rows(older), home.rows(newer), List.of("day"))
                .compare(parts, () -> {});
        assertThat(List.of(rows.added(), rows.removed(), rows.changed(), rows.same()))
            .isEqualTo(List.of(after.size() - both, before.size() - both, both - same, same));
        RowChanges whole =
            new RowDiff(home.rows(older), home.rows(newer), List.of()).compare(parts, () -> {});
        assertThat(List.of(whole.added(), whole.removed(), whole.changed(), whole.same()))
            .isEqualTo(List.of(after.size() - same, before.size() - same, 0L, same));
      }
    }
  }

  private static Map<String, Integer> rows(Random random) {
    Map<String, Integer> rows = new HashMap<>();
    for (int i = random.nextInt(60); i >= 0; i--) {
      rows.put("d" + random.nextInt(50), random.nextInt(3));
    }
    return rows;
  }

  private static String csv(Map<String, Integer> rows) {
    StringBuilder csv = new StringBuilder();
    new TreeMap<>(rows).forEach((day, value) -> csv.append(day + ",1," + value + "\n"));
    return csv.toString();
  }
}
