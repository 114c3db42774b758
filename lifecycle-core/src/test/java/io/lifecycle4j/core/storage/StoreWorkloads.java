package io.lifecycle4j.core.storage;

import static io.lifecycle4j.contract.Fixtures.ALICE;
import static io.lifecycle4j.contract.Fixtures.TIME;
import static io.lifecycle4j.storage.Durability.POWER;
import static io.lifecycle4j.storage.Durability.PROCESS;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.registry.Decisions;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.registry.VersionRetention;
import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.crashkit.Session;
import io.lifecycle4j.crashkit.Views;
import io.lifecycle4j.crashkit.Workload;
import io.lifecycle4j.data.CheckOut;
import io.lifecycle4j.data.Datasets;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.registry.Authorizer;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.RolloutEnd;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.VersionDeleted;
import io.lifecycle4j.registry.VersionDescribed;
import io.lifecycle4j.registry.VersionRestored;
import io.lifecycle4j.registry.WeightRetention;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import io.lifecycle4j.tracking.spi.RunBatch;
import io.lifecycle4j.tracking.spi.RunLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Every public write of the stores that stand on a medium. */
final class StoreWorkloads {
  private static final String LOG = "log";

  private StoreWorkloads() {}

  static List<Workload> all() {
    return List.of(
        datasets(),
        tags(),
        PurgeWorkloads.purge(),
        checkOut(),
        runs(),
        registry(),
        PromotionWorkloads.promotions(),
        GovernanceWorkloads.governance(),
        removals(),
        ImportWorkloads.imports(),
        rollout(),
        withoutMarks());
  }

  private static DatasetStore data(Session session) {
    return session.keep(DatasetStore.class, medium -> DatasetStores.over(medium, () -> TIME));
  }

  private static void commit(Session session, String message) {
    DatasetStore store = data(session);
    StoredFile file = store.put(new NamedContent("rides.csv", Content.of("1.5;2;" + message)));
    Fixtures.commit(store, "rides", Fixtures.dataset(message, file));
  }

  private static Workload datasets() {
    return Workload.named("dataset commits")
        .view("data", session -> List.of(data(session).datasets(), data(session).versions("rides")))
        .step("data", POWER, session -> commit(session, "first"))
        .step("data", POWER, session -> commit(session, "second"))
        .step("data", POWER, session -> commit(session, "second"))
        .probe("data", session -> commit(session, "no " + data(session).versions("rides").size()));
  }

  private static Object tagged(Session session) {
    DatasetStore store = data(session);
    return List.of(store.versions("rides"), store.tags("rides"), store.tagMoves("rides"));
  }

  private static void tag(Session session, String tag, int number) {
    data(session).tag("rides", tag, number, "alice");
  }

  private static Workload tags() {
    return Workload.named("dataset tags: set, move, remove")
        .before(session -> commit(session, "first"))
        .before(session -> commit(session, "second"))
        .view("tags", StoreWorkloads::tagged)
        .step("tags", POWER, session -> tag(session, "best", 1))
        .step("tags", POWER, session -> tag(session, "best", 2))
        .step("tags", POWER, session -> tag(session, "best", 2))
        .step("tags", POWER, session -> tag(session, "used", 1))
        .step("tags", POWER, session -> tag(session, "best", 0))
        .probe("tags", session -> tag(session, "p" + data(session).tags("rides").size(), 1));
  }

  /** The files of two versions, the second over the first: each is one of both, or not there. */
  private static Workload checkOut() {
    Workload workload =
        Workload.named("check-out of versions")
            .before(session -> commit(session, "first"))
            .before(session -> commitTwo(session))
            .idempotent(Workload.ALL)
            .view("data", session -> data(session).versions("rides"));
    for (String name : List.of("rides.csv", "more/rides.csv")) {
      workload.view(name, session -> written(session.beside("out").resolve(name)));
    }
    return workload
        .step(Workload.ALL, POWER, session -> checkOut(session, 1).write())
        .step(Workload.ALL, POWER, session -> checkOut(session, 2).intoExisting().write())
        .probe("data", session -> commit(session, "no " + data(session).versions("rides").size()));
  }

