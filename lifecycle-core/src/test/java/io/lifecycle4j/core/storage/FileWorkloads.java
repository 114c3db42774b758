package io.lifecycle4j.core.storage;

import static io.lifecycle4j.contract.Fixtures.TIME;
import static io.lifecycle4j.storage.Durability.POWER;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.crashkit.Session;
import io.lifecycle4j.crashkit.Views;
import io.lifecycle4j.crashkit.Workload;
import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.data.Datasets;
import io.lifecycle4j.data.Snapshot;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.data.spi.VersionHeader;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Locations;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StorageMode;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.validation.Rules;
import io.lifecycle4j.validation.ValidationFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Versions of datasets that are made of files of the user. */
final class FileWorkloads {
  static final String MANY = "versions of 1,001 files";

  /** Later than anything is put, since what was put since is not quarantined. */
  private static final Instant LATER = Instant.parse("2126-01-02T03:04:05Z");

  private static final String DATA = "data";
  private static final String REPORT = "report";

  private static final Schema SCHEMA = new Schema(List.of(Column.of("amount", DataType.FLOAT64)));

  private static final byte[] WRONG = Fixtures.utf8("amount\n1.5\n-2\n");

  /** The report of the rows that are refused. */
  private static final BlobId REFUSED = refused(Media.memory());

  private FileWorkloads() {}

  static List<Workload> all() {
    List<Workload> all = new ArrayList<>();
    Stream.of(StorageMode.Mode.values()).map(FileWorkloads::snapshots).forEach(all::add);
    all.add(manyFiles());
    all.add(refusal());
    return all;
  }

  private static DatasetStore data(Session session) {
    return session.keep(
        DatasetStore.class, medium -> DatasetStores.over(medium, () -> TIME, new Beside(session)));
  }

  private static Path file(Session session, String name) {
    return session.beside("in").resolve(name);
  }

