package io.lifecycle4j.crashkit;

import static io.lifecycle4j.storage.Durability.MEMORY;
import static io.lifecycle4j.storage.Durability.POWER;
import static io.lifecycle4j.storage.Durability.PROCESS;

import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalKind;
import io.lifecycle4j.storage.spi.JournalSnapshot;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;

/** Every public write of a medium, to be run on any backend. */
public final class Workloads {
  /** Names the workload that merges packs. */
  public static final String MERGE = "merge of packs";

  /** Later than anything is put, since what was put since is not quarantined. */
  private static final Instant TIME = Instant.parse("2126-01-02T03:04:05Z");

  private static final String LOG = "log";
  private static final String BLOBS = "blobs";

  private Workloads() {}

  /**
   * Returns the workloads, each with another kind of write.
   *
   * @return the workloads
   */
  public static List<Workload> all() {
    return List.of(
        firstStart(),
        blobs(),
        appends("shared, POWER", Workloads::shared, POWER),
        appends("chained, POWER", Workloads::chained, POWER),
        tokens(),
        closes(),
        ownedAgain(),
        appends("owned, mixed", Workloads::owned, POWER, PROCESS, PROCESS),
        twoJournals(),
        appends("shared, PROCESS", Workloads::shared, PROCESS),
        appends("shared, MEMORY", Workloads::shared, MEMORY, MEMORY, POWER, MEMORY, PROCESS),
        sideBySide("side by side, POWER", POWER),
        sideBySide("side by side, PROCESS", PROCESS),
        trims("trim, owned", Workloads::owned),
        trims("trim, shared", Workloads::shared),
        trimUnforced(),
        begins(),
        ForceWorkloads.owned(),
        ForceWorkloads.shared(),
        packs(),
        quarantine(),
        merge());
  }

  /**
   * Returns a workload of random writes to a shared journal, an owned one and the blobs.
   *
   * @param seed chooses the writes
   * @return the workload
   */
  public static Workload random(long seed) {
    Function<Session, Journal> other = session -> session.owned("other");
    Random random = new Random(seed);
    Workload workload =
        Workload.named("random " + seed)
            .view(LOG, Views.entries(LOG, Workloads::shared))
            .view("other", Views.entries("other", other))
            .view(BLOBS, Views.blobs())
            .idempotent(BLOBS);
    for (int i = 0; i < 8; i++) {
      Durability durability = random.nextInt(3) == 0 ? POWER : PROCESS;
      Batch batch = batch(i, 1 + random.nextInt(3), durability);
      byte[] bytes = bytes(random.nextInt(5), random.nextInt(700));
      switch (random.nextInt(8)) {
        case 0 -> workload.reopening();
        case 1 -> workload.step(BLOBS, POWER, session -> put(session, bytes));
        case 2 -> workload.step("other", POWER, session -> session.close("other"));
        case 3, 4 ->
            workload.step("other", durability, session -> other.apply(session).append(batch));
        default -> workload.step(LOG, durability, session -> shared(session).append(batch));
      }
    }
    return probed(workload, Workloads::shared);
  }

  private static Journal shared(Session session) {
    return session.shared(LOG);
  }

  private static Journal chained(Session session) {
    return session.chained(LOG);
  }

