package io.lifecycle4j.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.data.CsvDialect;
import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.DataProgress.Phase;
import io.lifecycle4j.data.Snapshot;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.InvalidValueException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A snapshot says how far it is. */
class SnapshotProgressTest {
  private static final String LINE = "Mon,1,10\n";
  private static final long BYTES = 2 * 16 + 7L * LINE.length();

  @TempDir private Path folder;
  private final SampleHome home = new SampleHome();
  private final List<DataProgress> heard = new ArrayList<>();

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("1.csv"), "day,temp,riders\n" + LINE.repeat(3));
    Files.writeString(folder.resolve("2.csv"), "day,temp,riders\n" + LINE.repeat(4));
  }

  @AfterEach
  void close() {
    home.close();
  }

  private Snapshot snapshot(Consumer<DataProgress> listener) {
    return home.rides()
        .snapshot(Sources.csv(Sources.files(folder), CsvDialect.builder().build()))
        .schema(SampleHome.RIDES)
        .onProgress(listener);
  }

  @Test
  void tellsTheBeginningAndTheEndOfEachPhase() {
    snapshot(heard::add).commit();

    assertThat(heard)
        .startsWith(new DataProgress(Phase.STORING, 0, 2, 0, BYTES, 0, 0))
        .contains(new DataProgress(Phase.STORING, 2, 2, BYTES, BYTES, 0, 0))
        .endsWith(
            new DataProgress(Phase.READING, 2, 2, BYTES, BYTES, 7, 0),
            new DataProgress(Phase.COMMITTING, 2, 2, BYTES, BYTES, 7, 0));
    assertThat(heard).isSortedAccordingTo((a, b) -> Long.compare(a.bytes(), b.bytes()));
  }

  @Test
  void readsNoRowsWhereNothingChanged() {
    snapshot(heard::add).commit();
    heard.clear();
    snapshot(heard::add).commit();

    assertThat(heard)
        .extracting(DataProgress::phase)
        .hasSizeGreaterThan(1)
        .containsOnly(Phase.STORING);
  }

  @Test
  void isALineForPeople() {
    assertThat(new DataProgress(Phase.STORING, 3, 10, 1 << 20, 5 << 19, 0, 0))
        .hasToString("storing 3 of 10 files, 1.0 of 2.5 MiB");
    assertThat(new DataProgress(Phase.READING, 10, 10, 9, 9, 42, 0)).hasToString("reading 42 rows");
    assertThat(new DataProgress(Phase.COMMITTING, 10, 10, 9, 9, 42, 0))
        .hasToString("committing 42 rows");
    assertThat(new DataProgress(Phase.WRITING, 1, 2, 0, 0, 0, 0))
        .hasToString("writing 1 of 2 files, 0.0 of 0.0 MiB");
  }

  @Test
  void makesNoVersionIfTheListenerThrows() {
    IllegalStateException stop = new IllegalStateException("stop");
    Snapshot snapshot =
        snapshot(
            progress -> {
              if (progress.rows() > 0) {
                throw stop;
              }
            });

    assertThatThrownBy(snapshot::commit).isSameAs(stop);
    assertThat(home.rides().versions()).isEmpty();
    assertThatThrownBy(() -> snapshot.onProgress(heard::add))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid snapshot: listener set twice");
  }
}
