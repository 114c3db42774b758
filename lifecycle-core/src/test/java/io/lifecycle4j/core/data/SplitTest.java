package io.lifecycle4j.core.data;

import static io.lifecycle4j.data.SplitRole.GOLDEN;
import static io.lifecycle4j.data.SplitRole.HOLDOUT;
import static io.lifecycle4j.data.SplitRole.TRAIN;
import static io.lifecycle4j.data.SplitRole.VALIDATION;
import static io.lifecycle4j.data.Splits.byColumn;
import static io.lifecycle4j.data.Splits.byGroup;
import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.data.Splits.byRole;
import static io.lifecycle4j.data.Splits.byTime;
import static io.lifecycle4j.data.Splits.stratified;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.core.model.ModelForms;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.SplitPlan.DuplicateRows;
import io.lifecycle4j.data.SplitReport;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.SealedDataException;
import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.storage.Content;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTest {
  private static final int ROWS = 3_000;

  private final SampleHome home = new SampleHome();

  @AfterEach
  void close() {
    home.close();
  }

  /** Days are {@code train}, {@code train}, {@code test} and {@code other} in turn. */
  private DatasetVersion version() {
    StringBuilder text = new StringBuilder("day,temp,riders\n");
    for (int i = 0; i < ROWS; i++) {
      String day = List.of("train", "train", "test", "other").get(i % 4);
      text.append(day).append(',').append(i / 10.0).append(',').append(i).append('\n');
    }
    return home.csv(text.toString());
  }

  private List<String> sealed(SplitPlan plan) {
    return SampleHome.texts(
        SplitRows.holdout(home.store, home.store.find("rides", 1).orElseThrow(), plan));
  }

  @Test
  void dividesByShares() {
    Split split = version().split(byHash(1).train(0.7).validation(0.2).holdout(0.1));
    assertThat(split.count(TRAIN)).isCloseTo(2_100, within(100L));
    assertThat(split.count(VALIDATION)).isCloseTo(600, within(80L));
    assertThat(split.count(HOLDOUT)).isCloseTo(300, within(60L));
    assertThat(split.count(TRAIN) + split.count(VALIDATION) + split.count(HOLDOUT)).isEqualTo(ROWS);
    assertThat(SampleHome.texts(split.rows(TRAIN))).hasSize((int) split.count(TRAIN));
    assertThat(SampleHome.texts(split.rows(VALIDATION))).hasSize((int) split.count(VALIDATION));
    assertThat(split.version().number()).isEqualTo(1);
    assertThat(split.plan()).isEqualTo(byHash(1).train(0.7).validation(0.2).holdout(0.1));
  }

  @Test
  void dividesOtherwiseWithAnotherSeed() {
    version();
    assertThat(sealed(byHash(1).train(0.5).holdout(0.5)))
        .isNotEqualTo(sealed(byHash(2).train(0.5).holdout(0.5)));
  }

  @Test
  void givesARoleWithoutAShareNoRow() {
    DatasetVersion version = version();
    Split tenths = version.split(byHash(1).train(0.7).validation(0.3).holdout(0));
    assertThat(tenths.count(HOLDOUT)).isZero();
    Split all = version.split(byHash(1).train(1 - 1e-10).holdout(0));
    assertThat(all.count(TRAIN)).isEqualTo(ROWS);
    Split none = version.split(byHash(1).train(0.5).holdout(0.5));
    assertThat(none.count(VALIDATION)).isZero();
  }

  @Test
  void sealsTheHoldoutForOrdinaryReaders() {
    Split split = version().split(byHash(1).train(0.5).holdout(0.5));
    assertThatThrownBy(() -> split.rows(HOLDOUT))
        .isInstanceOf(SealedDataException.class)
        .hasMessage(
            "Cannot read the holdout of rides:1: it is sealed (only the evaluation before a"
                + " promotion reads it)");
    assertThat(sealed(split.plan()))
        .hasSize((int) split.count(HOLDOUT))
        .doesNotContainAnyElementsOf(SampleHome.texts(split.rows(TRAIN)));
  }

  @Test
  void dividesByTheTextOfAColumn() {
    Split split = version().split(byColumn("day").validation(0.2).holdout("test"));
    assertThat(split.count(HOLDOUT)).isEqualTo(ROWS / 4);
    assertThat(split.count(TRAIN) + split.count(VALIDATION)).isEqualTo(ROWS / 2);
    assertThat(split.count(VALIDATION)).isCloseTo(300, within(60L));
    assertThat(SampleHome.texts(split.rows(TRAIN))).allMatch(row -> row.startsWith("train "));
    assertThat(sealed(split.plan())).allMatch(row -> row.startsWith("test "));
  }

  @Test
  void usesAShareOfTheTrainingRowsAndKeepsThemInAGreaterShare() {
    DatasetVersion version = version();
    Split part = version.split(byColumn("day").share(0.3).validation(0.2).holdout("test"));
    Split more = version.split(byColumn("day").share(0.6).validation(0.2).holdout("test"));
    assertThat(part.count(TRAIN) + part.count(VALIDATION)).isCloseTo(450, within(60L));
    assertThat(SampleHome.texts(more.rows(TRAIN))).containsAll(SampleHome.texts(part.rows(TRAIN)));
    assertThat(part.count(HOLDOUT)).isEqualTo(more.count(HOLDOUT));
  }

  @Test
  void refusesAColumnThatIsNotThereOrNoText() {
    DatasetVersion version = version();
    assertThatThrownBy(() -> version.split(byColumn("part").holdout("test")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid split: no column part (there are day, temp, riders)");
    assertThatThrownBy(() -> version.split(byColumn("riders").holdout("test")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid split: column riders is INT64 (must be STRING)");
  }

  @Test
  void refusesAPlanThatLeavesNoRowToTrainOn() {
    DatasetVersion version = version();
    assertThatThrownBy(() -> version.split(byColumn("day").train("learn").holdout("test")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith(
            "Invalid split of rides:1: none of 3000 rows is for training by ByColumn["
                + "column=day, train=learn, holdout=test");
  }

  private DatasetVersion days(String... days) {
    StringBuilder text = new StringBuilder("day,temp,riders\n");
    for (String day : days) {
      text.append(day).append(',').append(text.length()).append(",1\n");
    }
    return home.csv(text.toString());
  }

  @Test
  void cutsTimesAndRecordsWhere() {
    DatasetVersion version =
        days("2020-01-03", "2020-01-01", "2020-01-02", "2020-01-02", "2020-01-04", "");
    Split split = version.split(byTime("day").train(0.6).validation(0.2).holdout(0.2));
    assertThat(split.plan())
        .isEqualTo(byTime("day").validationFrom("2020-01-03").holdoutFrom("2020-01-04"));
    assertThat(split.count(TRAIN)).isEqualTo(3);
    assertThat(split.count(VALIDATION)).isEqualTo(1);
    assertThat(split.count(HOLDOUT)).isEqualTo(1);
    assertThat(SampleHome.texts(split.rows(VALIDATION)))
        .allMatch(row -> row.startsWith("2020-01-03"));
    assertThat(split.report().unused()).isEqualTo(1);
  }

  @Test
  void cutsTimesThatAreNumbers() {
    Split split = version().split(byTime("riders").train(0.75).holdout(0.25));
    assertThat(split.plan()).isEqualTo(byTime("riders").holdoutFrom("2250"));
    assertThat(split.count(TRAIN)).isEqualTo(2_250);
    assertThat(split.version().split(byTime("temp").train(0.7).holdout(0.3)).plan())
        .isEqualTo(byTime("temp").holdoutFrom("210"));
  }

  @ParameterizedTest
  @CsvSource({
    "2020-01-02T03:04:05Z, 2020-01-02T03:04:05Z",
    "2020-01-02T03:04:05.0019+02:00, 2020-01-02T01:04:05.001Z",
    "2020-01-02 03:04, 2020-01-02T03:04:00Z",
    "1969-12-31T23:59:59.9999, 1969-12-31T23:59:59.999Z",
    "1969-12-31, 1969-12-31"
  })
  void readsIsoTimes(String written, String cut) {
    Split split = days("0001-01-01", written).split(byTime("day").train(0.5).holdout(0.5));
    assertThat(split.plan()).isEqualTo(byTime("day").holdoutFrom(cut));
    assertThat(split.version().split(split.plan()).count(HOLDOUT)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01/02/2020",
        "2021-02-29",
        "2020-1-2",
        "2020-01-02T24:00",
        "2020-01-02T",
        "2020",
        "now",
        "+999999999-01-01",
        "2020-01-02T03:04+19:00",
        "2020-01-02Z"
      })
  void refusesTextsThatAreNoTime(String text) {
    DatasetVersion version = days("2020-01-01", text);
    assertThatThrownBy(() -> version.split(byTime("day").train(0.5).holdout(0.5)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid time for column day: '%s' (must be an ISO date or time)", text);
  }

  @Test
  void refusesCutsThatDoNotFit() {
    DatasetVersion version = days("2020-01-01", "2020-01-02");
    assertThatThrownBy(() -> version.split(byTime("riders").holdoutFrom("2020-01-01")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid time for column riders: '2020-01-01' (must be a number)");
    assertThatThrownBy(() -> version.split(byTime("temp").holdoutFrom("Infinity")))
        .hasMessage("Invalid time for column temp: 'Infinity' (must be a number)");
    assertThatThrownBy(() -> version.split(byTime("temp").validationFrom("7").holdoutFrom("7")))
        .hasMessage("Invalid split: validation from 7, holdout from 7 (must be later)");
    assertThatThrownBy(() -> version.split(byTime("riders").train(0.5).holdout(0.5)))
        .hasMessageStartingWith("Invalid split: column riders has no two different times for ");
    assertThatThrownBy(() -> version.split(byTime("day").train(0.4).validation(0.3).holdout(0.3)))
        .hasMessageStartingWith("Invalid split: too few times in column day for ");
  }

  @Test
  void keepsGroupsWhole() {
    Split split = version().split(byGroup("temp").seed(3).train(0.5).validation(0.2).holdout(0.3));
    assertThat(split.report().overlaps()).containsExactly(entry("temp", 0L));
    Split rows =
        home.rides()
            .snapshot(
                Sources.csv("rides.csv", Content.of("day,temp,riders\na,1,1\nb,1,2\nc,1,3\n")))
            .schema(SampleHome.RIDES)
            .commit()
            .split(byGroup("temp").seed(3).train(0.9).holdout(0.1));
    assertThat(rows.count(TRAIN)).isEqualTo(3);
  }

  @Test
  void keepsEachClassInItsShares() {
    Split split =
        version().split(stratified("day").seed(1).train(0.7).validation(0.1).holdout(0.2));
    assertThat(split.report().parts())
        .extracting(SplitReport.Part::role, SplitReport.Part::classes)
        .containsExactly(
            tuple(TRAIN, Map.of("train", 1_050L, "test", 525L, "other", 525L)),
            tuple(VALIDATION, Map.of("train", 150L, "test", 75L, "other", 75L)),
            tuple(HOLDOUT, Map.of("train", 300L, "test", 150L, "other", 150L)));
    assertThat(split.version().split(split.plan()).count(TRAIN)).isEqualTo(2_100);
  }

  @Test
  void setsGoldenRowsAsideThatAllMayRead() {
    SplitPlan plan = byHash(1).train(0.8).holdout(0.2);
    Split with = version().split(plan.golden(0.05));
    Split without = with.version().split(plan);
    assertThat(with.count(GOLDEN)).isCloseTo(120, within(40L));
    assertThat(with.count(TRAIN) + with.count(GOLDEN)).isEqualTo(without.count(TRAIN));
    assertThat(sealed(with.plan())).isEqualTo(sealed(plan));
    assertThat(SampleHome.texts(with.rows(GOLDEN)))
        .hasSize((int) with.count(GOLDEN))
        .doesNotContainAnyElementsOf(SampleHome.texts(with.rows(TRAIN)));
  }

  @Test
  void refusesDropsOrKeepsRowsThatEqualAHeldOutOne() {
    DatasetVersion version =
        home.csv("day,temp,riders\ntrain,1,1\ntrain,2,2\ntest,2,2\ntest,2,2\ntest,3,3\n");
    SplitPlan plan = byColumn("day").holdout("test");
    assertThatThrownBy(() -> version.split(plan.duplicates(DuplicateRows.REFUSE)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid split of rides:1: 1 rows equal a row of another role but for the column that"
                + " tells them apart (add duplicates(DROP) to the plan to leave them out)");
    Split dropped = version.split(new SplitPlan.ByColumn("day", "train", "test", 1, 0, 0));
    assertThat(version.split(plan).plan()).isEqualTo(dropped.plan());
    assertThat(SampleHome.texts(dropped.rows(TRAIN))).containsExactly("train 1.0 1.0");
    assertThat(dropped.count(HOLDOUT)).isEqualTo(3);
    assertThat(dropped.report().dropped()).isEqualTo(1);
    assertThat(dropped.report().duplicates()).isZero();
    Split kept = version.split(plan.duplicates(DuplicateRows.KEEP));
    assertThat(kept.count(TRAIN)).isEqualTo(2);
    assertThat(kept.report().problems())
        .containsExactly("1 different rows are in more than one role");
  }

  @Test
  void leavesEqualRowsInOneRoleOfThoseThatAColumnNames() {
    DatasetVersion version =
        home.csv(
            """
            day,temp,riders
            TRAIN,1,1
            TRAIN,1,1
            TRAIN,2,2
            TRAIN,3,3
            TRAIN,4,4
            VALIDATION,3,3
            VALIDATION,4,4
            VALIDATION,5,5
            GOLDEN,4,4
            GOLDEN,2,2
            GOLDEN,6,6
            HOLDOUT,2,2
            ,1,1
            """);
    Split split = version.split(byRole("day"));
    assertThat(SampleHome.texts(split.rows(TRAIN)))
        .containsExactly("TRAIN 1.0 1.0", "TRAIN 1.0 1.0");
    assertThat(SampleHome.texts(split.rows(VALIDATION)))
        .containsExactly("VALIDATION 3.0 3.0", "VALIDATION 5.0 5.0");
    assertThat(SampleHome.texts(split.rows(GOLDEN)))
        .containsExactly("GOLDEN 4.0 4.0", "GOLDEN 6.0 6.0");
    assertThat(sealed(split.plan())).containsExactly("HOLDOUT 2.0 2.0");
    SplitReport report = split.report();
    assertThat(report.dropped()).isEqualTo(5);
    assertThat(report.unused()).isEqualTo(1);
    assertThat(report.duplicates()).isZero();
    assertThat(report.problems()).isEmpty();
    assertThat(split.count(TRAIN)).isEqualTo(2);
  }

  @Test
  void refusesOrKeepsEqualRowsOfRolesThatAColumnNamesWhenToldSo() {
    DatasetVersion version = home.csv("day,temp,riders\nTRAIN,1,1\nTRAIN,2,2\nVALIDATION,2,2\n");
    assertThatThrownBy(() -> version.split(byRole("day").duplicates(DuplicateRows.REFUSE)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid split of rides:1: 1 rows equal a row of another role");
    Split kept = version.split(byRole("day").duplicates(DuplicateRows.KEEP));
    assertThat(kept.count(TRAIN)).isEqualTo(2);
    assertThat(kept.report().problems())
        .containsExactly("1 different rows are in more than one role");
  }

  @Test
  void givesTheRolesOfAModelToThePlanThatItHolds() {
    DatasetVersion version = home.csv("day,temp,riders\ntrain,1,1\ntrain,2,2\ntest,2,2\n");
    SplitPlan plan = byColumn("day").holdout("test");
    for (SplitPlan each : List.of(plan, plan.duplicates(DuplicateRows.KEEP), byRole("day"))) {
      Provenance today = new Provenance.Trained("r", version.ref(), each, Map.of());
      assertThat(ModelForms.JSON.read(ModelForms.JSON.write(today), Provenance.class, "provenance"))
          .isEqualTo(today);
    }
    assertThat(version.split(plan).count(TRAIN)).isEqualTo(1);
    assertThat(version.split(plan.duplicates(DuplicateRows.KEEP)).count(TRAIN)).isEqualTo(2);
  }

  @Test
  void reportsForPeople() {
    Split split =
        home.csv("day,temp,riders\na|b,1,1\na|b,2,2\nc,3,3\n,4,4\nc,5,9\n")
            .split(byTime("riders").train(0.6).holdout(0.4));
    assertThat(split.report().markdown())
        .isEqualTo(
            """
            # Split of rides:1

            | role | rows | share | first | last | classes |
            |---|---|---|---|---|---|
            | TRAIN | 3 | 60.0 % | 1 | 3 |  |
            | HOLDOUT | 2 | 40.0 % | 4 | 9 |  |

            - 5 rows, 0 unused, 0 dropped since they equal a row of another role
            - 0 different rows in more than one role
            """);
    assertThat(
            split
                .version()
                .split(stratified("day").seed(0).train(1).holdout(0))
                .report()
                .markdown())
        .contains("| TRAIN | 5 | 100.0 % |  |  | '' 20.0 %, 'a\\|b' 40.0 %, 'c' 40.0 % |");
  }
}