  private static void commitTwo(Session session) {
    DatasetStore store = data(session);
    List<StoredFile> files =
        store.putAll(
            List.of(
                new NamedContent("more/rides.csv", Content.of("3.5;4;more")),
                new NamedContent("rides.csv", Content.of("3.5;4;second"))));
    Fixtures.commit(store, "rides", Fixtures.dataset("two", files.toArray(StoredFile[]::new)));
  }

  private static CheckOut checkOut(Session session, int version) {
    Datasets datasets =
        session.told(Datasets.class, DatasetStores.datasets(data(session), () -> TIME));
    return datasets.dataset("rides").version(version).checkOut(session.beside("out"));
  }

  private static String written(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "absent";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ExperimentTracker tracker(Session session) {
    return session.keep(ExperimentTracker.class, Tracking::over);
  }

  /** The logs of the runs that a session started. */
  private static final class Logs {
    final Map<String, RunLog> open = new HashMap<>();
  }

  private static void start(Session session, String id) {
    RunLog log = tracker(session).start(new RunInfo(id, "fraud", TIME));
    session.keep(Logs.class, medium -> new Logs()).open.put(id, log);
  }

  private static void log(
      Session session, String id, Durability durability, RunBatch.Builder batch) {
    RunLog log = session.keep(Logs.class, medium -> new Logs()).open.get(id);
    if (log == null) {
      throw new NotFoundException("Run was not started: " + id);
    }
    log.append(batch.build(), durability);
  }

  /** Says what was recorded of a run; that its process no longer records it is another question. */
  private static List<Object> recorded(Session session, String id) {
    return List.of(
        tracker(session)
            .find(id)
            .map(
                run ->
                    run.status() == RunStatus.CRASHED ? run.toBuilder().end(null).build() : run));
  }

  private static List<RunRecord> all(Session session) {
    return tracker(session).search(RunQuery.builder().experiment("fraud").build()).runs();
  }

  private static Workload runs() {
    return Workload.named("runs: start, log, end")
        .view("r1", session -> recorded(session, "r1"))
        .view("r2", session -> recorded(session, "r2"))
        .view("runs", session -> all(session).stream().map(RunRecord::info).toList())
        .step(Workload.ALL, POWER, session -> start(session, "r1"))
        .mayRemain() // in the catalog, though its own journal could not be opened
        .step(Workload.ALL, POWER, session -> start(session, "r2"))
        .mayRemain()
        .step("r1", PROCESS, s -> log(s, "r1", PROCESS, RunBatch.builder().param("rate", 0.1)))
        .step(
            "r1",
            PROCESS,
            s ->
                log(
                    s,
                    "r1",
                    PROCESS,
                    RunBatch.builder().point("loss", new MetricPoint(1, 0.5, TIME))))
        .step("r2", PROCESS, s -> log(s, "r2", PROCESS, RunBatch.builder().tag("by", "alice")))
        .step(
            "r1",
            POWER,
            s ->
                log(
                    s,
                    "r1",
                    POWER,
                    RunBatch.builder().end(new RunEnd(RunStatus.FINISHED, TIME, ""))))
        .probe("runs", session -> start(session, "p" + all(session).size()));
  }

  private static ModelRegistry models(Session session) {
    return session.keep(ModelRegistry.class, medium -> Registries.over(medium, () -> TIME));
  }

  private static void register(Session session, String weights) {
    StoredFile file = models(session).put(new NamedContent("weights.bin", Content.of(weights)));
    ModelManifest manifest = Fixtures.model(file);
    models(session).register("fraud", manifest, ALICE, "trained");
  }

  private static Object seen(Session session) {
    ModelRegistry models = models(session);
    models.refresh(); // else its thread may read an entry of unknown outcome between these calls
    return List.of(
        models.models(),
        Moves.versions(models, "fraud"),
        models.versions("fraud"),
        models.named("fraud", ModelRegistry.PRODUCTION),
        models.history("fraud"));
  }

  private static Workload registry() {
    Workload workload =
        Workload.named("models: register, promote, roll back")
            .view("models", StoreWorkloads::seen)
            .step("models", POWER, session -> register(session, "one"));
    for (Transition move : List.of(Moves.promotion("fraud", 0, 1), Moves.rejection("fraud", 1))) {
      workload.step("models", POWER, session -> models(session).apply(move));
    }
    return workload
        .step("models", POWER, session -> register(session, "two"))
        .step("models", POWER, session -> models(session).apply(Moves.promotion("fraud", 1, 2)))
        .step("models", POWER, session -> apply(session, described()))
        .step("models", POWER, session -> models(session).apply(Moves.rollback("fraud", 2, 1)))
        .probe("models", session -> register(session, "probe"));
  }

  /** A version is hidden, comes back, and loses its files to the next collection of garbage. */
  private static Workload removals() {
    return Workload.named("models: delete, restore, purge")
        .before(
            session -> {
              register(session, "one");
              register(session, "two");
              register(session, "three");
              models(session).apply(Moves.promotion("fraud", 0, 1));
            })
        .view("models", StoreWorkloads::seen)
        .step("models", POWER, session -> apply(session, new VersionDeleted("fraud", 2)))
        .step("models", POWER, session -> apply(session, new VersionRestored("fraud", 2)))
        .step("models", POWER, StoreWorkloads::retain)
        .probe("models", session -> register(session, "probe"));
  }

  private static void retain(Session session) {
    new VersionRetention(
            models(session),
            model -> new Decisions(model, models(session), Authorizer.ALL, Decisions.LOG),
            () -> TIME,
            () -> TIME)
        .purge(WeightRetention.newest(1));
  }

  private static Change described() {
    return new VersionDescribed("fraud", 2, Map.of("tags.team", "risk"), List.of());
  }

  private static void apply(Session session, Change... changes) {
    Transition.Builder transition = Transition.builder(ALICE, "for the test");
    List.of(changes).forEach(transition::change);
    models(session).apply(transition.build());
  }

  /** A rollout to its last step, and back in the bake: a move is never without its step or end. */
  private static Workload rollout() {
    return Workload.named("models: roll out")
        .before(
            session -> {
              register(session, "one");
              register(session, "two");
              models(session).apply(Moves.promotion("fraud", 0, 1));
            })
        .view("models", StoreWorkloads::seen)
        .step("models", POWER, session -> apply(session, Moves.rollout("fraud", 1, 2, "a1")))
        .step("models", POWER, session -> apply(session, Moves.stepped("fraud", 2, "a1", 1)))
        .step(
            "models",
            POWER,
            session ->
                apply(
                    session,
                    Moves.stepped("fraud", 2, "a1", 2),
                    Moves.moved("fraud", 1, 2, Direction.FORWARD)))
        .step(
            "models",
            POWER,
            session ->
                apply(
                    session,
                    Moves.ended("fraud", 2, "a1", RolloutEnd.TURNED_BACK),
                    Moves.moved("fraud", 2, 1, Direction.BACK)))
        .probe("models", session -> register(session, "probe"));
  }

  /** A journal in a copy that left out empty files. */
  private static Workload withoutMarks() {
    return Workload.named("journal without marks")
        .before(session -> append(session, POWER, "old"))
        .before(
            session -> {
              session.close();
              unmark(Tree.room(session.beside("home"), LOG));
            })
        .view(LOG, Views.entries(LOG, session -> session.shared(LOG)))
        .step(LOG, PROCESS, session -> append(session, PROCESS, "new"))
        .reopening()
        .step(LOG, POWER, session -> append(session, POWER, "newer"))
        .probe(LOG, session -> append(session, POWER, "probe"));
  }

  private static void unmark(Path room) {
    for (Path path : Tree.paths(room)) {
      if (path.getFileName().toString().startsWith("version-")) {
        try {
          Files.delete(path);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private static void append(Session session, Durability durability, String text) {
    session.shared(LOG).append(Fixtures.batch(Batch.ANY, durability, text));
  }
}
