package io.lifecycle4j.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.StaleDataException;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Locations;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data stay where the user's locations open them, and are used only while they are the same. */
class LocationsTest {
  private static final URI REMOTE = URI.create("bucket://rides/1.csv");
  private static final Schema SCHEMA = Schema.builder().column("temp", DataType.FLOAT64).build();

  @TempDir private Path directory;
  private String text = "temp\n1\n2\n";
  private String tag = "etag-1";

  private Locations.Located open(URI location) {
    assertThat(location).isEqualTo(REMOTE);
    byte[] bytes = text.getBytes(UTF_8);
    return new Locations.Located(tag, bytes.length, new ByteArrayInputStream(bytes));
  }

  private Lifecycle home() {
    return Lifecycle.builder().directory(directory).locations(this::open).open();
  }

  private static DatasetVersion commit(Lifecycle home, Locations locations) {
    return home.datasets()
        .dataset("rides")
        .snapshot(Sources.csv("rides.csv", Content.at(REMOTE, locations)))
        .schema(SCHEMA)
        .byReference()
        .commit();
  }

  private static long rows(DatasetVersion version) {
    long[] rows = {0};
    version.rows().forEach(row -> rows[0]++);
    return rows[0];
  }

  @Test
  void areReadAgainInAHomeThatIsOpenedLater() {
    try (Lifecycle home = home()) {
      assertThat(rows(commit(home, this::open))).isEqualTo(2);
    }
    try (Lifecycle home = home()) {
      assertThat(rows(home.datasets().dataset("rides").version(1))).isEqualTo(2);
    }
  }

  @Test
  void areStaleOnceTheirTagChanges() {
    try (Lifecycle home = home()) {
      DatasetVersion version = commit(home, this::open);
      tag = "etag-2";
      assertThatThrownBy(() -> rows(version))
          .isInstanceOf(StaleDataException.class)
          .hasMessage(
              "Cannot read rides.csv at bucket://rides/1.csv: it changed since the snapshot: 9"
                  + " bytes of etag-2 (must be 9 of etag-1)");
      assertThatThrownBy(() -> version.rows().row(0)).isInstanceOf(StaleDataException.class);
      assertThatThrownBy(() -> version.open("rides.csv")).isInstanceOf(StaleDataException.class);
      tag = "etag-1";
      assertThat(rows(version)).isEqualTo(2);
    }
  }

  @Test
  void areStaleIfTheirBytesChangeUnderTheSameTag() {
    try (Lifecycle home = home()) {
      DatasetVersion version = commit(home, this::open);
      text = "temp\n1\n3\n";
      assertThatThrownBy(() -> rows(version)).isInstanceOf(StaleDataException.class);
    }
  }

  @Test
  void areNeededByAHomeThatRefersToThem() {
    try (Lifecycle home = home()) {
      commit(home, this::open);
    }
    try (Lifecycle home = Lifecycle.open(directory)) {
      DatasetVersion version = home.datasets().dataset("rides").version(1);
      assertThatThrownBy(() -> rows(version))
          .isInstanceOf(InvalidDataException.class)
          .hasMessageContaining("nothing opens bucket (give locations to the builder of the home)");
    }
  }
}
