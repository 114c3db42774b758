package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.core.evaluation.Holdouts;
import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.core.registry.card.VersionCard;
import io.lifecycle4j.core.schema.SimilarNames;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.PurgedDataException;
import io.lifecycle4j.evaluation.HoldoutLook;
import io.lifecycle4j.evaluation.Leakage;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.AuditTrail;
import io.lifecycle4j.registry.DataSheet;
import io.lifecycle4j.registry.DescriptionBuilder;
import io.lifecycle4j.registry.ExportedVersion;
import io.lifecycle4j.registry.Gates;
import io.lifecycle4j.registry.GovernedModel;
import io.lifecycle4j.registry.KeptEvaluation;
import io.lifecycle4j.registry.KeptStressReport;
import io.lifecycle4j.registry.ModelCard;
import io.lifecycle4j.registry.ModelComparison;
import io.lifecycle4j.registry.ModelExport;
import io.lifecycle4j.registry.Models;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.registry.SubscriptionBuilder;
import io.lifecycle4j.registry.Suspicion;
import io.lifecycle4j.registry.VersionOrigin;
import io.lifecycle4j.registry.VersionPage;
import io.lifecycle4j.registry.VersionQuery;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** Models over any registry. */
final class DefaultModels implements Models {
  private final ModelRegistry registry;
  private final Function<String, Decisions> decisions;
  private final Engines engines;
  private final ExperimentTracker tracker;
  private final Holdouts holdouts;
  private final Subscriptions subscriptions;
  private final VersionData data;
  private final VersionRemovals removals;

  DefaultModels(
      ModelRegistry registry,
      Function<String, Decisions> decisions,
      Engines engines,
      ExperimentTracker tracker,
      Holdouts holdouts,
      Subscriptions subscriptions,
      InstantSource clock) {
    this.registry = registry;
    this.decisions = decisions;
    this.engines = engines;
    this.tracker = tracker;
    this.holdouts = holdouts;
    this.subscriptions = subscriptions;
    this.data = new VersionData(holdouts.datasets(), registry);
    this.removals = new VersionRemovals(registry, decisions, clock);
  }

  @Override
  public List<String> names() {
    return registry.models();
  }

  @Override
  public List<RegisteredVersion> versions(String model) {
    return allVersions(model).stream().filter(version -> !version.removal().isDeleted()).toList();
  }

  @Override
  public List<RegisteredVersion> allVersions(String model) {
    return registry.versions(checkName("model", model));
  }

  @Override
  public List<RegisteredVersion> search(String model, Condition condition) {
    VersionQuery.Builder query =
        VersionQuery.builder().model(model).where(condition).limit(RunQuery.MAX_LIMIT);
    List<RegisteredVersion> found = new ArrayList<>();
    Optional<String> next = Optional.empty();
    do {
      next.ifPresent(query::cursor);
      VersionPage page = search(query.build());
      found.addAll(page.versions());
      next = page.next();
    } while (next.isPresent());
    return List.copyOf(found);
  }

  @Override
  public VersionPage search(VersionQuery query) {
    return new VersionSearch(registry, tracker).page(required(query, "query"));
  }

  @Override
  public ModelVersion version(String model, int number) {
    checkName("model", model);
    check(number >= 1, "Invalid model version: %s (must be at least 1)", number);
    return new ModelVersions(model, registry).version(number);
  }

  @Override
  public Optional<ModelVersion> findNamed(String model, String alias) {
    OptionalInt number = registry.named(checkName("model", model), checkName("alias", alias));
    return number.isPresent() ? registry.find(model, number.getAsInt()) : Optional.empty();
  }

  @Override
  public Optional<ModelVersion> findNamed(String model, String alias, Instant at) {
    return new ModelVersions(checkName("model", model), registry)
        .findNamed(checkName("alias", alias), at);
  }

  @Override
  public GovernedModel governed(String model) {
    return new Governance(
        new ModelVersions(checkName("model", model), registry),
        decisions.apply(model),
        Optional.empty(),
        holdouts::manifest);
  }

  @Override
  public DescriptionBuilder describe(ModelVersion version) {
    return describe(RegisteredVersion.of(version));
  }

  @Override
  public DescriptionBuilder describe(RegisteredVersion version) {
    return new DescriptionSettings(listed(version), decisions.apply(version.model()));
  }

  @Override
  public AuditRecord delete(RegisteredVersion version, Actor actor, String reason) {
    return removals.delete(listed(version), actor, reason);
  }

  @Override
  public AuditRecord restore(RegisteredVersion version, Actor actor, String reason) {
    return removals.restore(listed(version), actor, reason);
  }

  @Override
  public AuditRecord purge(RegisteredVersion version, Actor actor, String reason) {
    return removals.purge(listed(version), actor, reason);
  }

