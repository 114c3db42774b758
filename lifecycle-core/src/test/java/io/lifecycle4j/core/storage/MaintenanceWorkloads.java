package io.lifecycle4j.core.storage;

import static io.lifecycle4j.contract.Fixtures.TIME;
import static io.lifecycle4j.storage.Durability.POWER;
import static io.lifecycle4j.storage.Durability.PROCESS;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.maintenance.HomeMaintenance;
import io.lifecycle4j.core.serving.log.LoggedPredictions;
import io.lifecycle4j.crashkit.Session;
import io.lifecycle4j.crashkit.Views;
import io.lifecycle4j.crashkit.Workload;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.data.spi.VersionHeader;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.maintenance.GarbageReport;
import io.lifecycle4j.maintenance.Lease;
import io.lifecycle4j.maintenance.Maintenance;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.HomeFeature;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Everything that maintenance writes, into the home and beside it. */
final class MaintenanceWorkloads {
  /** Blobs are put by the clock of the system: a collection must come later, a lease before. */
  private static final Instant NOW = now();

  private static final String DATA = "data";
  private static final String PINS = "pins";
  private static final BlobId LOOSE = id("loose garbage");
  private static final BlobId PACKED = id("packed garbage");
  private static final List<BlobId> GARBAGE = List.of(LOOSE, PACKED, id("packed beside"));

  private MaintenanceWorkloads() {}

  static List<Workload> all() {
    List<Workload> all = new ArrayList<>(PredictionWorkloads.all());
    all.addAll(
        List.of(pins(), leases(), cursor(), collection(), backup(), upgrade(), predictions()));
    return all;
  }

  private static Instant now() {
    return InstantSource.system().instant();
  }

  private static BlobId id(String text) {
    return Fixtures.hash(Fixtures.utf8(text));
  }

  private static Instant in(int days) {
    return NOW.plus(Duration.ofDays(days));
  }

  private static Maintenance maintenance(Session session, Instant time) {
    InstantSource clock = () -> time;
    Medium medium = ClockedMedium.of(session.medium(), clock);
    return session.told(Maintenance.class, HomeMaintenance.over(medium, clock));
  }

  private static void putOneMore(Session session) {
    List<BlobId> others = new ArrayList<>(Fixtures.ids(session.medium().blobs()));
    others.removeAll(GARBAGE);
    put(session, "probe " + others.size());
  }

  private static void put(Session session, String text) {
    session.medium().blobs().put(Content.of(text));
  }

  private static DatasetStore data(Session session) {
    return session.keep(DatasetStore.class, medium -> DatasetStores.over(medium, () -> TIME));
  }

  private static void commit(Session session, String message) {
    DatasetStore store = data(session);
    StoredFile file = store.put(new NamedContent("rides.csv", Content.of("1.5;2;" + message)));
    Fixtures.commit(store, "rides", Fixtures.dataset(message, file));
  }

  /** Reads every version to the bytes of its file. */
  private static Object versions(Session session) {
    List<Object> seen = new ArrayList<>();
    for (VersionHeader version : data(session).versions("rides")) {
      seen.add(version);
      for (StoredFile file : data(session).manifest(version).files()) {
        byte[] bytes = session.medium().blobs().read(file.blob());
        seen.add(new String(bytes, StandardCharsets.UTF_8));
      }
    }
    return seen;
  }

  /** A pin puts back what was quarantined: it may be back though the pin failed. */
  private static Workload pins() {
    return Workload.named("pins: pin, pin again, unpin")
        .before(session -> put(session, "loose garbage"))
        .before(session -> put(session, "kept"))
        .before(session -> session.medium().blobs().maintenance().quarantine(List.of(LOOSE), in(1)))
        .view(PINS, session -> maintenance(session, NOW).pins())
        .view(LOOSE.sha256(), Views.blobOrAside(LOOSE))
        .view("blobs", Views.blobsAndQuarantineBut(List.of(LOOSE)))
        .step(PINS, POWER, session -> pin(session, "mine", id("kept")))
        .step(Workload.ALL, POWER, session -> pin(session, "both", id("kept"), LOOSE))
        .mayRemain()
        .step(PINS, POWER, session -> pin(session, "mine", LOOSE))
        .step(PINS, POWER, session -> maintenance(session, NOW).unpin("both"))
        .probe(PINS, MaintenanceWorkloads::pinOnceMore);
  }

