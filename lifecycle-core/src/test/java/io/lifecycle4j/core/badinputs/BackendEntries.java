package io.lifecycle4j.core.badinputs;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.JournalChecks;
import io.lifecycle4j.storage.spi.JournalKind;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.spi.RunBatch;
import io.lifecycle4j.tracking.spi.RunLog;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The entries that backends have beside the front door. */
final class BackendEntries {
  private BackendEntries() {}

  static List<Entry> all() {
    return List.of(
        new Entry("DatasetStore.commit", "name", BackendEntries::commit),
        new Entry("DatasetStore.tag", "name", BackendEntries::tag),
        new Entry(
            "DatasetStore.purge",
            "lookup of a name",
            (in, name) -> in.store.purge(name, 9, "ann", "why")),
        found("DatasetStore.findLatest", (in, name) -> any(in.store.findLatest(name))),
        found("DatasetStore.tags", (in, name) -> any(in.store.tags(name).keySet())),
        found("DatasetStore.tagMoves", (in, name) -> any(in.store.tagMoves(name))),
        found("ExperimentTracker.find", (in, id) -> any(in.tracker.find(id))),
        found(
            "ExperimentTracker.history", (in, id) -> any(in.tracker.history(id, "loss").points())),
        found("ExperimentTracker.read", BackendEntries::read),
        found("ExperimentTracker.reopen", BackendEntries::reopen),
        found("RunImports.reopen", BackendEntries::reopenImported),
        found("ExperimentTracker.delete", done((in, id) -> in.tracker.delete(id))),
        found("ExperimentTracker.restore", done((in, id) -> in.tracker.restore(id))),
        found("ExperimentTracker.purge", done((in, id) -> in.tracker.purge(id))),
        journal("JournalStore.chained", BackendEntries::chained),
        journal("JournalStore.state", (in, name) -> state(in.medium.journals().state(name), name)),
        journal("JournalStore.isOwned", BackendEntries::owned),
        found("JournalStore.names", BackendEntries::named),
        journal("JournalStore.open", BackendEntries::opened),
        journal("JournalMaintenance.verify", BackendEntries::verified),
        journal("JournalMaintenance.salvage", BackendEntries::salvaged),
        journal("JournalMaintenance.begin", BackendEntries::begun),
        journal("JournalChecks.name", BackendEntries::checked),
        new Entry("RunBatch.Builder.tag", "key", BackendEntries::batchTag),
        new Entry("RunBatch.Builder.removeTag", "key", BackendEntries::batchRemoved),
        new Entry("RunBatch.Builder.param", "key", BackendEntries::batchParam),
        new Entry("RunBatch.Builder.point", "key", BackendEntries::batchPoint));
  }

  private static Entry found(String name, Entry.Call call) {
    return new Entry(name, "lookup", call);
  }

  private static Entry journal(String name, Entry.Call call) {
    return new Entry(name, "journal", call);
  }

  /** Does something to what is not there. */
  private interface Doing {
    void pass(Sandbox in, String id);
  }

  private static Entry.Call done(Doing doing) {
    return (in, id) -> {
      doing.pass(in, id);
      return "done";
    };
  }

  /** No journal begins like that, though all begin with the empty text. */
  private static Object named(Sandbox in, String prefix) {
    return any(in.medium.journals().names(prefix == null ? null : "none-" + prefix));
  }

  private static Object any(Collection<?> found) {
    return found.isEmpty() ? Entry.ABSENT : found;
  }

  private static Object any(Optional<?> found) {
    return found.isEmpty() ? Entry.ABSENT : found;
  }

  private static Object commit(Sandbox in, String name) {
    DatasetManifest manifest = in.store.findLatest("before").orElseThrow().manifest();
    return in.store.commit(name, manifest, 0).dataset();
  }

  private static Object tag(Sandbox in, String tag) {
    in.store.tag("before", tag, 1, "ann");
    return in.store.tags("before").containsKey(tag) ? tag : Entry.ABSENT;
  }

  private static Object read(Sandbox in, String id) {
    in.tracker.read(id, 1, batch -> {});
    return Entry.ABSENT;
  }

  private static Object reopen(Sandbox in, String id) {
    try (RunLog log = in.tracker.reopen(id)) {
      return log;
    }
  }

  private static Object reopenImported(Sandbox in, String id) {
    try (RunLog log = in.lifecycle.experiments().imports().reopen(id)) {
      return log;
    }
  }

  private static Object state(Optional<JournalState> state, String name) {
    return state.isEmpty() ? name : state;
  }

  private static Object chained(Sandbox in, String name) {
    try (var journal = in.medium.journals().chained(name)) {
      journal.append(Fixtures.batch("x"));
    }
    in.medium.journals().maintenance().verify(name, VerifyDepth.CHECKSUM);
    return name;
  }

  private static Object opened(Sandbox in, String name) {
    in.medium.journals().open(name, JournalKind.OWNED).close();
    return name;
  }

  private static Object begun(Sandbox in, String name) {
    in.medium.journals().maintenance().begin(name, JournalKind.OWNED, 7);
    return in.medium.journals().state(name).filter(state -> state.first() == 7).isPresent()
        ? name
        : Entry.ABSENT;
  }

  private static Object checked(Sandbox in, String name) {
    JournalChecks.name(name);
    return name;
  }

  private static Object verified(Sandbox in, String name) {
    try {
      in.medium.journals().maintenance().verify(name, VerifyDepth.CHECKSUM);
    } catch (NotFoundException e) {
      assertThat(e).hasMessageContaining(name); // the name is allowed, and nothing has it
    }
    return name;
  }

  private static Object salvaged(Sandbox in, String name) {
    in.medium.journals().maintenance().salvage(name, 1, entry -> {});
    return name;
  }

  private static Object owned(Sandbox in, String name) {
    return in.medium.journals().isOwned(name) ? "owned" : name;
  }

  private static Object batchTag(Sandbox in, String name) {
    return key(RunBatch.builder().tag(name, "x").build().tags());
  }

  private static Object batchRemoved(Sandbox in, String name) {
    return key(RunBatch.builder().removeTag(name).build().tags());
  }

  private static Object batchParam(Sandbox in, String name) {
    return key(RunBatch.builder().param(name, 1).build().params());
  }

  private static Object batchPoint(Sandbox in, String name) {
    MetricPoint point = new MetricPoint(0, 1, Fixtures.TIME);
    return RunBatch.builder().point(name, point).build().points().get(0).metric();
  }

  private static Object key(Map<String, ?> all) {
    return List.copyOf(all.keySet()).get(0);
  }
}