  private static Journal owned(Session session) {
    return session.owned(LOG);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A batch of its own token; all payloads have the same length, as a stale one may then fit. */
  static Batch batch(int number, int payloads, Durability durability) {
    byte[][] bytes = new byte[payloads][];
    for (int i = 0; i < payloads; i++) {
      bytes[i] = utf8(String.format("entry %03d.%d", number, i));
    }
    return new Batch(new UUID(7, number), Batch.ANY, Arrays.asList(bytes), durability);
  }

  static Workload probed(Workload workload, Function<Session, Journal> kind) {
    List<byte[]> payload = List.of(utf8("entry 999.0"));
    return workload.probe(
        LOG,
        session -> {
          Journal journal = kind.apply(session);
          // a token of its own, but no other bytes for the same content: such states are one
          UUID token = new UUID(8, journal.sequence());
          journal.append(new Batch(token, Batch.ANY, payload, POWER));
        });
  }

  private static Workload firstStart() {
    return probed(
        Workload.named("first start")
            .firstStart()
            .view(LOG, Views.entries(LOG, Workloads::shared))
            .view(BLOBS, Views.blobs())
            .idempotent(BLOBS)
            .step(LOG, POWER, session -> session.shared(LOG).append(batch(1, 1, POWER)))
            .step(BLOBS, POWER, session -> put(session, bytes(1, 40))),
        Workloads::shared);
  }

  private static Workload appends(
      String name, Function<Session, Journal> kind, Durability... durabilities) {
    Workload workload = Workload.named(name).view(LOG, Views.entries(LOG, kind));
    for (int i = 0; i < 6; i++) {
      int number = i;
      Durability durability = durabilities[i % durabilities.length];
      workload.step(
          LOG,
          durability,
          session -> kind.apply(session).append(batch(number, 1 + number % 3, durability)));
    }
    return probed(workload, kind);
  }

  /** An owned journal that was written and closed before, and is closed and owned again. */
  private static Workload ownedAgain() {
    Workload workload =
        Workload.named("owned, closed and owned again")
            .before(session -> owned(session).append(batch(0, 2, POWER)))
            .view(LOG, Views.entries(LOG, Workloads::owned))
            .step(LOG, PROCESS, session -> session.owned(LOG).append(batch(1, 1, PROCESS)))
            .step(LOG, POWER, session -> session.close(LOG))
            .step(LOG, POWER, session -> session.owned(LOG).append(batch(2, 1, POWER)))
            .step(LOG, PROCESS, session -> session.owned(LOG).append(batch(3, 2, PROCESS)));
    return probed(workload, Workloads::owned);
  }

  /** A token that is tried again adds nothing, but is as durable as the second call says. */
  private static Workload tokens() {
    Workload workload =
        Workload.named("tokens, tried again")
            .view(LOG, Views.entries(LOG, Workloads::shared))
            .step(LOG, PROCESS, session -> session.shared(LOG).append(batch(1, 2, PROCESS)))
            .step(LOG, POWER, session -> session.shared(LOG).append(batch(1, 2, POWER)))
            .step(LOG, PROCESS, session -> session.shared(LOG).append(batch(2, 1, PROCESS)))
            .reopening()
            .step(LOG, POWER, session -> session.shared(LOG).append(batch(2, 1, POWER)))
            .step(LOG, POWER, session -> session.shared(LOG).append(batch(1, 2, POWER)));
    return probed(workload, Workloads::shared);
  }

  private static Workload closes() {
    Workload workload =
        Workload.named("closed and opened again")
            .before(session -> shared(session).append(batch(0, 1, POWER)))
            .view(LOG, Views.entries(LOG, Workloads::shared))
            .step(LOG, PROCESS, session -> session.shared(LOG).append(batch(1, 1, PROCESS)))
            .reopening()
            .step(LOG, PROCESS, session -> session.shared(LOG).append(batch(2, 2, PROCESS)))
            .reopening()
            .step(LOG, POWER, session -> session.shared(LOG).append(batch(3, 1, POWER)));
    return probed(workload, Workloads::shared);
  }

  private static Workload twoJournals() {
    Function<Session, Journal> other = session -> session.owned("other");
    Workload workload =
        Workload.named("two journals and a blob")
            .view(LOG, Views.entries(LOG, Workloads::shared))
            .view("other", Views.entries("other", other))
            .view(BLOBS, Views.blobs())
            .idempotent(BLOBS)
            .step(LOG, PROCESS, session -> session.shared(LOG).append(batch(1, 1, PROCESS)))
            .step("other", POWER, session -> other.apply(session).append(batch(2, 1, POWER)))
            .step(BLOBS, POWER, session -> put(session, bytes(3, 60)))
            .step(LOG, POWER, session -> session.shared(LOG).append(batch(4, 2, POWER)))
            .step("other", PROCESS, session -> other.apply(session).append(batch(5, 1, PROCESS)));
    return probed(workload, Workloads::shared);
  }

  private static byte[] bytes(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static void put(Session session, byte[] bytes) {
    session.medium().blobs().put(Content.of(bytes));
  }

  private static Workload probedBlobs(Workload workload) {
    return workload.probe(BLOBS, session -> put(session, bytes(99, 33)));
  }

  /** Blobs in two directories, one longer than a page, and one that was there before. */
  private static Workload blobs() {
    return probedBlobs(
        Workload.named("blobs")
            .before(session -> put(session, bytes(1, 20)))
            .view(BLOBS, Views.blobs())
            .idempotent(BLOBS)
            .step(BLOBS, POWER, session -> put(session, bytes(2, 50)))
            .step(BLOBS, POWER, session -> put(session, bytes(3, 9_000)))
            .step(BLOBS, POWER, session -> put(session, bytes(1, 20)))
            .step(BLOBS, POWER, session -> put(session, new byte[0])));
  }

  /** Batches that wait for each other, so that some are written as one group. */
  private static Workload sideBySide(String name, Durability durability) {
    Workload workload = Workload.named(name).view(LOG, Views.entries(LOG, Workloads::shared));
    for (int i = 0; i < 6; i++) {
      int number = i;
      workload.async(
          LOG,
          durability,
          session ->
              Appending.begin(session.shared(LOG), batch(number, 1 + number % 2, durability)));
    }
    return probed(workload, Workloads::shared);
  }

  private static Workload trims(String name, Function<Session, Journal> kind) {
    BlobId state = id(bytes(5, 30));
    Workload workload =
        Workload.named(name)
            .before(session -> put(session, bytes(5, 30)))
            .before(session -> kind.apply(session).append(batch(0, 3, POWER)))
            .view(LOG, Views.trimmed(kind))
            .step(LOG, POWER, session -> kind.apply(session).append(batch(1, 3, POWER)))
            .step(LOG, POWER, session -> snapshot(kind.apply(session), 4, state))
            .step(LOG, POWER, session -> trim(kind.apply(session), 4))
            .step(LOG, PROCESS, session -> kind.apply(session).append(batch(2, 1, PROCESS)))
            .step(LOG, POWER, session -> snapshot(kind.apply(session), 7, state))
            .step(LOG, POWER, session -> trim(kind.apply(session), 8))
            .step(LOG, POWER, session -> kind.apply(session).append(batch(3, 1, POWER)));
    return probed(workload, kind);
  }

  /** What is kept of a trim is written anew, while it was not forced where it came from. */
  private static Workload trimUnforced() {
    Workload workload =
        Workload.named("trim of what is not forced")
            .view(LOG, Views.trimmed(Workloads::owned))
            .step(LOG, PROCESS, session -> owned(session).append(batch(1, 1, PROCESS)))
            .step(LOG, PROCESS, session -> owned(session).append(batch(2, 2, PROCESS)))
            .step(
                LOG,
                POWER,
                session -> owned(session).trim(Math.min(2, owned(session).sequence() + 1)))
            .step(LOG, PROCESS, session -> owned(session).append(batch(3, 1, PROCESS)));
    return probed(workload, Workloads::owned);
  }

  private static Workload begins() {
    Workload workload =
        Workload.named("begins later")
            .view(LOG, Views.trimmed(Workloads::owned))
            .step(
                LOG,
                POWER,
                session ->
                    session.medium().journals().maintenance().begin(LOG, JournalKind.OWNED, 5))
            .step(LOG, POWER, session -> owned(session).append(batch(1, 2, POWER)));
    return probed(workload, Workloads::owned);
  }

  /** Records a snapshot, of an earlier entry if appends before it failed. */
  private static void snapshot(Journal journal, long sequence, BlobId state) {
    journal.snapshot(new JournalSnapshot(Math.min(sequence, journal.sequence()), state));
  }

  /** Trims, less if the snapshot before it failed. */
  private static void trim(Journal journal, long before) {
    long held = journal.state().snapshot().map(JournalSnapshot::sequence).orElse(0L);
    journal.trim(Math.min(before, held + 1));
  }

  private static BlobId id(byte[] bytes) {
    try {
      return BlobId.of(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of a commit of many blobs that is under way, some may be there: each is a part of its own. */
  private static Workload packs() {
    List<byte[]> packed = List.of(bytes(11, 30), bytes(12, 700), bytes(13, 5_000));
    List<BlobId> ids = packed.stream().map(Workloads::id).toList();
    List<Content> contents = packed.stream().map(Content::of).toList();
    Workload workload = Workload.named("packs");
    for (BlobId id : ids) {
      workload.view(id.sha256(), Views.blob(id));
    }
    return workload
        .view(BLOBS, Views.blobsBut(ids))
        .idempotent(Workload.ALL)
        .step(Workload.ALL, POWER, session -> put(session, bytes(12, 700)))
        .step(Workload.ALL, POWER, session -> session.medium().blobs().putAll(contents))
        .step(Workload.ALL, POWER, session -> session.medium().blobs().putAll(contents))
        .probe(BLOBS, session -> put(session, bytes(99, 33)));
  }

  /**
   * Each blob is a part of its own: of a purge that failed some may be gone. Where all goes well it
   * finds one blob only; but after a restore that failed there are two.
   */
  private static Workload quarantine() {
    BlobId first = id(bytes(21, 40));
    BlobId second = id(bytes(22, 40));
    Workload workload =
        Workload.named("quarantine, restore, purge")
            .before(session -> put(session, bytes(21, 40)))
            .before(session -> put(session, bytes(22, 40)));
    for (BlobId id : List.of(first, second)) {
      workload.view(id.sha256(), Views.blobOrAside(id)).idempotent(id.sha256());
    }
    return probedBlobs(
        workload
            .view(BLOBS, Views.blobsAndQuarantineBut(List.of(first, second)))
            .idempotent(Workload.ALL)
            .step(first.sha256(), POWER, session -> aside(session, first))
            .step(
                first.sha256(),
                POWER,
                session -> session.medium().blobs().maintenance().restore(first))
            .step(second.sha256(), POWER, session -> aside(session, second))
            .step(
                Workload.ALL,
                POWER,
                session -> session.medium().blobs().maintenance().purge(TIME.plusSeconds(1)))
            .step(second.sha256(), POWER, session -> put(session, bytes(22, 40)))
            .step(second.sha256(), POWER, session -> aside(session, second))
            .step(second.sha256(), POWER, session -> purge(session, second)));
  }

  /** So many packs that they are merged, one blob in two of them. */
  private static Workload merge() {
    Workload workload = Workload.named(MERGE);
    for (int i = 0; i < 34; i++) {
      List<Content> contents =
          List.of(Content.of(bytes(100 + i % 33, 40)), Content.of(bytes(i, 9)));
      workload.before(session -> session.medium().blobs().putAll(contents));
    }
    return probedBlobs(
        workload
            .view(BLOBS, Views.blobs())
            .idempotent(BLOBS)
            .step(BLOBS, POWER, session -> session.medium().blobs().maintenance().merge(TIME))
            .step(BLOBS, POWER, session -> put(session, bytes(101, 40)))
            .step(BLOBS, POWER, session -> session.medium().blobs().maintenance().merge(TIME)));
  }

  private static void purge(Session session, BlobId id) {
    session.medium().blobs().maintenance().purge(List.of(id), TIME.plusSeconds(1));
  }

  private static void aside(Session session, BlobId id) {
    session.medium().blobs().maintenance().quarantine(List.of(id), TIME);
  }
}