  private static void pin(Session session, String name, BlobId... blobs) {
    maintenance(session, NOW).pin(name, List.of(blobs));
  }

  private static void pinOnceMore(Session session) {
    pin(session, "probe" + maintenance(session, NOW).pins().size(), id("kept"));
  }

  /** The lease that a session holds. */
  private static final class Held {
    @Nullable Lease lease;

    Lease lease() {
      Lease held = lease;
      if (held == null) {
        throw new NotFoundException("No lease was taken");
      }
      return held;
    }
  }

  private static Held held(Session session) {
    return session.keep(Held.class, medium -> new Held());
  }

  /** A lease shows in what a collection would take: nothing that was put after it began. */
  private static Workload leases() {
    return Workload.named("lease, renew, release")
        .before(session -> put(session, "loose garbage"))
        .view(PINS, session -> List.of(garbage(session, 2), garbage(session, 15)))
        .view("blobs", Views.blobsAndQuarantine())
        .step(
            PINS,
            POWER,
            session ->
                held(session).lease = maintenance(session, in(-1)).lease(Duration.ofDays(10)))
        .step(PINS, POWER, session -> held(session).lease().renew(Duration.ofDays(60)))
        .step(PINS, POWER, session -> held(session).lease().close())
        .probe("blobs", MaintenanceWorkloads::putOneMore);
  }

  private static boolean garbage(Session session, int day) {
    GarbageReport report =
        maintenance(session, in(day)).collectGarbage().grace(Duration.ZERO).run();
    return report.garbage().contains(LOOSE);
  }

  /** Looks at a part of the home at a time; where it was is an entry of a journal. */
  private static Workload cursor() {
    return Workload.named("verification in parts")
        .before(session -> put(session, "kept"))
        .before(session -> put(session, "loose garbage"))
        .before(session -> verifyNext(session, VerifyDepth.STRUCTURE)) // it counts the journal
        .view("cursor", MaintenanceWorkloads::lookedAt)
        .view("blobs", Views.blobs())
        .step("cursor", POWER, session -> verifyNext(session, VerifyDepth.HASH))
        .step("cursor", POWER, session -> verifyNext(session, VerifyDepth.HASH))
        .probe("cursor", session -> verifyNext(session, VerifyDepth.CHECKSUM));
  }

  private static void verifyNext(Session session, VerifyDepth depth) {
    maintenance(session, NOW).verifyNext(0.3, depth);
  }

  private static Object lookedAt(Session session) {
    return Fixtures.texts(session.medium().journals().read("maintenance", 1));
  }

  /**
   * Sets garbage aside, keeps what a version or a pin needs, and deletes the rest later. Each blob
   * is a part of its own: of a collection that failed some may be gone.
   */
  private static Workload collection() {
    Workload workload =
        Workload.named("garbage collections")
            .before(session -> commit(session, "first"))
            .before(session -> put(session, "loose garbage"))
            .before(
                session ->
                    session
                        .medium()
                        .blobs()
                        .putAll(
                            List.of(Content.of("packed garbage"), Content.of("packed beside"))));
    for (BlobId id : GARBAGE) {
      workload.view(id.sha256(), Views.blobOrAside(id)).idempotent(id.sha256());
    }
    return workload
        .before(session -> pin(session, "mine", id("packed beside")))
        .view(DATA, MaintenanceWorkloads::versions)
        .view("blobs", Views.blobsAndQuarantineBut(GARBAGE))
        .view(PINS, session -> maintenance(session, NOW).pins())
        .idempotent(Workload.ALL)
        .step(Workload.ALL, POWER, session -> collect(session, 15))
        .step(Workload.ALL, POWER, session -> collect(session, 23))
        .probe("blobs", MaintenanceWorkloads::putOneMore);
  }