  @Override
  public ModelExport export(ModelVersion version) {
    registry.refresh(); // it may have been purged by another process
    ModelVersion found = registered(version);
    RemovedVersions.checkUsable("Cannot export " + found, listed(RegisteredVersion.of(found)));
    return new VersionExport(found, registry, engines, () -> card(found), data);
  }

  @Override
  public List<KeptEvaluation> evaluations(ModelVersion version) {
    return evaluations(RegisteredVersion.of(version));
  }

  @Override
  public List<KeptEvaluation> evaluations(RegisteredVersion version) {
    return new EvaluationFiles(registry).evaluations(found(version));
  }

  @Override
  public List<KeptStressReport> stressReports(ModelVersion version) {
    return stressReports(RegisteredVersion.of(version));
  }

  @Override
  public List<KeptStressReport> stressReports(RegisteredVersion version) {
    return new EvaluationFiles(registry).stressReports(found(version));
  }

  private Evaluations.Found found(RegisteredVersion version) {
    listed(version); // throws if it is not
    ModelState state = new ModelVersions(version.model(), registry).state();
    return state.evaluations().of(version.number());
  }

  @Override
  public List<HoldoutLook> looks(String model) {
    return orMisspelt(holdouts.looks(checkName("model", model)), model);
  }

  /** Returns what was found; throws if that is nothing, and the name is probably misspelt. */
  private <T> List<T> orMisspelt(List<T> found, String model) {
    if (found.isEmpty()) {
      SimilarNames.findMisspelt(model, registry.models())
          .ifPresent(
              meant -> {
                throw new NotFoundException(
                    "Model does not exist: " + model + " (did you mean " + meant + "?)");
              });
    }
    return found;
  }

  @Override
  public ModelComparison compare(ModelVersion left, ModelVersion right) {
    ModelVersion one = registered(left);
    ModelVersion other = registered(right);
    check(!one.label().equals(other.label()), "Invalid comparison: %s with itself", one.label());
    return new ComparedVersions(
        VersionFacts.of(one, registry, tracker), VersionFacts.of(other, registry, tracker));
  }

  @Override
  public ModelCard card(ModelVersion version) {
    return new VersionCard(new CardRecords(registry, tracker, holdouts).facts(registered(version)));
  }

  @Override
  public List<Suspicion> suspicions(ModelVersion version) {
    List<Suspicion> suspicions = new ArrayList<>(card(version).suspicions());
    try {
      Leakage leakage = holdouts.leakage(version);
      suspicions.addAll(Suspicion.of(leakage, Gates.COLUMN_ALONE, Gates.SHARED_ROWS));
    } catch (NotFoundException | PurgedDataException e) {
      suspicions.add(
          new Suspicion(
              Suspicion.Kind.UNCHECKED,
              String.valueOf(e.getMessage()),
              "Search in the home that trained the version",
              Map.of()));
    }
    return List.copyOf(suspicions);
  }

  private ModelVersion registered(ModelVersion version) {
    required(version, "model version");
    ModelVersion found = version(version.model(), version.number());
    checkSame(found.id(), version.id(), version);
    return found;
  }

  /** Throws if a version is not one of this home. Reads no manifest. */
  private RegisteredVersion listed(RegisteredVersion version) {
    String model = required(version, "model version").model();
    if (version.number() > registry.versions(model).size()) {
      registry.refresh(); // another process may have registered it a moment ago
    }
    List<RegisteredVersion> all = registry.versions(model);
    if (version.number() > all.size()) {
      throw new NotFoundException("Model version does not exist: " + version);
    }
    RegisteredVersion listed = all.get(version.number() - 1);
    checkSame(listed.id(), version.id(), version);
    return listed;
  }

  private static void checkSame(BlobId here, BlobId there, Object version) {
    if (!here.equals(there)) {
      throw new NotFoundException(
          "Model version does not exist: " + version + " (the one of this home is another)");
    }
  }

  @Override
  public List<AuditRecord> history(String model) {
    return orMisspelt(registry.history(checkName("model", model)), model);
  }

  @Override
  public Optional<VersionOrigin> findOrigin(RegisteredVersion version) {
    return VersionDocument.findOrigin(listed(version), registry);
  }

  @Override
  public DataSheet dataSheet(ModelVersion version) {
    ModelVersion found = registered(version);
    return data.find(found)
        .orElseThrow(
            () ->
                new NotFoundException(
                    "Data sheet does not exist: neither are the data "
                        + found.manifest().provenance().data()
                        + " of "
                        + found
                        + " here, nor was it imported with one"));
  }

  @Override
  public ExportedVersion readExport(Path file) {
    return VersionFile.read(required(file, "file")).exported();
  }

  @Override
  public SubscriptionBuilder events() {
    return subscriptions.events();
  }

  @Override
  public AuditTrail audit() {
    return new HomeAuditTrail(registry, decisions);
  }

  @Override
  public String toString() {
    return "Models";
  }
}
