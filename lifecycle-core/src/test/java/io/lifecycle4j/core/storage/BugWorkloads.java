package io.lifecycle4j.core.storage;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.crashkit.RaceExplorer;
import io.lifecycle4j.crashkit.Session;
import io.lifecycle4j.crashkit.Views;
import io.lifecycle4j.crashkit.Workload;
import io.lifecycle4j.crashkit.Workloads;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.JournalSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The workloads that show the seeded bugs: those of every medium and a few that are cut to fit. */
final class BugWorkloads {
  private static final Instant TIME = Instant.parse("2126-01-02T03:04:05Z");
  private static final String LOG = "log";

  private BugWorkloads() {}

  static List<Workload> all() {
    return Stream.concat(
            Workloads.all().stream(), Stream.of(withoutTokens(), snapshot(), trim(), packs()))
        .toList();
  }

  static Workload named(String name) {
    return Stream.of(all(), StoreWorkloads.all(), FileWorkloads.all(), ExportWorkloads.all())
        .flatMap(List::stream)
        .filter(workload -> workload.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** All frames have one length: what is left of a torn batch may fit behind the next one. */
  private static Workload withoutTokens() {
    return Workload.named("batches without tokens")
        .before(session -> append(session, "a"))
        .view(LOG, Views.entries(LOG, session -> session.shared(LOG)))
        .step(LOG, Durability.POWER, session -> append(session, "b", "c", "d"))
        .step(LOG, Durability.POWER, session -> append(session, "e", "f"))
        .probe(LOG, session -> append(session, "z"));
  }

  private static void append(Session session, String... payloads) {
    List<byte[]> bytes = Arrays.stream(payloads).map(Fixtures::utf8).toList();
    session.shared(LOG).append(new Batch(Batch.NO_TOKEN, Batch.ANY, bytes, Durability.POWER));
  }

  private static Workload snapshot() {
    JournalSnapshot state = new JournalSnapshot(2, Fixtures.hash(Fixtures.utf8("state")));
    return Workload.named("snapshot")
        .before(session -> append(session, "a"))
        .view(LOG, Views.trimmed(session -> session.shared(LOG)))
        .step(
            LOG,
            Durability.PROCESS,
            session -> session.shared(LOG).append(Fixtures.batch("b", "c")))
        .step(LOG, Durability.POWER, session -> session.shared(LOG).snapshot(state))
        .probe(LOG, session -> append(session, "z"));
  }

  private static Workload trim() {
    return Workload.named("trim of a sealed segment")
        .before(session -> own(session, "a", "b", "c", "d"))
        .before(session -> own(session, "e"))
        .view(LOG, Views.trimmed(session -> session.owned(LOG)))
        .step(LOG, Durability.POWER, session -> session.owned(LOG).trim(3))
        .probe(LOG, session -> own(session, "z"));
  }

  private static void own(Session session, String... payloads) {
    session.owned(LOG).append(Fixtures.batch(Batch.ANY, Durability.POWER, payloads));
  }

  private static Workload packs() {
    List<Content> contents = Stream.of("one", "two", "three").map(Content::of).toList();
    BlobId two = Fixtures.hash(Fixtures.utf8("two"));
    return Workload.named("quarantine of packs")
        .before(session -> session.medium().blobs().putAll(contents))
        .view("blobs", Views.blobsAndQuarantine())
        .idempotent("blobs")
        .step(
            "blobs",
            Durability.POWER,
            session -> session.medium().blobs().maintenance().quarantine(List.of(two), TIME))
        .step(
            "blobs",
            Durability.POWER,
            session -> session.medium().blobs().maintenance().restore(two))
        .probe("blobs", session -> session.medium().blobs().put(Content.of("four")));
  }

  /** Each process appends twice and puts a blob of its own and one that both have. */
  static final class BothWrite implements RaceExplorer.Work {
    private static final String BLOB = "blob ";

    @Override
    public void run(String process, Session session, Consumer<String> acknowledged) {
      for (String entry : entries(process)) {
        session.shared(LOG).append(Fixtures.batch(Batch.ANY, Durability.POWER, entry));
        acknowledged.accept(entry);
      }
      for (String text : List.of(process, "both")) {
        session.medium().blobs().put(Content.of(text));
        acknowledged.accept(BLOB + text);
      }
    }

    private static List<String> entries(String process) {
      return List.of(process + " 1", process + " 2");
    }

    /**
     * Of each process the entries are there in order, up to one that it waited for when it died.
     */
    @Override
    public @Nullable String check(Session session, List<String> acknowledged) {
      List<String> log = Fixtures.texts(session.shared(LOG).read(1));
      List<String> left = new ArrayList<>(log);
      for (String process : List.of("before", "first", "second")) {
        List<String> own = log.stream().filter(text -> text.startsWith(process)).toList();
        long least = acknowledged.stream().filter(text -> text.startsWith(process)).count();
        if (own.size() > 2 || !own.equals(entries(process).subList(0, own.size()))) {
          return "the journal holds " + log;
        }
        if (own.size() < least) {
          return "the journal lost some and holds " + log;
        }
        left.removeAll(own);
      }
      acknowledged.stream()
          .filter(text -> text.startsWith(BLOB))
          .map(text -> Fixtures.hash(Fixtures.utf8(text.substring(BLOB.length()))))
          .forEach(session.medium().blobs()::read);
      return left.isEmpty() ? null : "the journal holds what nobody wrote: " + left;
    }
  }
}
