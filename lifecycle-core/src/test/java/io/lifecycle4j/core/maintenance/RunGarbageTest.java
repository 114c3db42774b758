package io.lifecycle4j.core.maintenance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import java.time.Duration;
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
