package io.lifecycle4j.core;

import static io.lifecycle4j.core.data.SampleLocations.AT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.core.data.SampleLocations;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Snapshot;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.StaleDataException;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Locations;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data stay where the user's locations open them, and are used only while they are the same. */
class LocationsTest {
  private static final Schema SCHEMA = Schema.builder().column("temp", DataType.FLOAT64).build();

  @TempDir private Path directory;
  private final SampleLocations bucket = new SampleLocations("temp\n1\n2\n");

  private Lifecycle home() {
    return Lifecycle.builder().directory(directory).locations(bucket).open();
  }

  private Snapshot snapshot(Lifecycle home) {
    return home.datasets()
        .dataset("rides")
        .snapshot(Sources.csv("rides.csv", Content.at(AT, bucket)))
        .schema(SCHEMA);
  }

  private DatasetVersion commit(Lifecycle home) {
    return snapshot(home).byReference().commit();
  }

  /** Makes the object so large that its rows are in many blocks. */
  private static String large() {
    return "temp\n" + "1234567\n".repeat(100_000);
  }

  private static long rows(DatasetVersion version) {
    long[] rows = {0};
    version.rows().forEach(row -> rows[0]++);
    return rows[0];
  }

  @Test
  void areReadAgainInAHomeThatIsOpenedLater() {
    try (Lifecycle home = home()) {
      assertThat(rows(commit(home))).isEqualTo(2);
    }
    try (Lifecycle home = home()) {
      assertThat(rows(home.datasets().dataset("rides").version(1))).isEqualTo(2);
    }
  }

  @Test
  void areReadOnceForASnapshotBothForItsHashAndForItsRows() {
    try (Lifecycle home = home()) {
      commit(home);
      assertThat(bucket.takeCalls()).containsExactly("stat", "open", "stat", "stat");
      bucket.text = large() + "7654321\n".repeat(100_000);
      assertThat(commit(home).summary().rows()).isEqualTo(200_000);
      assertThat(bucket.takeCalls()).containsExactly("stat", "open", "stat", "stat");
    }
  }

  @Test
  void areReadOnceAsAWhole() throws IOException {
    try (Lifecycle home = home()) {
      DatasetVersion version = commit(home);
      bucket.calls.clear();
      assertThat(rows(version)).isEqualTo(2);
      assertThat(bucket.takeCalls()).containsExactly("open");
      try (InputStream in = version.open("rides.csv")) {
        assertThat(in).hasContent("temp\n1\n2\n");
      }
      assertThat(bucket.takeCalls()).containsExactly("open");
    }
  }

  @Test
  void areReadInPartsForSingleRows() throws IOException {
    bucket.text = large();
    try (Lifecycle home = home()) {
      DatasetVersion version = commit(home);
      Rows rows = version.rows();
      rows.row(0);
      bucket.calls.clear();
      assertThat(rows.row(99_000).number(0)).isEqualTo(1_234_567);
      assertThat(bucket.takeCalls()).isNotEmpty().hasSizeLessThanOrEqualTo(2).containsOnly("part");
      try (InputStream in = version.open("rides.csv", 5, 7)) {
        assertThat(in).hasContent("1234567");
      }
      assertThat(bucket.takeCalls()).containsExactly("part");
    }
  }

  @Test
  void areReadOnceForACopy() {
    try (Lifecycle home = home()) {
      DatasetVersion version = snapshot(home).commit();
      assertThat(bucket.takeCalls()).containsExactly("open", "stat");
      assertThat(rows(version)).isEqualTo(2);
      assertThat(bucket.calls).isEmpty();
    }
  }

  @Test
  void areChunkedInAHomeThatDoesNotOpenThemItself() {
    try (Lifecycle home = Lifecycle.open(directory)) {
      assertThat(rows(snapshot(home).chunked().commit())).isEqualTo(2);
    }
  }

