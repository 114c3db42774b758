package io.lifecycle4j.core;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.MetricBound;
import io.lifecycle4j.condition.MetricSubject;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.condition.WatchSubject;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.monitoring.JudgedCause;
import io.lifecycle4j.core.monitoring.ModelAlerts;
import io.lifecycle4j.core.monitoring.WatchedFacts;
import io.lifecycle4j.core.retraining.RetrainingWork;
import io.lifecycle4j.core.schema.MetricNames;
import io.lifecycle4j.core.serving.OnRecord;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Datasets;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.AlertCause;
import io.lifecycle4j.monitoring.AlertSeverity;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.RolloutCriteria;
import io.lifecycle4j.registry.RolloutEnd;
import io.lifecycle4j.registry.RolloutPlan;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.retraining.RetrainingDecision;
import io.lifecycle4j.retraining.RetrainingDecision.Outcome;
import io.lifecycle4j.retraining.RetrainingPolicy;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.serving.RolloutBuilder;
import io.lifecycle4j.training.Trainer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the retrainings of a managed model do. Thread-safe. */
final class RetrainedModel<I, O> implements RetrainingWork {
  /** What {@link Object#toString} returns, and the name of a class that each process makes anew. */
  private static final Pattern IDENTITY = Pattern.compile("(\\$\\$Lambda.*)?(@[0-9a-f]+)$");

  private final ModelSettings<I, O> settings;
  private final Datasets datasets;
  private final Candidates candidates;
  private final Promoting<I, O> promoting;
  private final OnRecord record;
  private final WatchedFacts facts;
  private final ModelAlerts alerts;
  private final ModelObservation observed;

  /** The digest that was computed last: manifests of wide datasets are large. */
  private final AtomicReference<@Nullable Digest> known = new AtomicReference<>();

  private record Digest(VersionRef rows, String digest) {}

  RetrainedModel(
      ModelRooms<I, O> rooms,
      Datasets datasets,
      Candidates candidates,
      Promoting<I, O> promoting,
      OnRecord record,
      WatchedFacts facts) {
    this.settings = rooms.settings();
    this.datasets = datasets;
    this.candidates = candidates;
    this.promoting = promoting;
    this.record = record;
    this.facts = facts;
    this.alerts = rooms.alerts();
    this.observed = rooms.observation();
  }

  /** Rejects a condition on what is not known of a version in production. */
  static void checkKnown(Condition condition, Task<?> task) {
    for (Subject subject : condition.subjects()) {
      check(
          subject instanceof WatchSubject.Count
              || subject instanceof WatchSubject.Elapsed
              || subject instanceof WatchSubject.Drift
              || subject instanceof MetricSubject
              || subject instanceof MetricBound,
          "Invalid condition of retrainings: %s is not known of a version in production",
          subject.words());
      if (!(subject instanceof WatchSubject)) {
        MetricNames.require("condition of retrainings", subject.key(), task);
      }
    }
  }

  private RetrainingPolicy policy() {
    return required(settings.retraining().policy(), "retraining policy");
  }

  private ModelSettings.RetrainingData data() {
    return required(settings.retraining().data(), "rows of retrainings");
  }

  private Dataset dataset() {
    return datasets.dataset(data().dataset());
  }

  @Override
  public OptionalDouble figure(ModelVersion version, Subject subject, Instant now) {
    facts.number(version.number(), version.registered(), subject);
    facts.refresh(); // measures what was asked for, if that is not recent
    return facts.number(version.number(), version.registered(), subject);
  }

  @Override
  public void decided(RetrainingDecision decision, String version) {
    AlertCause cause = AlertCause.retraining("refused candidates");
    JudgedCause judged =
        decision.outcome() == Outcome.NEEDS_PERSON
            ? JudgedCause.present(
                cause, AlertSeverity.WARNING, decision.reason(), decision.figures())
            : JudgedCause.absent(cause);
    Instant time = decision.time();
    alerts.judge("retraining-" + time, version, time, time, 0, List.of(judged));
  }

