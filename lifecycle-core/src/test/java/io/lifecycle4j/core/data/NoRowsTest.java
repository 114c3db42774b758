package io.lifecycle4j.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.validation.Rules;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A source of no rows makes no version, whatever it is. */
class NoRowsTest {
  private static final Schema DAY = Schema.builder().column("day", DataType.STRING).build();

  private final SampleHome home = new SampleHome();

  private record Day(String day) {}

  @AfterEach
  void close() {
    home.close();
  }

  private void fails(Source source, String message) {
    Schema schema = source.schema().orElse(DAY);
    assertThatThrownBy(
            () ->
                home.rides()
                    .snapshot(source)
                    .schema(schema)
                    .requiring(Rules.rowCount().atLeast(5))
                    .commit())
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot commit rides: " + message + " no rows (needs at least 1)");
    assertThat(home.rides().versions()).isEmpty();
    assertThat(home.datasets.names()).isEmpty();
  }

  @Test
  void refusesACsvOfAHeaderAlone() {
    fails(Sources.csv("a.csv", Content.of("day\n")), "a.csv has");
    fails(Sources.csv("a.csv", Content.of("day")), "a.csv has");
  }

  @Test
  void refusesEmptyJsonLines() {
    fails(Sources.jsonLines("a.jsonl", Content.of("")), "a.jsonl has");
    fails(Sources.jsonLines("a.jsonl", Content.of("\n\n")), "a.jsonl has");
  }

  @Test
  void refusesNoRecords() {
    fails(Sources.records(Day.class, Stream.of()), "records.jsonl has");
  }

  @Test
  void refusesSeveralFilesWithoutRows() {
    fails(
        Sources.csv(
            List.of(
                new NamedContent("a.csv", Content.of("day\n")),
                new NamedContent("b.csv", Content.of("day\n")))),
        "its 2 files have");
  }

  @Test
  void refusesNoImages() {
    byte[] images = ByteBuffer.allocate(16).putInt(0x803).putInt(0).putInt(2).putInt(2).array();
    byte[] labels = ByteBuffer.allocate(8).putInt(0x801).putInt(0).array();
    fails(
        Sources.idx(2, 2, List.of("cat"))
            .part(
                "train",
                new NamedContent("images", Content.of(images)),
                new NamedContent("labels", Content.of(labels)))
            .build(),
        "its 2 files have");
  }

  @Test
  void takesFilesOfWhichOneHasRows() {
    Source source =
        Sources.csv(
            List.of(
                new NamedContent("a.csv", Content.of("day\n")),
                new NamedContent("b.csv", Content.of("day\nMon\n"))));
    assertThat(home.rides().snapshot(source).schema(DAY).commit().summary().rows()).isEqualTo(1);
  }
}
