package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.model.ModelForms;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.storage.FormatVectors;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.model.Baseline;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AliasRemoved;
import io.lifecycle4j.registry.ApprovalWithdrawn;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.HoldoutPinned;
import io.lifecycle4j.registry.PolicyMet;
import io.lifecycle4j.registry.PolicyOverridden;
import io.lifecycle4j.registry.PolicySet;
import io.lifecycle4j.registry.PromotionPolicy;
import io.lifecycle4j.registry.PromotionsLocked;
import io.lifecycle4j.registry.PromotionsUnlocked;
import io.lifecycle4j.registry.RolloutEnd;
import io.lifecycle4j.registry.RuleActed;
import io.lifecycle4j.registry.SigningSet;
import io.lifecycle4j.registry.StressTested;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.registry.VersionApproved;
import io.lifecycle4j.registry.VersionDeleted;
import io.lifecycle4j.registry.VersionDescribed;
import io.lifecycle4j.registry.VersionImported;
import io.lifecycle4j.registry.VersionPurged;
import io.lifecycle4j.registry.VersionRestored;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.schema.ClassDecision;
import io.lifecycle4j.schema.ClassWeighting;
import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.schema.Reconstruction;
import io.lifecycle4j.schema.Regression;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/** A model that answers, and one whose versions have every step and move in every way. */
final class KindsModels {
  private static final Regression RIDES = new Regression("rides");

  /** The other tasks, with all their parts. */
  private static final List<Task<?>> TASKS =
      List.of(
          new Classification(
              "rare",
              List.of("no", "yes"),
              new ClassDecision(
                  Optional.of("yes"), OptionalDouble.of(0.375), OptionalDouble.of(0.9)),
              new ClassWeighting(true, Map.of("no", 0.5, "yes", 50.0)),
              OptionalDouble.of(0.1)),
          Tasks.multiLabel("late", "full"),
          Tasks.regression("rides", "delays"),
          Tasks.quantiles("rides", 0.1, 0.9),
          new Reconstruction(2));

  static final String NAME = "kinds";

  private final ModelRegistry registry;

  private KindsModels(ModelRegistry registry) {
    this.registry = registry;
  }

  /** Trains a model, which answers twice, once rightly. */
  static void answer(Lifecycle home) {
    try (ManagedModel<Flower, String> model =
        Flowers.model(home).gates(linear(metric("accuracy").atLeast(0.5))).open()) {
      Flowers.promoted(model, Flowers.commit(home, 1, 60).split(Flowers.PLAN));
      String id = model.predict(List.of(Flowers.SETOSA, Flowers.VIRGINICA)).get(0).id();
      model.recordGroundTruth(id, "setosa");
    }
  }

  /** Opens the model after a process that died while it loaded a version. */
  static void skip(Lifecycle home, Medium medium) {
    write(
        medium,
        "loads-00000000000000c3",
        "{\"kind\":\"begun\",\"model\":\"species\",\"time\":\""
            + SmallLife.NOON
            + "\",\"version\":99}");
    write(
        medium,
        "loads-00000000000000c4",
        "{\"kind\":\"stand-by\",\"model\":\"species\",\"time\":\""
            + SmallLife.NOON
            + "\",\"version\":98}");
    Flowers.plain(home).open().close();
  }

  /** Leaves what processes counted in a rollout, who decided, and which event is next. */
  static void count(Medium medium) {
    write(
        medium,
        "rollout-lead-f6b1a520a9e0d54c",
        "{\"kind\":\"leads\",\"model\":\"kinds\",\"rollout\":\"a1\"}");
    write(
        medium,
        "traffic-f6b1a520a9e0d54c-00000000000000d5",
        "{\"from\":\"2026-01-02T03:04:05Z\",\"kind\":\"traffic\",\"to\":\"2026-01-02T03:04:06Z\","
            + "\"versions\":[{\"counts\":{\"errors\":0,\"latencies\":[270,3],\"refusals\":0},"
            + "\"version\":1}]}");
    write(
        medium,
        "rule-decisions-f6b1a520a9e0d54c",
        "{\"figures\":{\"error_rate\":0.0},\"kind\":\"decided\",\"outcome\":\"QUIET\",\"reason\":"
            + "\"error rate is 0.00 % of 3 requests\",\"rule\":\"error_rate > 0.02\",\"time\":"
            + "\"2026-01-02T03:04:06Z\",\"version\":1}");
    drift(medium);
    learn(medium);
    alert(medium);
    retrain(medium);
    write(
        medium,
        "quality-lead-f6b1a520a9e0d54c",
        required(FormatVectors.entries("quality-lead-ID").get("measured"), "vector"));
    write(
        medium,
        "events-877c3aec832cd410",
        "{\"kind\":\"position\",\"name\":\"slack\",\"part\":0,\"sequence\":2,\"undelivered\":[{\"attempts\":20,"
            + "\"failure\":\"Down\",\"part\":0,\"sequence\":1,\"time\":\""
            + SmallLife.NOON
            + "\"}]}");
  }