  @Override
  public OptionalLong newRows(ModelVersion trained) {
    VersionRef before = trained.manifest().provenance().data();
    if (takesSnapshot()) {
      long labelled = record.predictions().withGroundTruth().count();
      return OptionalLong.of(Math.max(0, labelled - rowsOf(before)));
    }
    Optional<DatasetVersion> newest = findRows();
    return newest.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, newest.get().summary().rows() - rowsOf(before)));
  }

  /** Counts the rows of a version; 0 if it is one of another dataset. */
  private long rowsOf(VersionRef rows) {
    return rows.dataset().equals(data().dataset())
        ? dataset().version(rows.number()).summary().rows()
        : 0;
  }

  @Override
  public Optional<DatasetVersion> findRows() {
    return takesSnapshot()
        ? Optional.empty()
        : dataset().findLatest().filter(newest -> newest.findPurge().isEmpty());
  }

  @Override
  public List<DatasetVersion> versions() {
    return dataset().versions();
  }

  @Override
  public boolean takesSnapshot() {
    return data().isLog();
  }

  @Override
  public DatasetVersion rows(String retraining, Instant until) {
    if (!takesSnapshot()) {
      return dataset().findLatest().orElseThrow();
    }
    String message = "Retraining " + retraining;
    List<DatasetVersion> versions = dataset().versions();
    return versions.stream()
        .filter(version -> version.summary().message().equals(message))
        .findFirst()
        .orElseGet(
            () ->
                dataset()
                    .snapshot(record.predictions().between(Instant.EPOCH, until).toSource())
                    .message(message)
                    .by(policy().actor().name())
                    .commit());
  }

  @Override
  public DatasetVersion rows(VersionRef rows) {
    return datasets.dataset(rows.dataset()).version(rows.number());
  }

  @Override
  public String inputs(DatasetVersion rows) {
    Digest last = known.get();
    if (last == null || !last.rows().equals(rows.ref())) {
      last = new Digest(rows.ref(), digest(rows.manifest()));
      known.set(last);
    }
    return last.digest();
  }

  /** Returns the same for the same bytes, whatever the number and the message of the version. */
  private String digest(DatasetManifest rows) {
    ModelSettings.Training how = settings.training();
    String inputs =
        String.join(
            "\n",
            rows.files().stream().map(file -> file.blob().sha256()).toList().toString(),
            rows.format().toString(),
            rows.schema().toString(),
            data().plan().toString(),
            settings.columns().schema().toString(),
            settings.task().toString(),
            how.steps().toString(),
            text(required(how.trainer(), "trainer")));
    return Hashing.hash(inputs.getBytes(UTF_8)).sha256();
  }

  private static String text(Trainer trainer) {
    return IDENTITY
        .matcher(required(trainer.configuration(), "configuration of the trainer"))
        .replaceFirst("");
  }

  @Override
  public ModelVersion train(
      DatasetVersion rows, String retraining, Optional<String> before, Consumer<String> begun) {
    Actor actor = policy().actor();
    return observed.retrain(
        () ->
            before.isPresent() && candidates.isResumable(before.get())
                ? candidates.resume(before.get(), actor, begun)
                : candidates.train(rows.split(data().plan()), actor, retraining, begun));
  }

  @Override
  public List<GateVerdict> judge(ModelVersion version) {
    return promoting.judge(version, ModelRegistry.PRODUCTION, policy().actor());
  }

  @Override
  public void promote(ModelVersion version, String reason) {
    promoting.promote(version).by(policy().actor()).reason(reason).commit();
  }

  @Override
  public String rollOut(ModelVersion version, String reason) {
    RolloutBuilder builder = promoting.rollouts().rollout(version);
    policy().rolloutPlan().ifPresent(plan -> set(builder, plan));
    return builder.start(policy().actor(), reason).id();
  }

  private static void set(RolloutBuilder builder, RolloutPlan plan) {
    RolloutCriteria criteria = plan.criteria();
    builder
        .canary(plan.shares().stream().mapToDouble(Double::doubleValue).toArray())
        .stepEvery(plan.stepEvery())
        .bakeFor(plan.bakeFor())
        .margin(criteria.margin())
        .minimumRequests(criteria.minimumRequests())
        .latencyWithin(criteria.latencyWithin())
        .decideWithin(criteria.decideWithin())
        .ifUndecided(criteria.ifUndecided());
  }

  @Override
  public Optional<RolloutEnd> findEnd(String rollout) {
    return promoting.rollouts().findEnd(rollout);
  }
}
