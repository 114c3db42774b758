package io.lifecycle4j.core.maintenance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.tracking.Checkpoint;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.spi.RunBatch;
import io.lifecycle4j.tracking.spi.RunLog;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What runs need is kept, and no more. */
class RunGarbageTest extends CollectedHome {
  private String journal() {
    return medium.journals().names().stream()
        .filter(name -> name.startsWith("run-"))
        .findFirst()
        .orElseThrow();
  }

  private static Batch batch(String text) {
    return Batch.of(text.getBytes(UTF_8), Durability.POWER);
  }

  @Test
  void keepsTheFilesOfADeletedRunUntilItIsPurged() {
    BlobId plot = kept.run("trial-1", "plot");
    BlobId shared = kept.run("trial-2", "shared");
    kept.run("trial-3", "shared");
    for (String id : new String[] {"trial-1", "trial-2"}) {
      kept.runs.delete(id);
    }
    medium.pass(Duration.ofDays(15));
    assertThat(collect().garbage()).isEmpty();
    kept.runs.purge("trial-1");
    kept.runs.purge("trial-2");
    assertThat(collect().garbage()).containsExactly(plot);
    assertThat(medium.blobs().contains(shared)).isTrue();
  }

  /** Records states of a run, and that the first is no longer needed. */
  private BlobId dropped(String id, String first, String last) {
    try (RunLog log = kept.runs.start(new RunInfo(id, "trials", Fixtures.TIME))) {
      StoredFile before = kept.runs.put(Kept.file(first));
      log.append(
          RunBatch.builder()
              .checkpoint(1, before)
              .checkpoint(2, kept.runs.put(Kept.file(last)))
              .build(),
          Durability.PROCESS);
      Checkpoint.Dropped why = new Checkpoint.Dropped("for the test", Map.of());
      log.append(
          RunBatch.builder().checkpoint(new Checkpoint(1, before, Optional.of(why))).build(),
          Durability.PROCESS);
      return before.blob();
    }
  }

  @Test
  void collectsADroppedCheckpointAndNoOther() {
    BlobId first = dropped("trial-1", "first", "second");
    medium.pass(Duration.ofDays(15));

    assertThat(collect().garbage()).containsExactly(first);
    assertThat(maintenance.verify(VerifyDepth.HASH).sound()).isTrue();
  }

  @Test
  void keepsADroppedCheckpointThatAVersionNeeds() {
    BlobId first = dropped("trial-1", "first", "second");
    kept.model("fraud", kept.dataset("payments", "rows"), "first");
    medium.pass(Duration.ofDays(15));

    assertThat(collect().garbage()).isEmpty();
    assertThat(medium.blobs().contains(first)).isTrue();
  }

  @Test
  void keepsADroppedCheckpointThatAnotherRunResumesFrom() {
    BlobId first = dropped("trial-1", "first", "second");
    assertThat(dropped("trial-2", "older", "first")).isNotEqualTo(first);
    medium.pass(Duration.ofDays(15));

    assertThat(collect().garbage()).hasSize(1).doesNotContain(first);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"signature\":\"ID\"}",
        "{\"tags\":{\"by\":\"alice\"},\"signature\":{\"blob\":\"ID\"}}",
        "{\"artifacts\":[{\"blob\":\"ID\",\"name\":\"plot\",\"preview\":\"ID\",\"size\":4}]}",
      })
  void collectsNothingWhileARunHasPartsThatAreNotKnown(String facts) {
    BlobId plot = kept.run("trial-1", "plot");
    BlobId garbage = garbage("garbage");
    try (Journal journal = medium.journals().owned(journal())) {
      journal.append(batch(facts.replace("ID", plot.sha256())));
    }
    medium.pass(Duration.ofDays(15));
    assertThatThrownBy(this::collect)
        .isInstanceOf(ReadOnlyException.class)
        .hasMessageContaining("run trial-1")
        .hasMessageContaining("it has parts that this version does not know");
    assertThat(medium.blobs().contains(garbage)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"kind\":\"pin\",\"run\":\"trial-1\"}",
        "{\"kind\":\"delete\",\"run\":\"trial-1\",\"reason\":\"ID\"}",
      })
  void collectsNothingWhileTheCatalogHasPartsThatAreNotKnown(String entry) {
    BlobId plot = kept.run("trial-1", "plot");
    BlobId garbage = garbage("garbage");
    try (Journal journal = medium.journals().shared("runs")) {
      journal.append(batch(entry.replace("ID", plot.sha256())));
    }
    assertThat(kept.runs.find("trial-1")).isPresent();
    medium.pass(Duration.ofDays(15));
    assertThatThrownBy(this::collect)
        .isInstanceOf(ReadOnlyException.class)
        .hasMessageContaining("(written by a newer version of Lifecycle4j)");
    assertThat(medium.blobs().contains(garbage)).isTrue();
    assertThat(Fixtures.ids(medium.blobs())).contains(garbage, plot);
  }
}
