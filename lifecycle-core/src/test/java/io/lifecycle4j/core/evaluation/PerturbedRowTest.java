package io.lifecycle4j.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.core.schema.HeldRow;
import io.lifecycle4j.evaluation.StressTest;
import io.lifecycle4j.evaluation.StressTests;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.profile.Profile.Moments;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PerturbedRowTest {
  private static final Schema INPUTS =
      Schema.builder()
          .column("age", DataType.FLOAT64)
          .column("visits", DataType.INT64)
          .column("city", DataType.STRING)
          .column("member", DataType.BOOLEAN)
          .column(Column.tensor("photo", 1, 4, 4))
          .build();

  /** The same columns in another order, and a label. */
  private static final Schema ROWS =
      Schema.builder()
          .column("label", DataType.STRING)
          .column(Column.tensor("photo", 1, 4, 4))
          .column("member", DataType.BOOLEAN)
          .column("city", DataType.STRING)
          .column("visits", DataType.INT64)
          .column("age", DataType.FLOAT64)
          .build();

  private static final float[] PHOTO = new float[16];

  static {
    IntStream.range(0, PHOTO.length).forEach(i -> PHOTO[i] = i);
  }

  private static final HeldRow ROW = HeldRow.of(ROWS, "yes", PHOTO, 1.0, "Rome", 7.0, 40.0);

  private static final StressPlan PLAN =
      new StressPlan(
          INPUTS,
          new Profile(
              100,
              List.of(
                  numbers("age", 40, 10),
                  numbers("visits", 7, 3),
                  new ColumnProfile("city", 100, 0, null, null, Map.of("Rome", 50L, "unseen", 50L)),
                  numbers("photo.mean", 7, 3),
                  numbers("photo.deviation", 4, 1))));

  private static ColumnProfile numbers(String name, double mean, double deviation) {
    return new ColumnProfile(name, 100, 0, new Moments(0, 100, mean, deviation), null, Map.of());
  }

  private static PerturbedRow row(StressTest test, long number) {
    Perturbation change = PLAN.perturbation(test).orElseThrow();
    return new PerturbedRow(INPUTS, ROWS, change, 1).over(ROW, number);
  }

  private static float[] photo(PerturbedRow row) {
    float[] photo = new float[18];
    row.tensor(4, photo, 1);
    assertThat(photo[0] + photo[17]).as("what is beside the tensor").isZero();
    return Arrays.copyOfRange(photo, 1, 17);
  }

  @Test
  void changesOneColumnOnly() {
    PerturbedRow missing = row(StressTests.missing("age"), 0);
    assertThat(missing.number(0)).isNaN();
    assertThat(missing.number(1)).isEqualTo(7);
    assertThat(missing.number(3)).isEqualTo(1);
    assertThat(missing.text(2)).isEqualTo("Rome");
    assertThat(photo(missing)).isEqualTo(PHOTO);
    assertThat(row(StressTests.missing("city"), 0).text(2)).isEmpty();
    assertThat(row(StressTests.wrongUnit("age", 1_000), 0).number(0)).isEqualTo(40_000);
    assertThat(row(StressTests.wrongUnit("age", 1_000), 0).number(1)).isEqualTo(7);
    assertThat(row(StressTests.unseenCategory("city"), 0).text(2)).isEqualTo("unseen unseen");
  }

  @Test
  void shiftsByDeviationsAndKeepsWholeNumbersWhole() {
    assertThat(row(StressTests.shifted("age", -2), 0).number(0)).isEqualTo(20);
    assertThat(row(StressTests.shifted("visits", 0.5), 0).number(1)).isEqualTo(8); // 8.5
    assertThat(photo(row(StressTests.shifted("photo", 2), 0))[3]).isEqualTo(13); // √(9 + 16) = 5
    assertThat(row(StressTests.noise(1), 0).number(1))
        .isEqualTo(Math.rint(row(StressTests.noise(1), 0).number(1)));
    assertThat(row(StressTests.noise(1), 0).number(3)).isEqualTo(1);
  }

  @Test
  void addsNoiseOfTheDeviationAskedFor() {
    int rows = 4_000;
    double[] noise = new double[rows];
    double[] pixels = new double[rows];
    for (int i = 0; i < rows; i++) {
      PerturbedRow row = row(StressTests.noise(0.5), i);
      noise[i] = row.number(0) - 40;
      pixels[i] = photo(row)[i % 16] - i % 16;
      assertThat(row.number(0)).as("read again").isEqualTo(noise[i] + 40);
    }
    assertThat(Arrays.stream(noise).average().orElseThrow()).isCloseTo(0, within(0.3));
    assertThat(deviation(noise)).isCloseTo(5, within(0.3));
    assertThat(deviation(pixels)).isCloseTo(2.5, within(0.15));
    double together = 0;
    for (int i = 1; i < rows; i++) {
      together += noise[i] * noise[i - 1] / rows;
    }
    assertThat(together).as("one row says nothing of the next").isCloseTo(0, within(1.5));
  }

  private static double deviation(double[] numbers) {
    return Math.sqrt(Arrays.stream(numbers).map(number -> number * number).average().orElseThrow());
  }

  @Test
  void leavesOutTheShareOfCellsAskedFor() {
    long absent =
        IntStream.range(0, 4_000)
            .mapToObj(i -> row(StressTests.missingAtRandom(0.2), i))
            .filter(row -> Double.isNaN(row.number(0)) && !row.text(2).isEmpty())
            .count();
    assertThat(absent).as("0.2 · 0.8 of the rows").isBetween(560L, 720L);
  }

  @Test
  void enlargesTheMiddleOfImagesAndDarkensThem() {
    assertThat(photo(row(StressTests.cropped(0.5), 0)))
        .containsExactly(5, 5, 6, 6, 5, 5, 6, 6, 9, 9, 10, 10, 9, 9, 10, 10);
    assertThat(photo(row(StressTests.darkened(0.25), 0))[8]).isEqualTo(6);
    assertThat(row(StressTests.darkened(0.25), 0).number(0)).isEqualTo(40);
  }
}