  private static void collect(Session session, int day) {
    maintenance(session, in(day)).collectGarbage().quarantine().run();
  }

  /** A copy of a home, and a home that is made from the copy: whole, or they do not open. */
  private static Workload backup() {
    return Workload.named("backup, restore")
        .before(session -> put(session, "kept"))
        .before(session -> append(session, "before"))
        .view("log", session -> copied(session.medium()))
        .view("copy", session -> copied(session.beside("copy")))
        .view("restored", session -> copied(session.beside("restored")))
        .step("copy", POWER, session -> maintenance(session, NOW).backup(session.beside("copy")))
        .mayRemain() // it is complete before the last names are forced
        .step("log", POWER, session -> append(session, "behind"))
        .step(
            "restored",
            POWER,
            session -> Lifecycle.restore(session.beside("copy"), session.beside("restored")))
        .mayRemain()
        .probe("log", session -> append(session, "probe"));
  }

  /** A home lists all that it listed before and what was added, or all it listed before. */
  private static Workload upgrade() {
    return Workload.named("features of the home")
        .before(session -> put(session, "kept"))
        .view("features", session -> Set.copyOf(session.medium().features()))
        .view("blobs", Views.blobs())
        .idempotent("features")
        .step("features", POWER, session -> upgrade(session, "one", "two"))
        .step("features", POWER, session -> upgrade(session, "two", "three"))
        .probe("blobs", MaintenanceWorkloads::putOneMore);
  }

  private static void upgrade(Session session, String... names) {
    List<HomeFeature> features = new ArrayList<>();
    for (String name : names) {
      features.add(new HomeFeature(name, HomeFeature.Compatibility.COMPATIBLE));
    }
    session.medium().upgrade(features);
  }

  private static void append(Session session, String text) {
    session.shared("log").append(Fixtures.batch(Batch.ANY, POWER, text));
  }

  private static Object copied(Path home) {
    try (Medium copy = Media.existing(home)) {
      return copied(copy);
    } catch (NotFoundException | InvalidValueException e) {
      return "absent";
    }
  }

  private static Object copied(Medium medium) {
    List<Object> seen = new ArrayList<>(Fixtures.texts(medium.journals().read("log", 1)));
    for (BlobId id : Fixtures.ids(medium.blobs())) {
      seen.add(new String(medium.blobs().read(id), StandardCharsets.UTF_8));
    }
    return seen;
  }

  /** The logs that a session has open. */
  private static final class Logs {
    private final Map<String, LoggedPredictions> open = new HashMap<>();
  }

  private static LoggedPredictions log(Session session, String name) {
    return session
        .keep(Logs.class, medium -> new Logs())
        .open
        .computeIfAbsent(name, key -> new LoggedPredictions(session.medium().journals(), key));
  }

  /** What fails once loses no prediction; of what fails for good, each one waits or is lost. */
  private static Workload predictions() {
    Workload workload = Workload.named("log of predictions");
    for (String name : List.of("one", "two")) {
      workload
          .view(name, session -> LoggedPredictions.read(session.medium().journals(), name))
          .step(name, PROCESS, session -> logging(session, () -> log(session, name).log(7)))
          .mayRemain() // it waits, and is written with the next
          .step(name, PROCESS, session -> logging(session, () -> log(session, name).log(8)))
          .mayRemain()
          .step(name, POWER, session -> logging(session, () -> log(session, name).close()));
    }
    return workload.view("blobs", Views.blobs()).probe("blobs", MaintenanceWorkloads::putOneMore);
  }

  /** Only while nobody else can write either may a prediction wait, or in the end be lost. */
  private static void logging(Session session, Runnable action) {
    JournalStore journals = session.medium().journals();
    try {
      action.run();
    } catch (StorageFailedException e) {
      try (Journal journal = journals.owned("other")) {
        journal.append(Fixtures.batch(Batch.ANY, POWER, "works"));
      } catch (LifecycleException explained) {
        e.addSuppressed(explained);
        throw e;
      }
      throw new AssertionError("A prediction is not logged though the disk works", e);
    }
  }
}
