package io.lifecycle4j.core;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.evaluation.Evaluator;
import io.lifecycle4j.core.evaluation.Holdouts;
import io.lifecycle4j.core.evaluation.Holdouts.Place;
import io.lifecycle4j.core.evaluation.LiveModel;
import io.lifecycle4j.core.loading.VersionLoads;
import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.core.monitoring.DriftObservers;
import io.lifecycle4j.core.monitoring.ModelAlerts;
import io.lifecycle4j.core.monitoring.VersionReferences;
import io.lifecycle4j.core.registry.Decisions;
import io.lifecycle4j.core.registry.Governance;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.registry.Promotions;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.retraining.ModelAutomation;
import io.lifecycle4j.core.retraining.RetrainingWork;
import io.lifecycle4j.core.serving.ModelLogs;
import io.lifecycle4j.core.serving.OnRecord;
import io.lifecycle4j.core.serving.RequestChecks;
import io.lifecycle4j.core.serving.Routes;
import io.lifecycle4j.core.serving.Serving;
import io.lifecycle4j.core.storage.NamedBlobs;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.evaluation.FalsePromotions;
import io.lifecycle4j.registry.PromotionPolicy;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.training.Trainer;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The parts of a home as one model uses them.
 *
 * @param engines those of the home, after that of the trainer, if the model has one
 * @param loads loads versions; the routes close it
 */
record ModelRooms<I, O>(
    Rooms home,
    ModelSettings<I, O> settings,
    Engines engines,
    ModelVersions versions,
    Decisions decisions,
    VersionLoads loads,
    ModelAlerts alerts) {
  static <I, O> ModelRooms<I, O> of(Rooms home, ModelSettings<I, O> settings) {
    Trainer trainer = settings.training().trainer();
    Engines engines =
        trainer == null
            ? home.engines()
            : home.engines().after(required(trainer.engine(), "engine of the trainer"));
    ModelRegistry registry = home.registry();
    ModelVersions versions = new ModelVersions(settings.name(), registry);
    VersionLoads loads =
        new VersionLoads(
            settings.name(),
            versions::version,
            engines,
            file -> NamedBlobs.file(file, () -> registry.open(file)),
            home.medium(),
            home.clock(),
            home.pace());
    Decisions decisions = home.decisions(settings.name());
    ModelSettings.Alerting alerting = settings.monitoring().alerts();
    ModelAlerts alerts =
        new ModelAlerts(
            home.medium(), versions, home.clock(), alerting.policy(), alerting.listeners());
    return new ModelRooms<>(home, settings, engines, versions, decisions, loads, alerts);
  }

  /** Opens a file of a version. */
  InputStream open(StoredFile file) {
    return NamedBlobs.file(file, () -> home.registry().open(file));
  }

  ModelObservation observation() {
    return new ModelObservation(home.observers(), settings.name());
  }

  private Optional<Place> pinned() {
    return governance().pinnedHoldout().map(pin -> new Place(pin.data(), pin.plan()));
  }

  /** Returns how many versions may be promoted falsely, by the policy of an alias and here. */
  private List<FalsePromotions> promises(String alias) {
    Optional<FalsePromotions> ofPolicy =
        Optional.ofNullable(governance().promotionPolicies().get(alias))
            .flatMap(PromotionPolicy::falsePromotions);
    return Stream.of(ofPolicy, settings.promise()).flatMap(Optional::stream).toList();
  }

  /** Pins the holdout that the user names, if none is, and throws if another one is. */
  void pin() {
    Split split = settings.promotion().holdout();
    if (split != null && !home.medium().isReadOnly()) {
      governance().open(split);
    }
  }

  Governance governance() {
    return new Governance(
        versions,
        decisions,
        Optional.of(settings.task()),
        data -> Holdouts.manifest(home.datasets(), data));
  }

  Promotions promotions(LiveModel live) {
    Evaluator evaluator =
        new Evaluator(
            home.holdouts().of(this::promises, this::pinned), loads, requests()::rejections, live);
    return new Promotions(
        versions, decisions, evaluator, settings.gates(), settings.task(), home.clock());
  }

  /** Returns what serves the model, not yet open. */
  Serving<I, O> serving(ModelLogs logs) {
    ModelSettings.Monitoring how = settings.monitoring();
    ModelLogs.Session session =
        logs.session(settings.name(), settings.columns().schema(), how.inputs(), how.retention());
    return new Serving<>(
        versions, decisions, routes(), session, settings.serving(), home.clock(), Serving.LOG);
  }

  /** Returns what trains the model anew. */
  ModelAutomation automation(RetrainingWork work) {
    return new ModelAutomation(
        versions, home.medium(), home.clock(), settings.retraining().policy(), work);
  }

  /** Returns what is on record of the model. */
  OnRecord record(Serving<I, O> serving) {
    return new OnRecord(home.medium(), versions, serving, home.clock());
  }

  RequestChecks requests() {
    return new RequestChecks(
        Registries.dataSheets(home.datasets(), home.registry()), settings.monitoring().invalid());
  }

  Routes<I, O> routes() {
    ModelSettings.Monitoring monitoring = settings.monitoring();
    return new Routes<>(
        settings.columns(),
        settings.task(),
        loads,
        new DriftObservers(
            settings.name(),
            monitoring.drift(),
            observation().detector(home.detector()),
            home.clock(),
            new DriftObservers.Listeners(alerts.deciding(), monitoring.onDrift()),
            home.medium(),
            new VersionReferences(versions, monitoring.drift())),
        requests(),
        home.observers());
  }
}
