package io.lifecycle4j.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.ForwardingMedium;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetManifest.Summary;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.data.spi.StoredVersion;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Versions are looked up by what the journal says; a manifest is read when it is asked for. */
class VersionHeadersTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final int VERSIONS = 5;

  private final CountingMedium medium = new CountingMedium(Media.memory());
  private final List<DatasetVersion> made = new ArrayList<>();
  private Instant now = START;

  /** A store that has read nothing yet, as that of another process. */
  private final DatasetStore store = DatasetStores.over(medium, () -> now);

  private final Dataset rides = DatasetStores.datasets(store, () -> now).dataset("rides");

  @BeforeEach
  void commit() {
    DatasetStore writer = DatasetStores.over(medium, () -> now);
    Dataset dataset = DatasetStores.datasets(writer, () -> now).dataset("rides");
    for (int i = 1; i <= VERSIONS; i++) {
      now = START.plus(Duration.ofDays(i));
      String text = "day,temp,riders\n" + "Mon,1,2\n".repeat(i);
      made.add(
          dataset
              .snapshot(Sources.csv("rides.csv", Content.of(text)))
              .schema(SampleHome.RIDES)
              .message("Version " + i)
              .by("ann")
              .tag("newest")
              .commit());
    }
    medium.read.clear();
  }

  @AfterEach
  void close() {
    medium.close();
  }

  @Test
  void readsNoManifestToLookAVersionUp() {
    DatasetVersion third = made.get(2);

    assertThat(rides.versions()).isEqualTo(sameIn(rides, made)).hasSize(VERSIONS);
    assertThat(rides.findAsOf(START.plus(Duration.ofDays(3)))).map(this::name).hasValue("rides:3");
    assertThat(rides.find(third.id())).map(this::name).hasValue("rides:3");
    assertThat(rides.findHash(third.id().sha256())).map(this::name).hasValue("rides:3");
    assertThat(rides.find("newest")).map(this::name).hasValue("rides:5");
    assertThat(rides.findLatest()).map(this::name).hasValue("rides:5");
    assertThat(rides.version(4).created()).isEqualTo(START.plus(Duration.ofDays(4)));
    assertThat(rides.tags()).isEqualTo(Map.of("newest", VERSIONS));
    assertThat(rides.versions().get(1).summary())
        .isEqualTo(new Summary("Version 2", "ann", 2, List.of()));
    assertThat(new StoredHistory(store, "rides", () -> now).rowCounts(3))
        .containsExactly(3L, 4L, 5L);
    rides.tag(2, "second", "bob");
    rides.untag("second", "bob");
    assertThat(medium.read).isEmpty();
  }

  private String name(DatasetVersion version) {
    return version.dataset() + ":" + version.number();
  }

  private static List<DatasetVersion> sameIn(Dataset dataset, List<DatasetVersion> versions) {
    return versions.stream().map(version -> dataset.version(version.number())).toList();
  }

  @Test
  void readsOneManifestOnceWhenItIsAskedFor() {
    DatasetVersion third = rides.versions().get(2);
    assertThat(third.manifest().message()).isEqualTo("Version 3");
    assertThat(third.manifest().profile().rows()).isEqualTo(3);
    assertThat(third.checkOut(java.nio.file.Path.of("nowhere"))).isNotNull();
    assertThat(rides.version(3).manifest()).isSameAs(third.manifest());
    assertThat(medium.read).containsExactly(third.id());
  }

  @Test
  void readsNoManifestThatItCommitted() {
    DatasetVersion first = made.get(0);
    assertThat(first.manifest().message()).isEqualTo("Version 1");
    assertThat(medium.read).isEmpty();
  }

  private void append(String payload) {
    try (Journal journal = medium.journals().shared(JournalDatasetStore.JOURNAL)) {
      journal.append(Fixtures.batch(Batch.ANY, Durability.POWER, payload));
    }
  }

  private String payload(int sequence) {
    try (Journal journal = medium.journals().shared(JournalDatasetStore.JOURNAL)) {
      return new String(journal.read(sequence).get(0).payload(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void writesTheHeaderIntoTheJournal() {
    assertThat(payload(1))
        .isEqualTo(
            "{\"created\":\"2026-03-02T12:00:00Z\",\"dataset\":\"rides\",\"manifest\":\""
                + made.get(0).id().sha256()
                + "\",\"number\":1,\"summary\":{\"author\":\"ann\",\"message\":\"Version 1\","
                + "\"parents\":[],\"rows\":1}}");
  }

  @Test
  void refusesAnEntryWithoutASummary() {
    append(
        "{\"created\":\"2026-04-01T12:00:00Z\",\"dataset\":\"rides\",\"manifest\":\""
            + made.get(0).id().sha256()
            + "\",\"number\":6}");
    assertThatThrownBy(rides::versions)
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("summary");
  }

  @Test
  void refusesAManifestThatSaysOtherThanTheJournal() {
    append(payload(1).replace("\"number\":1", "\"number\":6").replace("\"rows\":1", "\"rows\":7"));
    DatasetVersion wrong = rides.version(6);
    String message =
        "Cannot read dataset rides:6: its manifest says Summary[message=Version 1, author=ann,"
            + " rows=1, parents=[]] (the journal says Summary[message=Version 1, author=ann,"
            + " rows=7, parents=[]])";
    assertThatThrownBy(wrong::manifest)
        .isInstanceOf(CorruptDataException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> store.find("rides", 6)).hasMessage(message);
    assertThat(store.find("rides", 1)).map(StoredVersion::number).hasValue(1);

    List<String> unreadable = new ArrayList<>();
    DatasetStores.references(medium.blobs(), medium.journals())
        .walk(
            new Unreadable() {
              @Override
              public void unreadable(String what, LifecycleException why) {
                unreadable.add(what + ": " + why.getMessage());
              }
            });
    assertThat(unreadable).containsExactly("dataset rides:6: " + message);
  }

  /** Hears only what cannot be read. */
  private interface Unreadable extends io.lifecycle4j.core.storage.References.Visitor {
    @Override
    default void recorded(String holder, String journal) {
      // is not asked for
    }

    @Override
    default void reaches(String holder, BlobId blob) {
      // is not asked for
    }
  }

  /** A medium that tells which blobs were read. */
  private static final class CountingMedium extends ForwardingMedium {
    final List<BlobId> read = new ArrayList<>();

    CountingMedium(Medium inner) {
      super(inner);
    }

    @Override
    protected @Nullable Object call(Object target, Method method, Object[] arguments)
        throws Throwable {
      if (target instanceof BlobStore && List.of("read", "open").contains(method.getName())) {
        read.add((BlobId) arguments[0]);
      }
      return super.call(target, method, arguments);
    }
  }
}
