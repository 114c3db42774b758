package io.lifecycle4j.schema;

import static io.lifecycle4j.schema.Compatibility.BACKWARD;
import static io.lifecycle4j.schema.Compatibility.BREAKING;
import static io.lifecycle4j.schema.Compatibility.FORWARD;
import static io.lifecycle4j.schema.Compatibility.FULL;
import static io.lifecycle4j.schema.Compatibility.IDENTICAL;
import static io.lifecycle4j.schema.DataType.BOOLEAN;
import static io.lifecycle4j.schema.DataType.CATEGORICAL;
import static io.lifecycle4j.schema.DataType.FLOAT64;
import static io.lifecycle4j.schema.DataType.INT64;
import static io.lifecycle4j.schema.DataType.STRING;
import static io.lifecycle4j.schema.DataType.TIMESTAMP;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.schema.SchemaDiff.SchemaDifference;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class SchemaDiffTest {
  private static final Schema RIDES =
      Schema.builder().column("temp", FLOAT64).column("day", STRING).build();

  private static Compatibility verdict(Column older, Column newer) {
    Compatibility verdict =
        SchemaDiff.between(new Schema(List.of(older)), new Schema(List.of(newer))).compatibility();
    Compatibility back =
        SchemaDiff.between(new Schema(List.of(newer)), new Schema(List.of(older))).compatibility();
    assertThat(back.isForward()).as("mirror").isEqualTo(verdict.isBackward());
    assertThat(back.isBackward()).as("mirror").isEqualTo(verdict.isForward());
    return verdict;
  }

  private static Compatibility verdict(DataType older, DataType newer) {
    return verdict(Column.of("x", older), Column.of("x", newer));
  }

  private static Compatibility verdict(DataType type, UnaryOperator<ColumnBuilder> change) {
    Column column = Column.of("x", type);
    return verdict(column, change.apply(column.toBuilder()).build());
  }

  private static Column oneOf(String... texts) {
    return Column.builder("x", CATEGORICAL).categories(List.of(texts)).build();
  }

  @Test
  void findsNothingBetweenEqualSchemas() {
    SchemaDiff diff = SchemaDiff.between(RIDES, new Schema(RIDES.columns()));

    assertThat(diff.differences()).isEmpty();
    assertThat(diff.compatibility()).isEqualTo(IDENTICAL);
    assertThat(diff).hasToString("IDENTICAL");
  }

  @Test
  void judgesColumnsThatComeAndGo() {
    Column rides = Column.of("rides", INT64);
    Column maybe = rides.toBuilder().nullable().build();

    assertThat(SchemaDiff.between(RIDES, RIDES.with(rides)).compatibility()).isEqualTo(FORWARD);
    assertThat(SchemaDiff.between(RIDES.with(rides), RIDES).compatibility()).isEqualTo(BACKWARD);
    assertThat(SchemaDiff.between(RIDES, RIDES.with(maybe)).compatibility()).isEqualTo(FULL);
    assertThat(SchemaDiff.between(RIDES.with(maybe), RIDES).compatibility()).isEqualTo(FULL);
  }

  @Test
  void judgesARenamedColumnAsOneThatWentAndOneThatCame() {
    Schema renamed = Schema.builder().column("temp", FLOAT64).column("date", STRING).build();

    assertThat(SchemaDiff.between(RIDES, renamed))
        .hasToString(
            """
            BREAKING
            date is new (FORWARD: older data lack it)
            day is gone (BACKWARD: newer data lack it)""");
  }

  @Test
  void judgesTypesByTheValuesTheyHold() {
    assertThat(verdict(INT64, FLOAT64)).isEqualTo(BACKWARD);
    assertThat(verdict(BOOLEAN, INT64)).isEqualTo(BACKWARD);
    assertThat(verdict(BOOLEAN, FLOAT64)).isEqualTo(BACKWARD);
    assertThat(verdict(FLOAT64, INT64)).isEqualTo(FORWARD);
    assertThat(verdict(STRING, CATEGORICAL)).isEqualTo(FULL);
    assertThat(verdict(STRING, FLOAT64)).isEqualTo(BREAKING);
    assertThat(verdict(TIMESTAMP, INT64)).isEqualTo(BREAKING);
    assertThat(verdict(Column.tensor("x", 2, 3), Column.tensor("x", 3, 2))).isEqualTo(BREAKING);
    assertThat(verdict(Column.tensor("x", 1), Column.of("x", FLOAT64))).isEqualTo(BREAKING);
  }

  @Test
  void judgesCategoriesAsSets() {
    assertThat(verdict(oneOf("a"), oneOf("a", "b"))).isEqualTo(BACKWARD);
    assertThat(verdict(oneOf("a", "b"), oneOf("a"))).isEqualTo(FORWARD);
    assertThat(verdict(oneOf("a", "b"), oneOf("b", "c"))).isEqualTo(BREAKING);
    assertThat(verdict(oneOf("a", "b"), oneOf("b", "a"))).isEqualTo(FULL);
    assertThat(verdict(oneOf("a"), Column.of("x", CATEGORICAL))).isEqualTo(BACKWARD);
    assertThat(verdict(oneOf("a"), Column.of("x", STRING))).isEqualTo(BACKWARD);
    assertThat(verdict(Column.of("x", STRING), oneOf("a"))).isEqualTo(FORWARD);
  }

  @Test
  void judgesMissingCells() {
    assertThat(verdict(FLOAT64, ColumnBuilder::nullable)).isEqualTo(BACKWARD);
  }

  @Test
  void breaksWhereTheUnitChanges() {
    Column celsius = Column.builder("x", FLOAT64).unit("°C").build();
    Column fahrenheit = Column.builder("x", FLOAT64).unit("°F").build();

    assertThat(verdict(celsius, fahrenheit)).isEqualTo(BREAKING);
    assertThat(verdict(Column.of("x", FLOAT64), celsius)).isEqualTo(FULL);
    assertThat(
            SchemaDiff.between(new Schema(List.of(celsius)), new Schema(List.of(fahrenheit)))
                .differences())
        .containsExactly(
            new SchemaDifference(
                "x", "unit '°C' to '°F'", BREAKING, "the same number means another amount"))
        .first()
        .hasToString("x unit '°C' to '°F' (BREAKING: the same number means another amount)");
  }

  @Test
  void notesWhatChangesNoValue() {
    assertThat(verdict(FLOAT64, column -> column.role(ColumnRole.LABEL))).isEqualTo(FULL);
    assertThat(verdict(FLOAT64, column -> column.environments(Set.of(Environment.SERVING))))
        .isEqualTo(FULL);
    assertThat(verdict(FLOAT64, ColumnBuilder::asPrivate)).isEqualTo(FULL);
    assertThat(verdict(FLOAT64, column -> column.description("of the day"))).isEqualTo(FULL);
  }

  @Test
  void notesAnotherOrderOnce() {
    Schema turned = Schema.builder().column("day", STRING).column("temp", FLOAT64).build();

    assertThat(SchemaDiff.between(RIDES, turned))
        .hasToString(
            """
            FULL
            day is at another place (FULL: columns are read by name)""");
    assertThat(SchemaDiff.between(RIDES, RIDES.with("rides", INT64)).differences()).hasSize(1);
  }

  @Test
  void judgesRequestsByTheColumnsOfServing() {
    Schema older = RIDES.label("rides", FLOAT64);
    Schema newer = older.change("temp", column -> column.role(ColumnRole.WEIGHT));

    assertThat(SchemaDiff.between(older, newer).compatibility()).isEqualTo(FULL);
    assertThat(
            SchemaDiff.between(older.in(Environment.SERVING), newer.in(Environment.SERVING))
                .compatibility())
        .isEqualTo(BACKWARD);
  }

  @Test
  void isBreakingWhenOneSideIsHurtByEach() {
    assertThat(BACKWARD.and(FORWARD)).isEqualTo(BREAKING);
    assertThat(FULL.and(BACKWARD)).isEqualTo(BACKWARD);
    assertThat(IDENTICAL.and(FORWARD)).isEqualTo(FORWARD);
    assertThat(FORWARD.and(IDENTICAL)).isEqualTo(FORWARD);
  }
}
