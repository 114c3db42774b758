package io.lifecycle4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.data.DataProgress.Phase;
import org.junit.jupiter.api.Test;

class DataProgressTest {
  private static final long MIB = 1 << 20;

  @Test
  void showsFilesAndBytes() {
    DataProgress progress = new DataProgress(Phase.STORING, 1, 4, 3 * MIB, 6 * MIB, 0, 0);
    assertThat(progress).hasToString("storing 1 of 4 files, 3.0 of 6.0 MiB");
    assertThat(progress.share()).isEqualTo(0.5);
  }

  @Test
  void showsBlobsWhereNoFilesOfTheUserAreRead() {
    assertThat(new DataProgress(Phase.VERIFYING, 2, 2, MIB, MIB, 0, 0))
        .hasToString("verifying 2 of 2 blobs, 1.0 of 1.0 MiB");
  }

  @Test
  void showsRowsAndTheirNumberIfItIsKnown() {
    DataProgress known = new DataProgress(Phase.SPLITTING, 0, 0, 0, 0, 30, 120);
    assertThat(known).hasToString("splitting 30 of 120 rows");
    assertThat(known.share()).isEqualTo(0.25);
    DataProgress unknown = new DataProgress(Phase.READING, 1, 1, MIB, MIB, 1, 0);
    assertThat(unknown).hasToString("reading 1 row");
    assertThat(unknown.share()).isNaN();
    assertThat(new DataProgress(Phase.COMMITTING, 1, 1, MIB, MIB, 7, 0))
        .hasToString("committing 7 rows");
  }

  @Test
  void isCompleteWithoutBytesAndNeverMoreThanComplete() {
    assertThat(new DataProgress(Phase.WRITING, 0, 0, 0, 0, 0, 0).share()).isEqualTo(1);
    assertThat(new DataProgress(Phase.WRITING, 1, 1, 9, 3, 0, 0).share()).isEqualTo(1);
    assertThat(new DataProgress(Phase.FITTING, 0, 0, 0, 0, 9, 3).share()).isEqualTo(1);
  }
}
