package io.lifecycle4j.core.storage;

import static io.lifecycle4j.contract.Fixtures.TIME;
import static io.lifecycle4j.storage.Durability.POWER;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.crashkit.Session;
import io.lifecycle4j.crashkit.Workload;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.data.spi.VersionHeader;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.QuarantinedBlob;
import java.util.ArrayList;
import java.util.List;

/** The purge of a version, some of whose bytes another version needs. */
final class PurgeWorkloads {
  static final String PURGE = "purge of a version";

  private static final String SHARED = "1.5;2;shared";
  private static final List<String> FILES = List.of(SHARED, "2.5;3;packed", "x".repeat(9_000));

  private PurgeWorkloads() {}

  private static DatasetStore data(Session session) {
    return session.keep(DatasetStore.class, medium -> DatasetStores.over(medium, () -> TIME));
  }

  private static void commit(Session session, String message, List<String> texts) {
    List<NamedContent> files = new ArrayList<>();
    texts.forEach(text -> files.add(new NamedContent(files.size() + ".csv", Content.of(text))));
    List<StoredFile> stored = data(session).putAll(files);
    Fixtures.commit(
        data(session), "rides", Fixtures.dataset(message, stored.toArray(StoredFile[]::new)));
  }

  /** Completes what was interrupted, as a home does that is opened for writing. */
  private static Object versions(Session session) {
    data(session).completePurges();
    List<Object> seen = new ArrayList<>();
    for (VersionHeader version : data(session).versions("rides")) {
      seen.add(version);
      seen.add(version.purge());
      seen.add(data(session).manifest(version));
    }
    for (String text : FILES) {
      seen.add(place(session.medium().blobs(), Fixtures.hash(Fixtures.utf8(text))));
    }
    return seen;
  }

  /** Says whether the bytes of a blob lie anywhere in the home. */
  private static String place(BlobStore blobs, BlobId id) {
    if (blobs.contains(id)) {
      return Fixtures.hash(blobs.read(id)).toString();
    }
    return blobs.maintenance().quarantined().stream().map(QuarantinedBlob::id).anyMatch(id::equals)
        ? "in quarantine"
        : "gone";
  }

  static Workload purge() {
    return Workload.named(PURGE)
        .before(session -> commit(session, "first", FILES))
        .before(session -> commit(session, "second", List.of(SHARED)))
        .view("data", PurgeWorkloads::versions)
        .step("data", POWER, session -> data(session).purge("rides", 1, "alice", "asked to"))
        .step("data", POWER, session -> commit(session, "third", List.of(SHARED)))
        .step("data", POWER, session -> data(session).purge("rides", 1, "bob", "again"))
        .step("data", POWER, session -> data(session).completePurges())
        .probe(
            "data",
            session ->
                commit(session, "no " + data(session).versions("rides").size(), List.of(SHARED)));
  }
}
