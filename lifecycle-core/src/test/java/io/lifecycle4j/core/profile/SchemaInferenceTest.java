package io.lifecycle4j.core.profile;

import static io.lifecycle4j.schema.DataType.BOOLEAN;
import static io.lifecycle4j.schema.DataType.CATEGORICAL;
import static io.lifecycle4j.schema.DataType.FLOAT64;
import static io.lifecycle4j.schema.DataType.INT64;
import static io.lifecycle4j.schema.DataType.STRING;
import static io.lifecycle4j.schema.DataType.TIMESTAMP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnRole;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Schema;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SchemaInferenceTest {
  private static final Column TEXT = Column.of("x", STRING);
  private static final Column NUMBER = Column.of("x", FLOAT64);

  private static Columns<String> texts(Column column) {
    return Columns.from(String.class).text(column, text -> text).build();
  }

  private static Column infer(Column read, List<String> values) {
    Columns<String> columns = texts(read);
    Profiler profiler = new Profiler(columns.schema());
    SchemaInference inference = new SchemaInference(columns.schema(), '.');
    values.forEach(value -> profiler.add(columns.row(value)));
    values.forEach(value -> inference.add(columns.row(value), () -> ""));
    return inference.schema(profiler.profile()).columns().get(0);
  }

  private static Column infer(String... values) {
    return infer(TEXT, List.of(values));
  }

  private static List<String> many(int rows, IntFunction<String> value) {
    return IntStream.range(0, rows).mapToObj(value).toList();
  }

  @Test
  void findsTheNarrowestTypeThatHoldsEveryText() {
    assertThat(infer("1", "-20", "0").type()).isEqualTo(INT64);
    assertThat(infer("1", "2.5", "-1e3").type()).isEqualTo(FLOAT64);
    assertThat(infer("true", "FALSE").type()).isEqualTo(BOOLEAN);
    assertThat(infer("2024-02-29", "2024-03-01").type()).isEqualTo(TIMESTAMP);
    assertThat(infer("2024-02-29T10:00", "2024-02-29T10:00:00.5Z", "2024-02-29T10:00+02:00").type())
        .isEqualTo(TIMESTAMP);
  }

  @Test
  void leavesTextsThatOnlyLookLikeSomething() {
    assertThat(infer("1", "2", "x").type()).isEqualTo(STRING);
    assertThat(infer("007", "008").type()).as("leading zeros").isEqualTo(STRING);
    assertThat(infer("1,5").type()).isEqualTo(STRING);
    assertThat(infer("NaN", "1").type()).isEqualTo(STRING);
    assertThat(infer("1e999").type()).isEqualTo(STRING);
    assertThat(infer("yes", "no").type()).isEqualTo(STRING);
    assertThat(infer("2023-02-29").type()).as("no such day").isEqualTo(STRING);
    assertThat(infer("2024-02-29 at 10").type()).isEqualTo(STRING);
    assertThat(infer("0", "1").type()).as("not a truth").isEqualTo(INT64);
  }

  @Test
  void keepsWholeNumbersThatANumberWouldRoundAsTexts() {
    assertThat(infer("7203948571234567890", "7203948571234567891").type()).isEqualTo(STRING);
    assertThat(infer("-7203948571234567890", "1").type()).isEqualTo(STRING);
    assertThat(infer("7203948571234567890", "1.5").type()).isEqualTo(STRING);
    assertThat(infer("9007199254740992").type()).as("2^53").isEqualTo(INT64);
    assertThat(infer("9007199254740993").type()).as("2^53 + 1").isEqualTo(STRING);
    assertThat(infer("7.2e18", "1").type()).as("no whole number as written").isEqualTo(FLOAT64);
  }

  @Test
  void isNullableOnlyWhereACellWasMissing() {
    assertThat(infer("1", "").isNullable()).isTrue();
    assertThat(infer("1", "2").isNullable()).isFalse();
    assertThat(infer(TEXT.toBuilder().nullable().build(), List.of("1")).isNullable()).isFalse();
    assertThat(infer("", "").type()).isEqualTo(STRING);
  }

  @Test
  void findsCategoriesOnlyInFewTextsOfManyRows() {
    assertThat(infer(TEXT, many(1_000, i -> i % 50 + "b")))
        .extracting(Column::type, column -> column.categories().size())
        .containsExactly(CATEGORICAL, 50);
    assertThat(infer(TEXT, many(1_000, i -> i % 2 == 0 ? "b" : "a")).categories())
        .containsExactly("a", "b");
    assertThat(infer(TEXT, many(1_100, i -> i % 51 + "b")).type()).isEqualTo(STRING);
    assertThat(infer(TEXT, many(999, i -> i % 2 + "b")).type()).isEqualTo(STRING);
  }

  @Test
  void listsNoCategoriesOfAPrivateColumn() {
    Column column = infer(TEXT.toBuilder().asPrivate().build(), many(1_000, i -> i % 2 + "b"));

    assertThat(column.type()).isEqualTo(CATEGORICAL);
    assertThat(column.categories()).isEmpty();
    assertThat(column.isPrivate()).isTrue();
  }

  @Test
  void keepsWhatValuesDoNotTell() {
    Column label = TEXT.toBuilder().role(ColumnRole.LABEL).description("truth").build();

    assertThat(infer(label, List.of("1", "2"))).isEqualTo(label.toBuilder().type(INT64).build());
    assertThat(infer("1", "2").role()).isEqualTo(ColumnRole.FEATURE);
  }

  @Test
  void findsTheTypeOfMoreTextsThanAProfileKnows() {
    Columns<String> columns = texts(TEXT);
    Profiler profiler = new Profiler(columns.schema());
    SchemaInference inference = new SchemaInference(columns.schema(), '.');
    List<String> values = many(20_000, i -> i + ".5");
    values.forEach(value -> profiler.add(columns.row(value)));
    values.forEach(value -> inference.add(columns.row(value), () -> ""));

    assertThat(inference.schema(profiler.profile()).columns().get(0).type()).isEqualTo(FLOAT64);
  }

  @Test
  void findsWholeNumbersInRowsOfNumbers() {
    assertThat(number(1, 2, Double.NaN).type()).isEqualTo(INT64);
    assertThat(number(1, 2, Double.NaN).isNullable()).isTrue();
    assertThat(number(1, 2.5).type()).isEqualTo(FLOAT64);
    assertThat(number(1, 0x1p54).type()).isEqualTo(FLOAT64);
    assertThat(number(1, Double.POSITIVE_INFINITY))
        .extracting(Column::type, Column::isNullable)
        .containsExactly(FLOAT64, false);
    assertThat(number(Double.NaN).type()).isEqualTo(FLOAT64);
  }

  private static Column number(double... values) {
    Columns<Double> columns =
        Columns.from(Double.class).number(NUMBER, Double::doubleValue).build();
    Profiler profiler = new Profiler(columns.schema());
    SchemaInference inference = new SchemaInference(columns.schema(), '.');
    for (double value : values) {
      profiler.add(columns.row(value));
      inference.add(columns.row(value), () -> "");
    }
    return inference.schema(profiler.profile()).columns().get(0);
  }

  @Test
  void keepsTensors() {
    Schema image = new Schema(List.of(Column.tensor("image", 2)));

    assertThat(new SchemaInference(image, '.').schema(new Profile(0, List.of()))).isEqualTo(image);
  }

  @Test
  void needsAProfileOfEveryColumn() {
    assertThatThrownBy(
            () ->
                new SchemaInference(new Schema(List.of(TEXT)), '.')
                    .schema(new Profile(0, List.of())))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Missing profile of column x: null (must be given)");
    assertThat(infer(TEXT, Collections.nCopies(3, "1")).type()).isEqualTo(INT64);
  }
}
