package io.lifecycle4j.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Snapshot;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.storage.StorageMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a dataset keeps its files is said once, and is no part of what they are. */
class KeptAsBeforeTest {
  @TempDir private Path directory;
  private final SampleHome home = new SampleHome();

  @AfterEach
  void close() {
    home.close();
  }

  private Snapshot rows(int count) throws IOException {
    StringBuilder text = new StringBuilder("day,temp,riders\n");
    IntStream.range(0, count).forEach(i -> text.append("mon,20,").append(i).append('\n'));
    Path file = Files.writeString(directory.resolve("rides.csv"), text);
    return home.rides().snapshot(Sources.csv(file)).schema(SampleHome.RIDES);
  }

  private static StorageMode keeping(DatasetVersion version) {
    return version.manifest().files().get(0).keeping();
  }

  @Test
  void keepsTheFilesInChunksUntilASnapshotKeepsThemWhole() throws IOException {
    assertThat(keeping(rows(1).commit())).isInstanceOf(StorageMode.Whole.class);
    assertThat(keeping(rows(2).chunked().commit())).isInstanceOf(StorageMode.Chunks.class);
    assertThat(keeping(rows(3).commit())).isInstanceOf(StorageMode.Chunks.class);
    assertThat(keeping(rows(4).whole().commit())).isInstanceOf(StorageMode.Whole.class);
    assertThat(keeping(rows(5).commit())).isInstanceOf(StorageMode.Whole.class);
  }

  @Test
  void takesTheSameBytesForTheSameVersionInChunksOrWhole() throws IOException {
    DatasetVersion whole = rows(2_000).commit();
    assertThat(rows(2_000).chunked().commit()).isEqualTo(whole);
    DatasetVersion chunked = rows(3_000).chunked().commit();
    assertThat(rows(3_000).whole().commit()).isEqualTo(chunked);
    assertThat(home.rides().versions()).containsExactly(whole, chunked);
  }

  @Test
  void takesACopyForAnotherVersionThanAReferenceThatMayGo() throws IOException {
    DatasetVersion there = rows(2).byReference().commit();
    DatasetVersion copied = rows(2).commit();
    assertThat(copied.number()).isEqualTo(2);
    assertThat(keeping(there)).isInstanceOf(StorageMode.Reference.class);
    assertThat(keeping(copied)).isInstanceOf(StorageMode.Whole.class);
  }

  @Test
  void refusesTwoWaysToKeepTheSameFiles() throws IOException {
    Snapshot snapshot = rows(2).whole();
    assertThatThrownBy(snapshot::chunked)
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid snapshot: CHUNKED after COPIED");
  }
}
