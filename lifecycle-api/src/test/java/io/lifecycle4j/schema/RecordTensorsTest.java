package io.lifecycle4j.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Components of several numbers or texts. */
class RecordTensorsTest {
  @SuppressWarnings("ArrayRecordComponent") // as records of users have them
  private record Scan(GrayImage image, float[] pulse, List<Float> steps, double age) {}

  private record Article(@Nullable List<String> tags) {}

  private static final Columns<Scan> SCANS =
      Columns.of(
          Scan.class,
          Column.tensor("image", 1, 2, 2),
          Column.tensor("steps", 3),
          Column.tensor("pulse", 1, 2));

  private static final GrayImage IMAGE = new GrayImage(2, 2, new byte[] {0, 1, 2, (byte) 255});

  private static Row scan(GrayImage image, float[] pulse, Float... steps) {
    return SCANS.row(new Scan(image, pulse, Arrays.asList(steps), 40));
  }

  private static float[] tensor(Row row, int column) {
    float[] numbers = new float[row.schema().columns().get(column).cells()];
    row.tensor(column, numbers, 0);
    return numbers;
  }

  @Test
  @SuppressWarnings("NullAway") // a number of a list may be missing
  void readsTheNumbersOfTensors() {
    Row row = scan(IMAGE, new float[] {1.5f, 2}, 3f, null, 5f);

    assertThat(SCANS.schema().columns())
        .extracting(Column::toString)
        .containsExactly(
            "image TENSOR [1, 2, 2]", "pulse TENSOR [1, 2]", "steps TENSOR [3]", "age FLOAT64");
    assertThat(tensor(row, 0)).containsExactly(0, 1, 2, 255);
    assertThat(tensor(row, 1)).containsExactly(1.5f, 2);
    assertThat(tensor(row, 2)).containsExactly(3, Float.NaN, 5);
    assertThat(row.number(3)).isEqualTo(40);
  }

  @Test
  @SuppressWarnings("NullAway") // what a record without null checks may contain
  void refusesNumbersOfAnotherShape() {
    Row row = scan(new GrayImage(1, 4, new byte[4]), new float[3], 1f);
    assertInvalid(
        () -> tensor(row, 0),
        "Invalid image size: 1 x 4 (the column image has the shape [1, 2, 2])");
    assertInvalid(
        () -> tensor(row, 1),
        "Invalid input: pulse has 3 numbers (must be 2, for the shape [1, 2])");
    assertInvalid(
        () -> tensor(row, 2), "Invalid input: steps has 1 numbers (must be 3, for the shape [3])");
    assertInvalid(
        () -> tensor(scan(null, new float[2]), 0),
        "Missing numbers of column image: null (must be given)");
  }

  @Test
  void asksForTheShapeOfATensor() {
    assertInvalid(
        () -> Columns.of(Scan.class, Column.tensor("image", 1, 2, 2)),
        "Invalid component pulse of "
            + Scan.class.getName()
            + ": float[] has no shape (give it: Columns.of(Scan.class, Column.tensor(\"pulse\","
            + " ...)))");
  }

  @Test
  void refusesColumnsThatAreNoTensorsOfTheRecord() {
    Column image = Column.tensor("image", 1, 2, 2);
    for (Column wrong :
        List.of(image, Column.tensor("age", 1), Column.of("pulse", DataType.INT64))) {
      assertInvalid(
          () -> Columns.of(Scan.class, image, wrong),
          "Invalid column "
              + wrong.name()
              + ": "
              + wrong.type()
              + " of "
              + Scan.class.getName()
              + " (must be a tensor, one for each of [image, pulse, steps])");
    }
  }

  @Test
  void joinsTextsByLine() {
    Columns<Article> columns = Columns.of(Article.class);

    assertThat(columns.schema().columns().get(0)).hasToString("tags STRING nullable");
    assertThat(columns.row(new Article(List.of("New York", "sport"))).text(0))
        .isEqualTo("New York\nsport");
    assertThat(columns.row(new Article(List.of())).text(0)).isEmpty();
    assertThat(columns.row(new Article(null)).text(0)).isEmpty();
    assertInvalid(
        () -> columns.row(new Article(List.of("a\nb"))).text(0),
        "Invalid text of column tags: a\\u000ab (must be without line breaks)");
  }

  private static void assertInvalid(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(InvalidValueException.class).hasMessage(message);
  }
}
