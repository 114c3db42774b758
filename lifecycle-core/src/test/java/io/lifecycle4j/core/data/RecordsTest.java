package io.lifecycle4j.core.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordsTest {
  private final SampleHome home = new SampleHome();

  @AfterEach
  void close() {
    home.close();
  }

  enum Weather {
    SUN,
    RAIN
  }

  record Ride(
      @Nullable String day, @Nullable Double temp, long riders, Weather weather, boolean holiday) {}

  private static final List<Ride> RIDES =
      List.of(
          new Ride("Mon \"1\"\n\u2028\ud83d\ude00", -0.1, 1L << 53, Weather.SUN, true),
          new Ride("", Double.NaN, -3, Weather.RAIN, false),
          new Ride("\\", Double.NEGATIVE_INFINITY, 0, Weather.RAIN, false));

  private String stored(DatasetVersion version) {
    return new String(home.medium.blobs().read(version.manifest().files().get(0).blob()), UTF_8);
  }

  @Test
  void keepsRecordsSoThatTheyReadWithoutTheClass() {
    DatasetVersion version =
        home.rides().snapshot(Sources.records(Ride.class, RIDES.stream())).commit();
    assertThat(SampleHome.texts(home.rows(version)))
        .containsExactly(
            "Mon \"1\"\n\u2028\ud83d\ude00 -0.1 9.007199254740992E15",
            " NaN -3.0",
            "\\ -Infinity 0.0");
    assertThat(version.manifest().schema()).isEqualTo(Columns.of(Ride.class).schema());
    assertThat(version.manifest().profile().rows()).isEqualTo(3);
  }

  @Test
  void writesTheCanonicalLinesThatTheFormatFixes() {
    DatasetVersion version =
        home.rides().snapshot(Sources.records(Ride.class, RIDES.stream())).commit();
    assertThat(stored(version))
        .isEqualTo(
            "{\"day\":\"Mon \\\"1\\\"\\n\u2028\ud83d\ude00\",\"temp\":-0.1,"
                + "\"riders\":9007199254740992,\"weather\":\"SUN\",\"holiday\":true}\n"
                + "{\"day\":null,\"temp\":null,\"riders\":-3,\"weather\":\"RAIN\",\"holiday\":false}\n"
                + "{\"day\":\"\\\\\",\"temp\":\"-Infinity\",\"riders\":0,\"weather\":\"RAIN\","
                + "\"holiday\":false}\n");
  }

  @Test
  void givesTheVersionThereIsForTheSameRecords() {
    DatasetVersion first =
        home.rides().snapshot(Sources.records(Ride.class, RIDES.stream())).commit();
    DatasetVersion again =
        home.rides().snapshot(Sources.records(Ride.class, RIDES.stream())).commit();
    assertThat(again.number()).isEqualTo(1);
    assertThat(again.id()).isEqualTo(first.id());
  }

  @Test
  void readsAStreamOnceAndClosesIt() {
    boolean[] closed = {false};
    Source source = Sources.records(Ride.class, RIDES.stream().onClose(() -> closed[0] = true));
    home.rides().snapshot(source).commit();
    assertThat(closed[0]).isTrue();
    assertThatThrownBy(() -> home.rides().snapshot(source).commit())
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("the stream was read before");
  }

  @Test
  void storesTensorsOfAnyTypeMappedByHand() {
    Columns<float[]> columns =
        Columns.from(float[].class)
            .tensor(
                Column.tensor("pixels", 1, 2),
                (input, target, offset) -> System.arraycopy(input, 0, target, offset, 2))
            .build();
    Source source =
        Sources.records(
            columns,
            action ->
                Stream.of(new float[] {0.1f, -0.0f}, new float[] {1e30f, 255}).forEach(action));
    DatasetVersion version = home.rides().snapshot(source).commit();
    assertThat(stored(version)).isEqualTo("{\"pixels\":[0.1,-0.0]}\n{\"pixels\":[1.0E30,255]}\n");
    float[] read = new float[4];
    int[] at = {0};
    home.rows(version)
        .forEach(
            row -> {
              row.tensor(0, read, at[0]);
              at[0] += 2;
            });
    assertThat(read).containsExactly(0.1f, -0.0f, 1e30f, 255);
  }

  @Test
  void saysThatAReaderFailed() {
    Source source =
        Sources.records(
            Columns.of(Ride.class),
            action -> {
              action.accept(RIDES.get(0));
              throw new IOException("the queue is gone");
            });
    assertThatThrownBy(() -> home.rides().snapshot(source).commit())
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read records.jsonl: the queue is gone");
    assertThat(home.rides().versions()).isEmpty();
  }

  @Test
  void namesTheRecordThatCannotBeStored() {
    Ride half = new Ride("\ud800", 1.0, 1, Weather.SUN, true);
    assertThatThrownBy(
            () ->
                home.rides()
                    .snapshot(Sources.records(Ride.class, Stream.of(RIDES.get(0), half)))
                    .commit())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Cannot store record 2: Invalid text in column day: '\\ud800' (must not hold half of a"
                + " surrogate pair)");
    assertThatThrownBy(
            () ->
                home.rides()
                    .snapshot(Sources.records(Ride.class, Stream.of(RIDES.get(0), null)))
                    .commit())
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Cannot store record 2: Missing input");
    assertThat(home.rides().versions()).isEmpty();
  }
}
