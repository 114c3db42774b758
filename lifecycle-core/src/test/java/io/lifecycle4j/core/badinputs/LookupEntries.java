package io.lifecycle4j.core.badinputs;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.condition.Ordering;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.registry.VersionQuery;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.tracking.RunQuery;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The entries that look something up by a text: by a name that is checked, by anything that is only
 * compared, or by a name of the library's own.
 */
final class LookupEntries {
  private LookupEntries() {}

  /** Reads a condition, and asks it about texts that make an expression try again and again. */
  private static Object condition(Sandbox in, String text) {
    Condition condition = Conditions.parse(text);
    condition.holds(new HostileFacts());
    return condition.toString();
  }

  private static Object page(Sandbox in, String cursor) {
    VersionQuery query = VersionQuery.builder().model("before").cursor(cursor).build();
    return in.lifecycle.models().search(query).versions();
  }

  static List<Entry> all() {
    return List.of(
        new Entry("Conditions.parse", "lookup by condition", LookupEntries::condition),
        new Entry(
            "Ordering.parse", "lookup by order", (in, text) -> Ordering.parse(text).toString()),
        new Entry(
            "RunQuery.Builder.where",
            "lookup by condition",
            (in, text) -> RunQuery.builder().where(text).build().where().orElseThrow().toString()),
        new Entry(
            "RunQuery.Builder.orderBy",
            "lookup by order",
            (in, text) -> RunQuery.builder().orderBy(text).build().orderBy().get(0).toString()),
        new Entry(
            "VersionQuery.Builder.where",
            "lookup by condition",
            (in, text) ->
                VersionQuery.builder().where(text).build().where().orElseThrow().toString()),
        new Entry(
            "VersionQuery.Builder.orderBy",
            "lookup by order",
            (in, text) -> VersionQuery.builder().orderBy(text).build().orderBy().get(0).toString()),
        new Entry("VersionQuery.Builder.cursor", "cursor", LookupEntries::page),
        named("Models.search", (in, name) -> any(in.lifecycle.models().search(name, "TRUE"))),
        named("Experiments.runs", (in, name) -> any(in.lifecycle.experiments().runs(name))),
        named(
            "Dataset.versions",
            (in, name) -> any(in.lifecycle.datasets().dataset(name).versions())),
        named(
            "Dataset.findLatest",
            (in, name) -> any(in.lifecycle.datasets().dataset(name).findLatest())),
        named("Dataset.version", (in, name) -> in.lifecycle.datasets().dataset(name).version(1)),
        named("Models.allVersions", (in, name) -> any(in.lifecycle.models().allVersions(name))),
        named("Models.versions", (in, name) -> any(in.lifecycle.models().versions(name))),
        named("Models.version", (in, name) -> in.lifecycle.models().version(name, 1)),
        named("Models.history", (in, name) -> any(in.lifecycle.models().history(name))),
        named("Models.looks", (in, name) -> any(in.lifecycle.models().looks(name))),
        named(
            "Models.findNamed",
            (in, name) -> any(in.lifecycle.models().findNamed(name, "production"))),
        named(
            "Models.findNamed alias",
            (in, name) -> any(in.lifecycle.models().findNamed("before", name))),
        found("Experiments.find", (in, id) -> any(in.lifecycle.experiments().find(id))),
        found(
            "Experiments.history",
            (in, id) -> any(in.lifecycle.experiments().history(id, "loss").points())),
        found(
            "Experiments.history metric",
            (in, name) -> any(in.lifecycle.experiments().history(in.run().id(), name).points())),
        found("Experiments.resume", (in, id) -> in.lifecycle.experiments().resume(id, 0).id()),
        found(
            "Experiments.follow",
            (in, id) -> in.lifecycle.experiments().follow(id, batch -> {}).toString()),
        found("Experiments.tag", run((in, id) -> in.experiments().tag(id, "by", "alice"))),
        found("Experiments.delete", run((in, id) -> in.experiments().delete(id))),
        found("Experiments.restore", run((in, id) -> in.experiments().restore(id))),
        found("Experiments.purge", run((in, id) -> in.experiments().purge(id))),
        found("Experiments.artifact run", run((in, id) -> in.experiments().artifact(id, "notes"))),
        found(
            "Experiments.artifact",
            (in, name) -> in.lifecycle.experiments().artifact(in.run().id(), name).toString()),
        found(
            "NewRun.parent",
            (in, id) -> in.lifecycle.experiments().newRun("before").parent(id).start().id()),
        found("DatasetStore.versions", (in, name) -> any(in.store.versions(name))),
        found("DatasetStore.find", (in, name) -> any(in.store.find(name, 1))),
        found("ModelRegistry.versions", (in, name) -> any(in.registry.versions(name))),
        found("ModelRegistry.find", (in, name) -> any(in.registry.find(name, 1))),
        found("ModelRegistry.history", (in, name) -> any(in.registry.history(name))),
        found(
            "ModelRegistry.named",
            (in, name) -> in.registry.named(name, "production").isPresent() ? name : Entry.ABSENT),
        found(
            "ModelRegistry.named alias",
            (in, name) -> in.registry.named("before", name).isPresent() ? name : Entry.ABSENT),
        found(
            "Schema.find",
            (in, name) -> Sandbox.SCHEMA.find(name).isPresent() ? name : Entry.ABSENT),
        found("Schema.indexOf", (in, name) -> Sandbox.SCHEMA.indexOf(name)),
        journal(
            "JournalStore.shared",
            (in, name) -> appended(in, name, in.medium.journals().shared(name))),
        journal(
            "JournalStore.owned",
            (in, name) -> appended(in, name, in.medium.journals().owned(name))),
        journal(
            "JournalStore.read",
            (in, name) -> in.medium.journals().read(name, 1).isEmpty() ? name : Entry.ABSENT),
        new Entry(
            "BlobId.new",
            "blob",
            (in, name) -> in.medium.blobs().contains(new BlobId(name)) ? name : Entry.ABSENT));
  }

  private static Entry named(String name, Entry.Call call) {
    return new Entry(name, "lookup of a name", call);
  }

  private static Entry found(String name, Entry.Call call) {
    return new Entry(name, "lookup", call);
  }

  private static Entry journal(String name, Entry.Call call) {
    return new Entry(name, "journal", call);
  }

  /** Does something to a run that is not there. */
  private interface OfRun {
    void pass(Lifecycle in, String id);
  }

  private static Entry.Call run(OfRun call) {
    return (in, id) -> {
      call.pass(in.lifecycle, id);
      return id;
    };
  }

  private static Object any(Collection<?> found) {
    return found.isEmpty() ? Entry.ABSENT : found;
  }

  private static Object any(Optional<?> found) {
    return found.isEmpty() ? Entry.ABSENT : found;
  }

  private static Object appended(Sandbox in, String name, Journal journal) {
    try (journal) {
      journal.append(Fixtures.batch("x"));
    }
    return in.medium.journals().read(name, 1).isEmpty() ? Entry.ABSENT : name;
  }
}
