package io.lifecycle4j.core.badinputs;

import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Purge;
import io.lifecycle4j.data.Snapshot;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.storage.Content;
import java.util.List;
import java.util.Optional;

/** The entries that take a name or a text about datasets, their versions and their blobs. */
final class DataEntries {
  private DataEntries() {}

  static List<Entry> all() {
    return List.of(
        name("Maintenance.pin", DataEntries::pin),
        name("Dataset.tag", DataEntries::tag),
        name("Snapshot.tag", DataEntries::snapshotTag),
        name("Snapshot.metadata", DataEntries::metadata),
        path("Sources.jsonLines", DataEntries::jsonLines),
        text("Snapshot.metadata value", DataEntries::metadataValue),
        text("Snapshot.madeOf", DataEntries::madeOf),
        text("Dataset.tag author", DataEntries::tagAuthor),
        new Entry("Dataset.purge author", "reason", DataEntries::purgeAuthor).erasing(),
        new Entry("Dataset.purge reason", "reason", DataEntries::purgeReason).erasing(),
        new Entry("Maintenance.unpin", "lookup of a name", DataEntries::unpinned),
        found("Dataset.find", (in, tag) -> anything(before(in).find(tag))),
        found("Dataset.untag", DataEntries::untagged),
        found("DatasetVersion.open", (in, file) -> before(in).version(1).open(file)),
        found("DatasetVersion.open part", (in, file) -> before(in).version(1).open(file, 0, 1)),
        new Entry("Dataset.findHash", "hash", (in, hash) -> anything(before(in).findHash(hash))));
  }

  private static Entry name(String name, Entry.Call call) {
    return new Entry(name, "name", call);
  }

  private static Entry path(String name, Entry.Call call) {
    return new Entry(name, "path", call);
  }

  private static Entry text(String name, Entry.Call call) {
    return new Entry(name, "text", call);
  }

  private static Entry found(String name, Entry.Call call) {
    return new Entry(name, "lookup", call);
  }

  private static Object anything(Optional<?> found) {
    return found.isEmpty() ? Entry.ABSENT : found;
  }

  private static Dataset before(Sandbox in) {
    return in.lifecycle.datasets().dataset("before");
  }

  /** Begins a version of bytes that were not there before. */
  private static Snapshot next(Sandbox in) {
    return in.snapshot("more", Content.of("a,b\n" + in.next() + ",x\n"));
  }

  private static Object pin(Sandbox in, String name) {
    in.lifecycle.maintenance().pin(name, List.of(before(in).version(1).id()));
    return in.lifecycle.maintenance().pins().containsKey(name) ? name : Entry.ABSENT;
  }

  private static Object unpinned(Sandbox in, String name) {
    in.lifecycle.maintenance().unpin(name);
    return "unpinned";
  }

  private static Object tag(Sandbox in, String name) {
    before(in).tag(1, name);
    return before(in).find(name).isPresent() ? name : Entry.ABSENT;
  }

  private static Object untagged(Sandbox in, String name) {
    before(in).untag(name);
    return "untagged";
  }

  private static Object tagAuthor(Sandbox in, String author) {
    before(in).tag(1, "named-" + in.next(), author);
    var moves = before(in).tagHistory();
    return moves.get(moves.size() - 1).author();
  }

  /** Purges the newest version. The next is made afterwards: what is refused leaves no file. */
  private static Purge purge(Sandbox in, String author, String reason) {
    Dataset more = in.lifecycle.datasets().dataset("more");
    int number = more.findLatest().orElseGet(next(in)::commit).number();
    Purge purged = more.purge(number, author, reason).purge();
    next(in).commit();
    return purged;
  }

  private static Object purgeAuthor(Sandbox in, String author) {
    return purge(in, author, "asked to").author();
  }

  private static Object purgeReason(Sandbox in, String reason) {
    return purge(in, "alice", reason).reason();
  }

  private static Object snapshotTag(Sandbox in, String name) {
    long number = next(in).tag(name).commit().number();
    Dataset more = in.lifecycle.datasets().dataset("more");
    return more.find(name).map(DatasetVersion::number).orElse(0) == number ? name : "another";
  }

  private static Object metadata(Sandbox in, String key) {
    DatasetVersion version = next(in).metadata(key, "x").commit();
    return List.copyOf(version.manifest().metadata().keySet()).get(0);
  }

  private static Object metadataValue(Sandbox in, String text) {
    return next(in).metadata("about", text).commit().manifest().metadata().get("about");
  }

  private static Object madeOf(Sandbox in, String how) {
    DatasetVersion parent = before(in).version(1);
    return next(in).madeOf(parent, how).commit().manifest().parents().get(0).how();
  }

  private static Object jsonLines(Sandbox in, String name) {
    Content rows = Content.of("{\"a\":" + in.next() + ",\"b\":\"x\"}\n");
    return in.lifecycle
        .datasets()
        .dataset("lines")
        .snapshot(Sources.jsonLines(name, rows))
        .schema(Sandbox.SCHEMA)
        .commit()
        .manifest()
        .files()
        .get(0)
        .name();
  }
}