  /** Leaves every entry that a learned reference has. */
  private static void learn(Medium medium) {
    try (Journal journal = medium.journals().shared("learned-references-f6b1a520a9e0d54c")) {
      List<byte[]> lines = vectors("learned-references");
      journal.append(new Batch(new UUID(1, 96), Batch.ANY, lines, Durability.PROCESS));
    }
  }

  /** Leaves an alert, and that its listener has received it. */
  private static void alert(Medium medium) {
    String line =
        "{\"decisions\":[{\"alert\":\"00000000000000a1\",\"figures\":{\"effect\":0.5},\"hints\":[{\"reason\":\"missing"
            + " 0 % to 12 %\",\"remedy\":\"CHECK_SOURCE\"}],\"kind\":\"DRIFT\","
            + "\"outcome\":\"OPENED\",\"severity\":\"WARNING\",\"subject\":\"amount\",\"text\":\"amount"
            + " drifted\"}],\"from\":\"TIME\",\"model\":\"kinds\",\"rows\":100,"
            + "\"source\":\"report-0\",\"time\":\"TIME\",\"to\":\"TIME\",\"v\":1,"
            + "\"version\":\"kinds:1\"}";
    try (Journal journal = medium.journals().shared("alerts-f6b1a520a9e0d54c")) {
      List<byte[]> lines = List.of(Fixtures.utf8(line.replace("TIME", SmallLife.NOON.toString())));
      journal.append(new Batch(new UUID(1, 98), Batch.ANY, lines, Durability.PROCESS));
    }
    write(
        medium,
        "alert-delivery-f6b1a520a9e0d54c-877c3aec832cd410",
        "{\"kind\":\"position\",\"name\":\"slack\",\"part\":0,\"sequence\":2,\"undelivered\":[]}");
  }

  /** Leaves every entry that a retraining has, and who decided. */
  private static void retrain(Medium medium) {
    write(medium, "retraining-lead-f6b1a520a9e0d54c", "{\"kind\":\"leads\",\"model\":\"kinds\"}");
    try (Journal journal = medium.journals().shared("retrainings-f6b1a520a9e0d54c")) {
      List<byte[]> lines =
          FormatVectors.entries("retrainings-ID").values().stream().map(Fixtures::utf8).toList();
      journal.append(new Batch(new UUID(1, 97), Batch.ANY, lines, Durability.PROCESS));
    }
  }

  /** Leaves what a process recorded, the reports of two windows, and the windows that are open. */
  private static void drift(Medium medium) {
    write(medium, "drift-summaries-f6b1a520a9e0d54c-00000000000000d6", vectors("drift-summaries"));
    write(medium, "drift-reports-f6b1a520a9e0d54c", vectors("drift-reports"));
    write(medium, "drift-lead-f6b1a520a9e0d54c", vectors("drift-lead"));
  }

  private static List<byte[]> vectors(String journal) {
    Collection<String> vectors = FormatVectors.entries(journal + "-ID").values();
    return vectors.stream().map(FormatVectors::bytes).toList();
  }

  private static void write(Medium medium, String name, String line) {
    write(medium, name, List.of(Fixtures.utf8(line)));
  }

  private static void write(Medium medium, String name, List<byte[]> lines) {
    try (Journal journal = medium.journals().owned(name)) {
      journal.append(new Batch(new UUID(1, 99), Batch.ANY, lines, Durability.PROCESS));
    }
  }

