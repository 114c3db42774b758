package io.lifecycle4j.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ColumnTest {
  private static final Column EVERYTHING =
      Column.builder("price", DataType.FLOAT64)
          .nullable()
          .unit("USD")
          .role(ColumnRole.LABEL)
          .environments(Set.of(Environment.SERVING))
          .asPrivate()
          .description("what was paid")
          .build();

  @Test
  void isAFeatureThatIsAlwaysThereUnlessToldOtherwise() {
    Column column = Column.of("temp", DataType.FLOAT64);

    assertThat(column.isNullable()).isFalse();
    assertThat(column.role()).isEqualTo(ColumnRole.FEATURE);
    assertThat(column.environments())
        .containsExactly(Environment.TRAINING, Environment.SERVING)
        .isUnmodifiable();
    assertThat(column.isPrivate()).isFalse();
    assertThat(column.unit()).isEmpty();
    assertThat(column.description()).isEmpty();
    assertThat(column.categories()).isEmpty();
  }

  @Test
  void keepsEveryPart() {
    assertThat(EVERYTHING.isNullable()).isTrue();
    assertThat(EVERYTHING.unit()).isEqualTo("USD");
    assertThat(EVERYTHING.role()).isEqualTo(ColumnRole.LABEL);
    assertThat(EVERYTHING.isIn(Environment.SERVING)).isTrue();
    assertThat(EVERYTHING.isIn(Environment.TRAINING)).isFalse();
    assertThat(EVERYTHING.isPrivate()).isTrue();
    assertThat(EVERYTHING.description()).isEqualTo("what was paid");
    assertThat(EVERYTHING)
        .hasToString("price FLOAT64 nullable in USD LABEL only [SERVING] private");
  }

  @Test
  void isEqualToAColumnWithEqualParts() {
    assertThat(EVERYTHING.toBuilder().build()).isEqualTo(EVERYTHING).hasSameHashCodeAs(EVERYTHING);
    assertThat(EVERYTHING.toBuilder().description("").build()).isNotEqualTo(EVERYTHING);
    assertThat(EVERYTHING.toBuilder().notNullable().build()).isNotEqualTo(EVERYTHING);
  }

  @Test
  void keepsLabelsAndWeightsFromRequests() {
    Column temp = Column.of("temp", DataType.FLOAT64);
    Column label = temp.toBuilder().role(ColumnRole.LABEL).build();

    assertThat(label.environments()).containsExactly(Environment.TRAINING);
    assertThat(temp.toBuilder().role(ColumnRole.WEIGHT).build().environments())
        .containsExactly(Environment.TRAINING);
    assertThat(label.toBuilder().role(ColumnRole.FEATURE).build()).isEqualTo(temp);
  }

  @Test
  void refusesPartsThatDoNotFit() {
    refuses("STRING with categories", text().categories(List.of("a")));
    refuses("STRING with a unit", text().unit("m"));
    refuses("STRING as a weight", text().role(ColumnRole.WEIGHT));
    refuses("TENSOR nullable", Column.builder("x", DataType.TENSOR).shape(List.of(2)).nullable());
  }

  private static ColumnBuilder text() {
    return Column.builder("x", DataType.STRING);
  }

  private static void refuses(String what, ColumnBuilder column) {
    assertThatThrownBy(column::build)
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid column x: " + what + " (is not allowed)");
  }

  @Test
  void refusesValuesThatAreNone() {
    assertThatThrownBy(() -> text().categories(List.of("a", "a")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid categories of column x: [a, a] (must be different and not empty)");
    assertThatThrownBy(() -> text().categories(List.of("")))
        .hasMessage("Invalid categories of column x: [] (must be different and not empty)");
    assertThatThrownBy(() -> text().unit("x".repeat(65)))
        .hasMessage("Invalid unit of column x: 65 characters (must be at most 64)");
    assertThatThrownBy(() -> text().environments(Set.of()))
        .hasMessage("Invalid environments of column x: none (needs at least 1)");
  }

  @Test
  void refusesAPartToldTwice() {
    assertThatThrownBy(() -> text().unit("m").unit("m"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid column x: unit set twice");
    assertThatThrownBy(() -> text().nullable().notNullable())
        .hasMessage("Invalid column x: nullability set twice");
  }
}
