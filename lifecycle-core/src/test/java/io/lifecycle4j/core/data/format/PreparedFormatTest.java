package io.lifecycle4j.core.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.data.PreparedSource;
import io.lifecycle4j.core.data.SampleHome;
import io.lifecycle4j.core.storage.FormatText;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Format;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PreparedFormatTest {
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Ride(float temp, float[] day, String label, double rides, float[] shape) {}

  private static final Columns<Ride> COLUMNS =
      Columns.from(Ride.class)
          .float64("temp", Ride::temp)
          .tensor(Column.tensor("day", 2), (ride, target, at) -> copy(ride.day, target, at))
          .text(Column.builder("label", DataType.STRING).nullable().build(), Ride::label)
          .number(Column.builder("rides", DataType.FLOAT64).nullable().build(), Ride::rides)
          .tensor(Column.tensor("shape", 1), (ride, target, at) -> copy(ride.shape, target, at))
          .build();

  private static final List<Ride> RIDES =
      List.of(
          new Ride(-0.0f, new float[] {0, 1}, "wet", 0.1, new float[] {Float.NaN}),
          new Ride(Float.MIN_VALUE, new float[] {1, 0}, "", Double.NaN, new float[] {2.5f}));

  /** The example of docs/FORMAT.md. */
  private static final String BYTES =
      """
      4c344a5052455031 00000002
      80000000 00000000 3f800000 00000003 776574 3fb999999999999a 7fc00000
      00000001 3f800000 00000000 00000000        7ff8000000000000 40200000
      """
          .replaceAll("\\s", "");

  private final SampleHome home = new SampleHome();

  @AfterEach
  void close() {
    home.close();
  }

  private static void copy(float[] numbers, float[] target, int at) {
    System.arraycopy(numbers, 0, target, at, numbers.length);
  }

  private static byte[] written(Rows rows) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new PreparedFile(rows, 2, 0).writeTo(out);
    return out.toByteArray();
  }

  private DatasetVersion commit(byte[] bytes) {
    return commit(new Format("prepared", Map.of()), bytes);
  }

  private DatasetVersion commit(Format format, byte[] bytes) {
    List<NamedContent> files =
        List.of(
            new NamedContent("note.txt", Content.of("no rows")),
            new NamedContent("rows.prepared", Content.of(bytes)));
    return home.rides().snapshot(new Source(format, files, COLUMNS.schema())).commit();
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  @Test
  void writesTheBytesThatTheFormatFixes() throws IOException {
    assertThat(HexFormat.of().formatHex(written(Rows.of(COLUMNS, RIDES)))).isEqualTo(BYTES);
    assertThat(FormatText.hexExamples()).contains(BYTES);
  }

  @Test
  void readsTheBytesThatTheFormatFixes() throws IOException {
    DatasetVersion version = commit(bytes(BYTES));
    assertThat(version.manifest().profile().rows()).isEqualTo(2);
    assertThat(written(home.rows(version))).isEqualTo(bytes(BYTES));
  }

  @Test
  void readsEveryBitBackWhateverTheRows() throws IOException {
    long seed = 20261126;
    Random random = new Random(seed);
    List<Ride> rides = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      rides.add(
          new Ride(
              finite(random),
              new float[] {finite(random), finite(random)},
              random.nextInt(3) == 0 ? "" : "täg " + "x".repeat(random.nextInt(200)),
              Double.longBitsToDouble(random.nextLong()),
              new float[] {finite(random)}));
    }
    byte[] first = written(Rows.of(COLUMNS, rides));
    DatasetVersion version =
        home.rides().snapshot(PreparedSource.of(List.of(), Rows.of(COLUMNS, rides), 2, 3)).commit();
    assertThat(written(home.rows(version))).as("seed %s", seed).isEqualTo(first);
  }

  private static float finite(Random random) {
    float number = Float.intBitsToFloat(random.nextInt());
    return Float.isFinite(number) ? number : 0;
  }

  @Test
  void refusesRowsThatAreCutOff() {
    byte[] whole = bytes(BYTES);
    int header = 12;
    int row = 4 + 8 + 4 + 3 + 8 + 4;
    for (int length = header + 1; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      if (length == header + row) {
        assertThat(commit(part).manifest().profile().rows()).isEqualTo(1);
      } else {
        assertThatThrownBy(() -> commit(part))
            .as("%s bytes", length)
            .isInstanceOf(InvalidDataException.class)
            .hasMessageMatching(
                "Cannot read rows.prepared: row [12], column \\w+: ends within the row");
      }
    }
  }

  @Test
  void refusesWhatIsNoSuchFile() {
    for (String begin : List.of("", "4c344a50524550", "4c344a505245503200000002")) {
      assertThatThrownBy(() -> commit(bytes(begin)))
          .isInstanceOf(InvalidDataException.class)
          .hasMessage(
              "Cannot read rows.prepared: it does not begin as a file of prepared rows does");
    }
    for (String count : List.of("00000006", "ffffffff")) {
      assertThatThrownBy(() -> commit(bytes("4c344a5052455031" + count)))
          .isInstanceOf(InvalidDataException.class)
          .hasMessageMatching(
              "Cannot read rows.prepared: -?\\d+ prepared columns .must be 0 to 5.");
    }
  }

  @Test
  void takesNoMemoryForATextThatIsNotThere() {
    String row = "4c344a505245503100000002" + "80000000" + "000000003f800000";
    assertThatThrownBy(() -> commit(bytes(row + "7fffffff" + "77")))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read rows.prepared: row 1, column label: ends within the row");
    assertThatThrownBy(() -> commit(bytes(row + "ffffffff" + "77")))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage(
            "Cannot read rows.prepared: row 1, column label: a text of -1 bytes (must be at least"
                + " 0)");
    assertThatThrownBy(() -> commit(bytes(row + "00000001" + "ff")))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read rows.prepared: row 1, column label: a text that is not UTF-8");
  }

  @Test
  void refusesOptions() {
    assertThatThrownBy(() -> commit(new Format("prepared", Map.of("a", "b")), bytes(BYTES)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid option of prepared: a (there are none)");
  }

  @Test
  void refusesAPlanThatForgetsTheRoles() {
    DatasetVersion version = commit(bytes(BYTES));
    assertThatThrownBy(() -> version.split(Splits.byHash(1).train(0.5).holdout(0.5)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid split of rides:1: ByHash[seed=1, train=0.5, validation=0.0, holdout=0.5]"
                + " (prepared rows keep their roles: byRole(\"split.role\"))");
    assertThatThrownBy(() -> version.split(Splits.byRole("label")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("prepared rows keep their roles");
  }
}