  /** Registers versions with every step, and moves the alias in every way. */
  static void move(Medium medium, DatasetVersion data) throws IOException {
    KindsModels models =
        new KindsModels(Registries.over(medium, InstantSource.fixed(SmallLife.NOON)));
    for (SplitPlan plan : KindsData.PLANS.subList(0, 3)) {
      models.register(data, data.split(plan).plan());
    }
    Provenance external =
        new Provenance.External(
            "carol",
            Map.of("paper", "1234.56789"),
            data.ref(),
            data.split(KindsData.PLANS.get(0)).plan(),
            List.of(data.id()),
            Map.of("a", "b"));
    models.register("elsewhere", data, RIDES, external, "From a paper");
    for (Task<?> task : TASKS) {
      models.register(task.id(), data, task, external, "For its task");
    }
    GateVerdict passed = GateVerdict.builder("accuracy", Verdict.PASS, "0.9 is enough").build();
    models.apply(judged(1, passed), Moves.moved(NAME, 0, 1, Direction.FORWARD));
    models.apply(
        judged(
            2,
            GateVerdict.builder("accuracy", Verdict.FAIL, "0.1 is not enough").build(),
            GateVerdict.builder("champion", Verdict.INCONCLUSIVE, "10 rows do not suffice").build(),
            GateVerdict.builder("latency", Verdict.ERROR, "it is missing")
                .rowsRead()
                .unsafeToLoad()
                .build(),
            GateVerdict.builder("recall", Verdict.ERROR, "it is not a number")
                .undefinedMetric()
                .build()));
    models.apply(judged(3, passed), Moves.moved(NAME, 1, 3, Direction.FORWARD));
    models.apply(Moves.moved(NAME, 3, 1, Direction.BACK));
    StoredFile list = models.registry.put(new NamedContent("export.json", Content.of("{}")));
    models.apply(
        new VersionImported(NAME, 3, new UUID(0, 7), 9, List.of("ann"), list.blob(), List.of()));
    models.apply(
        new StressTested(
            NAME,
            3,
            "rides:1/holdout",
            5,
            "mae",
            0.5,
            Optional.of(new StressTested.Worst("length missing", Double.NaN)),
            list));
    models.apply(Moves.rollout(NAME, 1, 2, "a1"));
    models.apply(Moves.stepped(NAME, 2, "a1", 1));
    models.apply(Moves.ended(NAME, 2, "a1", RolloutEnd.TURNED_BACK));
    models.apply(
        new Change.ShadowStarted(NAME, 2, "s1", 0.25, SmallLife.NOON, 0.5, Optional.empty()));
    models.apply(new Change.ShadowStopped(NAME, 2, "s1"));
    PromotionPolicy policy = Moves.policy("accuracy");
    models.apply(new PolicySet(NAME, "production", Optional.empty(), policy));
    models.apply(
        judged(3, passed),
        new PolicyMet(NAME, 3, "production", policy.digest()),
        Moves.moved(NAME, 1, 3, Direction.FORWARD));
    models.apply(
        new RuleActed(
            NAME, 3, "error_rate > 0.02", "error rate is 4.00 %", Map.of("error_rate", 0.04)),
        Moves.moved(NAME, 3, 1, Direction.BACK));
    models.apply(
        new PolicyOverridden(NAME, 3, "production", Optional.of(policy.digest()), "Urgent"),
        Moves.moved(NAME, 1, 3, Direction.FORWARD));
    models.apply(Moves.moved(NAME, 3, 1, Direction.BACK));
    long staged =
        models.apply(
            new AliasMoved(
                NAME, "staging", OptionalInt.empty(), OptionalLong.of(0), 2, Direction.FORWARD));
    models.apply(new AliasRemoved(NAME, "staging", 2, staged));
    models.apply(new PromotionsLocked(NAME));
    models.apply(new PromotionsUnlocked(NAME));
    models.apply(new SigningSet(NAME, false));
    models.apply(new HoldoutPinned(NAME, 0, data.ref(), data.split(KindsData.PLANS.get(0)).plan()));
    models.apply(
        new VersionApproved(
            NAME,
            3,
            "production",
            models.registry.versions(NAME).get(2).id(),
            Optional.empty(),
            Optional.empty(),
            policy.digest()));
    models.apply(new ApprovalWithdrawn(NAME, 3, "production"));
    models.apply(new VersionDescribed(NAME, 2, Map.of("tags.team", "risk"), List.of("archived")));
    BlobId manifest = models.registry.find("elsewhere", 1).orElseThrow().id();
    models.apply(new VersionDeleted("elsewhere", 1));
    models.apply(new VersionRestored("elsewhere", 1), new VersionPurged("elsewhere", 1, manifest));
  }

  private void register(DatasetVersion data, SplitPlan plan) throws IOException {
    register(
        NAME,
        data,
        RIDES,
        new Provenance.Trained("everything", data.ref(), plan, Map.of("a", "b")),
        "For " + plan.getClass().getSimpleName());
  }

  private void register(
      String model, DatasetVersion data, Task<?> task, Provenance provenance, String reason)
      throws IOException {
    StoredFile weights = registry.put(new NamedContent("weights", Content.of("0.5 1")));
    registry.register(
        model,
        ModelManifest.builder(
                new ModelArtifact("kinds", "linear", List.of(weights), Fixtures.signature(2, task)),
                task,
                steps(),
                data.manifest().profile(),
                provenance)
            .golden(List.of(Fixtures.golden(List.of(0.5f, Float.NaN), task, List.of(-1f))))
            .baselines(
                List.of(
                    new Baseline.Linear("linear", List.of(1.5), List.of(List.of(0.25, -1.0))),
                    new Baseline.LastValue("last_value", "yesterday", 2.5),
                    new Baseline.Adjusted(
                        new Baseline.Linear("mean", List.of(0.5), List.of()), task)))
            .build(),
        Flowers.ALICE,
        reason);
  }

  /** Returns every step there is, asked for and fitted. */
  private static FittedPreprocessing steps() throws IOException {
    try (InputStream in = KindsModels.class.getResourceAsStream("/documents/preprocessing.json")) {
      byte[] json = Objects.requireNonNull(in).readAllBytes();
      return ModelForms.JSON.read(json, FittedPreprocessing.class, "every step");
    }
  }

  private static Change judged(int version, GateVerdict... verdicts) {
    return Moves.judged(NAME, version, ModelRegistry.PRODUCTION, verdicts);
  }

  private long apply(Change... changes) {
    Transition.Builder transition = Transition.builder(Actor.by("bob"), "To see it");
    List.of(changes).forEach(transition::change);
    return registry.apply(transition.build()).sequence();
  }
}