  @Test
  void areStaleOnceTheirTagChanges() {
    try (Lifecycle home = home()) {
      DatasetVersion version = commit(home);
      bucket.tag = "etag-2";
      assertThatThrownBy(() -> rows(version))
          .isInstanceOf(StaleDataException.class)
          .hasMessage(
              "Cannot read rides.csv at bucket://rides/1.csv: it changed since the snapshot: 9"
                  + " bytes of etag-2 (must be 9 of etag-1)");
      assertThatThrownBy(() -> version.rows().row(0)).isInstanceOf(StaleDataException.class);
      assertThatThrownBy(() -> version.open("rides.csv")).isInstanceOf(StaleDataException.class);
      assertThatThrownBy(() -> version.open("rides.csv", 2, 3))
          .isInstanceOf(StaleDataException.class);
      bucket.tag = "etag-1";
      assertThat(rows(version)).isEqualTo(2);
    }
  }

  @Test
  void areStaleIfTheirBytesChangeUnderTheSameTag() {
    try (Lifecycle home = home()) {
      DatasetVersion version = commit(home);
      bucket.text = "temp\n1\n3\n";
      assertThatThrownBy(() -> rows(version)).isInstanceOf(StaleDataException.class);
    }
  }

  @Test
  void areStaleForASingleRowIfTheyChangedSinceTheOthersWereRead() {
    bucket.text = large();
    try (Lifecycle home = home()) {
      Rows rows = commit(home).rows();
      rows.row(0);
      bucket.text = large().replace('7', '8');
      assertThatThrownBy(() -> rows.row(99_000))
          .isInstanceOf(StaleDataException.class)
          .hasMessageContaining("are not what they were");
      bucket.text = large();
      bucket.before = () -> bucket.tag = "etag-2";
      assertThatThrownBy(() -> rows.row(99_000))
          .isInstanceOf(StaleDataException.class)
          .hasMessageContaining("of etag-2");
    }
  }

  @Test
  void areRefusedIfTheyChangeWhileASnapshotReadsThem() {
    try (Lifecycle home = home()) {
      bucket.after = () -> bucket.tag = "etag-2";
      assertThatThrownBy(() -> commit(home))
          .isInstanceOf(InvalidDataException.class)
          .hasMessageContaining("bucket://rides/1.csv changed while it was read (try again)");
      bucket.after = () -> bucket.tag = "etag-3";
      assertThatThrownBy(() -> snapshot(home).commit()).isInstanceOf(InvalidDataException.class);
      assertThat(rows(commit(home))).isEqualTo(2);
    }
  }

  /** Else the hash would be of the bytes before, the tag of those behind. */
  @Test
  void areRefusedIfTheyChangeBetweenTheirHashAndTheirTag() {
    Locations late = new Late();
    try (Lifecycle home = Lifecycle.builder().directory(directory).locations(late).open()) {
      assertThatThrownBy(() -> commit(home))
          .isInstanceOf(InvalidDataException.class)
          .hasMessage("Cannot store rides.csv: it changed while it was read (try again)");
      assertThat(home.datasets().dataset("rides").versions()).isEmpty();
    }
  }

  /** The bucket, in which the object changes after the first look. */
  private final class Late implements Locations {
    private int looks;

    @Override
    public Stat stat(URI location) throws IOException {
      Stat stat = bucket.stat(location);
      return looks++ == 0 ? stat : new Stat("etag-2", stat.size());
    }

    @Override
    public Located open(URI location) throws IOException {
      return bucket.open(location);
    }
  }

  /** What a user's own opener gives is not what the home will find. */
  @Test
  void areRefusedIfTheHomeFindsMoreThanWasRead() {
    SampleLocations other = new SampleLocations("temp\n1\n2\n3\n");
    try (Lifecycle home = Lifecycle.builder().directory(directory).locations(other).open()) {
      assertThatThrownBy(() -> commit(home))
          .isInstanceOf(InvalidDataException.class)
          .hasMessageContaining("it changed while it was read");
    }
  }

  @Test
  void areNeededByAHomeThatRefersToThem() {
    try (Lifecycle home = home()) {
      commit(home);
    }
    try (Lifecycle home = Lifecycle.open(directory)) {
      DatasetVersion version = home.datasets().dataset("rides").version(1);
      assertThatThrownBy(() -> rows(version))
          .isInstanceOf(InvalidDataException.class)
          .hasMessageContaining("nothing opens bucket (give locations to the builder of the home)");
    }
  }
}
