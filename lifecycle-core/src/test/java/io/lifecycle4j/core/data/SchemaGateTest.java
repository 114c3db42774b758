package io.lifecycle4j.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lifecycle4j.contract.CpuTime;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Snapshot;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.IncompatibleSchemaException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnBuilder;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.validation.Rules;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchemaGateTest {
  private static final String CSV = "date,day,temp,riders\n2026-01-01,Mon,1,10\n";
  private static final Schema RIDES =
      SampleHome.RIDES
          .change("day", ColumnBuilder::notNullable)
          .change("temp", ColumnBuilder::notNullable)
          .change("riders", ColumnBuilder::notNullable);
  private static final Schema RENAMED =
      new Schema(
          List.of(
              Column.of("date", DataType.STRING),
              Column.of("temp", DataType.FLOAT64),
              Column.of("riders", DataType.INT64)));

  private final SampleHome home = new SampleHome();

  @BeforeEach
  void commit() {
    snapshot(RIDES).commit();
  }

  @AfterEach
  void close() {
    home.close();
  }

  private Snapshot snapshot(Schema schema) {
    return home.rides().snapshot(Sources.csv("rides.csv", Content.of(CSV))).schema(schema);
  }

  @Test
  void refusesASchemaThatBreaksTheNewestOne() {
    Snapshot breaking = snapshot(RENAMED);

    assertThatThrownBy(breaking::commit)
        .isInstanceOfSatisfying(
            IncompatibleSchemaException.class,
            thrown ->
                assertThat(thrown.differences())
                    .containsExactly(
                        "date is new (FORWARD: older data lack it)",
                        "day is gone (BACKWARD: newer data lack it)"))
        .hasMessage(
            "Cannot commit rides: the schema breaks that of version 1:"
                + " date is new (FORWARD: older data lack it);"
                + " day is gone (BACKWARD: newer data lack it)"
                + " (keep to it, or call allowBreakingSchema())");
    assertThat(home.rides().versions()).hasSize(1);
  }

  @Test
  void saysWhatAMisspeltColumnMayMean() {
    String csv = CSV.replace("riders", "ri_ders");
    Schema misspelt =
        new Schema(
            RIDES.columns().stream()
                .map(
                    column ->
                        column.name().equals("riders")
                            ? Column.of("ri_ders", DataType.INT64)
                            : column)
                .toList());
    assertThatThrownBy(
            () ->
                home.rides()
                    .snapshot(Sources.csv("rides.csv", Content.of(csv)))
                    .schema(misspelt)
                    .commit())
        .isInstanceOf(IncompatibleSchemaException.class)
        .hasMessageContaining("ri_ders is new (FORWARD: older data lack it)")
        .hasMessageEndingWith(
            " (did you mean riders for ri_ders? keep to it, or call allowBreakingSchema())");
  }

  @Test
  void saysSoonThatManyColumnsAreOthers() {
    Schema before = wide("the_former_name_of_an_ordinary_column_");
    Schema now = wide("the_latest_name_of_an_ordinary_column_");
    wide(before).commit();
    Snapshot breaking = wide(now);
    Duration computing =
        CpuTime.of(
            () ->
                assertThat(
                        catchThrowableOfType(IncompatibleSchemaException.class, breaking::commit)
                            .differences())
                    .hasSize(4_000));
    assertThat(computing).isLessThan(Duration.ofSeconds(10));
  }

  private static Schema wide(String name) {
    return new Schema(
        IntStream.range(0, 2_000)
            .mapToObj(number -> Column.of(name + number, DataType.INT64))
            .toList());
  }

  private Snapshot wide(Schema schema) {
    String header = schema.columns().stream().map(Column::name).collect(Collectors.joining(","));
    String csv = header + "\n" + "1,".repeat(1_999) + "1\n";
    return home.datasets
        .dataset("wide")
        .snapshot(Sources.csv("wide.csv", Content.of(csv)))
        .schema(schema);
  }

  @Test
  void storesNothingOfARefusedVersion() {
    List<BlobId> before = Fixtures.ids(home.medium.blobs());
    Snapshot breaking =
        home.rides()
            .snapshot(Sources.csv("rides.csv", Content.of(CSV + "2026-01-02,Tue,2,20\n")))
            .schema(RENAMED);

    assertThatThrownBy(breaking::commit).isInstanceOf(IncompatibleSchemaException.class);
    assertThat(Fixtures.ids(home.medium.blobs())).isEqualTo(before);
  }

  @Test
  void takesABreakThatIsAllowed() {
    DatasetVersion version = snapshot(RENAMED).allowBreakingSchema().commit();

    assertThat(version.number()).isEqualTo(2);
    assertThat(version.manifest().schema()).isEqualTo(RENAMED);
    assertThatThrownBy(() -> snapshot(RIDES).commit())
        .as("against the newest version, not the first")
        .isInstanceOf(IncompatibleSchemaException.class);
  }

  @Test
  void takesASchemaThatHurtsOneSideOnly() {
    Schema more = RIDES.with("date", DataType.STRING);

    assertThat(snapshot(more).commit().number()).isEqualTo(2);
    assertThat(snapshot(RIDES).commit().number()).isEqualTo(3);
  }

  @Test
  void comparesWithTheVersionThatAnotherCommitsMeanwhile() {
    Snapshot late =
        snapshot(RIDES)
            .message("late")
            .requiring(
                Rules.rows(
                    "another is first",
                    row -> {
                      snapshot(RENAMED).allowBreakingSchema().commit();
                      return true;
                    }));

    assertThatThrownBy(late::commit)
        .isInstanceOf(IncompatibleSchemaException.class)
        .hasMessageContaining("breaks that of version 2");
    assertThat(home.rides().versions()).hasSize(2);
  }

  @Test
  void allowsOnce() {
    Snapshot snapshot = snapshot(RENAMED).allowBreakingSchema();

    assertThatThrownBy(snapshot::allowBreakingSchema)
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid snapshot: allowBreakingSchema set twice");
  }
}
