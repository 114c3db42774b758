package io.lifecycle4j.core.data;

import static io.lifecycle4j.data.SplitRole.HOLDOUT;
import static io.lifecycle4j.data.SplitRole.TRAIN;
import static io.lifecycle4j.data.SplitRole.VALIDATION;
import static io.lifecycle4j.data.Splits.byColumn;
import static io.lifecycle4j.data.Splits.byHash;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.SealedDataException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
        SplitRows.holdout(home.store, home.store.versions("rides").get(0), plan));
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
            "Invalid split of rides:1: none of 3000 rows is for training by ByColumn[column=day,"
                + " train=learn, holdout=test");
  }
}