  private static void write(Session session, String name, byte[] bytes) {
    try {
      Files.createDirectories(session.beside("in"));
      Files.write(file(session, name), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens the files beside a home by locations that do not tell where the home is. */
  private record Beside(Session session) implements Locations {
    static URI location(String name) {
      return URI.create("beside:" + name);
    }

    private Path at(URI location) {
      return file(session, location.getSchemeSpecificPart());
    }

    @Override
    public Stat stat(URI location) throws IOException {
      return new Stat("never changed", Files.size(at(location)));
    }

    @Override
    public Located open(URI location) throws IOException {
      return new Located(stat(location), Files.newInputStream(at(location)));
    }
  }

  /**
   * The bytes of a file, which is known by its looks, under a location that is everywhere alike.
   */
  private record BesideContent(Path path, URI at) implements Content {
    @Override
    public void writeTo(OutputStream out) throws IOException {
      Files.copy(path, out);
    }

    @Override
    public Optional<Path> file() {
      return Optional.of(path);
    }

    @Override
    public Optional<URI> location() {
      return Optional.of(at);
    }
  }

  private static List<StoredFile> put(Session session, StorageMode.Mode mode, String... names) {
    List<NamedContent> files =
        Arrays.stream(names)
            .map(
                name ->
                    new NamedContent(
                        name, new BesideContent(file(session, name), Beside.location(name))))
            .toList();
    return mode == StorageMode.Mode.COPIED
        ? data(session).putAll(files)
        : data(session).putAll(files, mode);
  }

  private static void commit(Session session, String message, List<StoredFile> files) {
    Fixtures.commit(
        data(session), "rides", Fixtures.dataset(message, files.toArray(StoredFile[]::new)));
  }

  private static int count(Session session) {
    return data(session).versions("rides").size();
  }

  /** Reads every version to the bytes of its files. */
  private static Object versions(Session session) {
    List<Object> seen = new ArrayList<>();
    for (VersionHeader version : data(session).versions("rides")) {
      seen.add(version);
      for (StoredFile file : data(session).manifest(version).files()) {
        seen.add(file + " " + Fixtures.hash(bytes(session, file)));
      }
    }
    return seen;
  }

  private static byte[] bytes(Session session, StoredFile file) {
    try (InputStream in = data(session).open(file)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Files that are read once: what is remembered of them is used by the next session, by whoever
   * recovers, and though the blobs of one were collected since.
   */
  private static Workload snapshots(StorageMode.Mode mode) {
    Workload workload =
        Workload.named("snapshots of files, " + mode)
            .readsFiles()
            .before(session -> write(session, "first.csv", Fixtures.utf8("5.5;6;first")))
            .before(session -> write(session, "lost.csv", Fixtures.utf8("3.5;4;lost")))
            .before(session -> commit(session, "first", put(session, mode, "first.csv")))
            .view(DATA, FileWorkloads::versions);
    if (mode != StorageMode.Mode.REFERENCED) {
      workload.step(DATA, POWER, session -> collect(session, mode));
    }
    return workload
        .step(
            DATA,
            POWER,
            session -> commit(session, "second", put(session, mode, "first.csv", "lost.csv")))
        .probe(
            DATA,
            session ->
                commit(
                    session, "no " + count(session), put(session, mode, "first.csv", "lost.csv")));
  }

  /** Has a tag of another dataset be what is written once more: it is written quickly. */
  private static Workload probedByTag(Workload workload) {
    return workload
        .before(
            session ->
                Fixtures.commit(
                    data(session), "other", Fixtures.dataset("other", few(session).get(0))))
        .view("tags", session -> data(session).tags("other"))
        .probe("tags", FileWorkloads::tagOnceMore);
  }

  private static void tagOnceMore(Session session) {
    String name = "p" + data(session).tags("other").size();
    data(session).tag("other", name, 1, "alice");
  }

  /** Stores a file that no version needs, and removes what was stored of it. */
  private static void collect(Session session, StorageMode.Mode mode) {
    List<BlobId> before = Fixtures.ids(session.medium().blobs());
    put(session, mode, "lost.csv");
    List<BlobId> since = Fixtures.ids(session.medium().blobs());
    since.removeAll(before);
    session.medium().blobs().maintenance().quarantine(since, LATER);
    session.medium().blobs().maintenance().purge(LATER.plusSeconds(1));
  }

  /** So many that they stand in folders, one of them in two parts, beside the manifest. */
  private static Workload manyFiles() {
    StoredFile same = Fixtures.file("same.csv", Fixtures.utf8("same"));
    Workload workload =
        Workload.named(MANY)
            .before(session -> session.medium().blobs().put(Content.of("same")))
            .before(session -> session.medium().blobs().put(Content.of("first")))
            .before(session -> session.medium().blobs().put(Content.of("second")))
            .before(session -> commit(session, "first", many(same, "first")))
            .view(DATA, FileWorkloads::listed)
            .step(DATA, POWER, session -> commitBehind(session, 1, "second", many(same, "second")));
    return probedByTag(workload);
  }

  /** Reads no version, unlike who looks for the newest. */
  private static void commitBehind(
      Session session, int newest, String message, List<StoredFile> files) {
    DatasetManifest manifest = Fixtures.dataset(message, files.toArray(StoredFile[]::new));
    data(session).commit("rides", manifest, newest);
  }

  /** The last file of the folder is another in each version. */
  private static List<StoredFile> many(StoredFile same, String last) {
    List<StoredFile> files = new ArrayList<>();
    IntStream.range(0, 999)
        .mapToObj(number -> same.named(String.format("many/%04d.csv", number)))
        .forEach(files::add);
    files.add(Fixtures.file("many/0999.csv", Fixtures.utf8(last)));
    files.add(same);
    return files;
  }

  /** Lists the versions, and the files of the newest: to read all takes long. */
  private static Object listed(Session session) {
    List<VersionHeader> versions = data(session).versions("rides");
    VersionHeader newest = versions.get(versions.size() - 1);
    List<StoredFile> files = data(session).manifest(newest).files();
    return List.of(versions, files.size(), files.hashCode());
  }

  private static List<StoredFile> few(Session session) {
    return List.of(data(session).put(new NamedContent("few.csv", Content.of("few"))));
  }

  /** Rows that are refused leave a report, and no version; other rows are one. */
  private static Workload refusal() {
    Workload workload =
        Workload.named("refused snapshot, then one that passes")
            .readsFiles()
            .before(session -> write(session, "wrong.csv", WRONG))
            .before(session -> write(session, "right.csv", Fixtures.utf8("amount\n1.5\n2\n")))
            .view(DATA, FileWorkloads::versions)
            .view(REPORT, Views.blob(REFUSED))
            .step(REPORT, POWER, FileWorkloads::refuse)
            .mayRemain() // a report is a blob
            .step(DATA, POWER, session -> snapshot(session, "right.csv").commit());
    return probedByTag(workload);
  }

  private static Snapshot snapshot(Session session, String name) {
    Datasets datasets =
        session.told(Datasets.class, DatasetStores.datasets(data(session), () -> TIME));
    return datasets
        .dataset("rides")
        .snapshot(Sources.csv(file(session, name)))
        .schema(SCHEMA)
        .requiring(Rules.column("amount").atLeast(0))
        .by("alice");
  }

  private static BlobId refuse(Session session) {
    try {
      throw new AssertionError("Not refused: " + snapshot(session, "wrong.csv").commit());
    } catch (ValidationFailedException e) {
      return e.stored();
    }
  }

  private static BlobId refused(Medium medium) {
    try (Session session = new Session(() -> medium)) {
      write(session, "wrong.csv", WRONG);
      return refuse(session);
    }
  }
}
