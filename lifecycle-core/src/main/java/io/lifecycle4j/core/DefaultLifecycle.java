package io.lifecycle4j.core;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.Lineage;
import io.lifecycle4j.Lineage.Node;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.error.Callbacks;
import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.error.EndBounds;
import io.lifecycle4j.core.error.Ending;
import io.lifecycle4j.core.error.Ending.Step;
import io.lifecycle4j.core.error.OwnedThread;
import io.lifecycle4j.core.error.SafeLock;
import io.lifecycle4j.core.maintenance.HomeMaintenance;
import io.lifecycle4j.core.monitoring.DatasetComparison;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.registry.Subscriptions;
import io.lifecycle4j.core.registry.VersionRetention;
import io.lifecycle4j.core.serving.ModelLogs;
import io.lifecycle4j.core.tracking.HomeExperiments;
import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Datasets;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.maintenance.Maintenance;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.DatasetDrift;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.registry.Models;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.tracking.Experiments;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A home, assembled from its parts. */
final class DefaultLifecycle implements Lifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(DefaultLifecycle.class);

  private final Rooms rooms;
  private final URI location;
  private final Datasets datasets;
  private final HomeExperiments experiments;
  private final Models models;
  private final Subscriptions subscriptions;
  private final Maintenance maintenance;
  private final HomeGauges gauges;
  private final HomeFigures figures;

  private final ModelLogs logs;

  private final Map<DefaultManagedModel<?, ?>, String> open = new ConcurrentHashMap<>();

  private final SafeLock closing = new SafeLock(DefaultLifecycle.class);
  private volatile boolean closed;

  /** Whether the end has begun; guarded by {@link #closing}. */
  private boolean ended;

  DefaultLifecycle(Rooms rooms) {
    this.rooms = rooms;
    this.location = rooms.medium().location();
    this.datasets =
        DatasetStores.datasets(
            rooms.datasets(),
            rooms.clock(),
            version -> PurgeHolders.of(rooms, version),
            rooms.observers());
    completePurges(rooms);
    this.logs =
        new ModelLogs(
            rooms.medium(),
            rooms.clock(),
            () -> PurgeHolders.ofPredictions(rooms),
            rooms.observers());
    this.maintenance =
        HomeMaintenance.over(rooms.medium(), rooms.clock(), rooms.observers(), retention(rooms));
    this.experiments = // created last: it must be closed, and any of the above may throw
        Tracking.experiments(
            rooms.tracker(), this::isSource, rooms.clock(), rooms.around(), rooms.bounds());
    this.subscriptions = new Subscriptions(rooms.registry(), rooms.medium(), rooms.clock());
    this.models =
        Registries.models(
            rooms.registry(),
            rooms::decisions,
            rooms.engines(),
            rooms.tracker(),
            rooms.holdouts(),
            subscriptions,
            rooms.clock());
    this.gauges = new HomeGauges(rooms.observers(), rooms.medium());
    this.figures = new HomeFigures(rooms.observers(), rooms.clock());
  }

  private static VersionRetention retention(Rooms rooms) {
    return new VersionRetention(
        rooms.registry(),
        rooms::decisions,
        rooms.clock(),
        () -> rooms.medium().blobs().maintenance().now());
  }

  /** Deletes what an interrupted purge left. A home with other damage must open all the same. */
  private static void completePurges(Rooms rooms) {
    if (!rooms.medium().isReadOnly()) {
      try {
        rooms.datasets().completePurges();
      } catch (LifecycleException e) {
        LOG.warn("A purge in {} may be incomplete", rooms.medium().location(), e);
      }
    }
  }

  @Override
  public URI location() {
    checkOpen();
    return location;
  }

  @Override
  public Datasets datasets() {
    checkOpen();
    return datasets;
  }

  @Override
  public Experiments experiments() {
    checkOpen();
    return experiments;
  }

  @Override
  public Models models() {
    checkOpen();
    return models;
  }

  @Override
  public Maintenance maintenance() {
    checkOpen();
    return maintenance;
  }

  @Override
  public String toString() {
    return "Lifecycle[" + location + (closed ? ", closed" : "") + "]";
  }

  @Override
  public <I, O> ManagedModelBuilder<I, O> model(String name, Columns<I> input, Task<O> task) {
    checkOpen();
    return new DefaultManagedModelBuilder<>(
        this,
        checkName("model", name),
        required(input, "columns"),
        required(task, "task"),
        DefaultManagedModelBuilder.LOG);
  }

  @Override
  public Lineage lineage(DatasetVersion version, String... experiments) {
    checkOpen();
    required(version, "version of a dataset");
    return LineageGraph.of(
            rooms, copy(Arrays.asList(required(experiments, "experiments")), "experiments"))
        .around(LineageGraph.dataset(version.dataset(), version.number()));
  }

  @Override
  public Lineage lineage(ModelVersion version) {
    checkOpen();
    Node node = new Node(Lineage.Kind.MODEL, required(version, "model version").toString());
    return LineageGraph.of(rooms, List.of()).around(node);
  }

  @Override
  public DatasetDrift drift(
      DatasetVersion reference, DatasetVersion version, DriftMonitor settings) {
    checkOpen();
    return DatasetComparison.of(
        required(reference, "reference"),
        required(version, "version of a dataset"),
        required(settings, "drift monitor"));
  }

  /** Returns whether a registered model was trained by the run. */
  private boolean isSource(String run) {
    return rooms.registry().models().stream()
        .flatMap(model -> rooms.registry().versions(model).stream())
        .anyMatch(version -> version.run().equals(Optional.of(run)));
  }

  Rooms rooms() {
    return rooms;
  }

  HomeGauges gauges() {
    return gauges;
  }

  HomeFigures figures() {
    return figures;
  }

  ModelLogs logs() {
    return logs;
  }

  /** Tracks a managed model, so that closing the home closes it. */
  void opened(DefaultManagedModel<?, ?> model) {
    open.put(model, model.name());
    if (closed) { // the home may have been closed before the model was added
      model.close();
      checkOpen();
    }
  }

  void forget(DefaultManagedModel<?, ?> model) {
    open.remove(model);
  }

  @Override
  public void close() {
    closed = true;
    if (!Callbacks.isInside() || !new OwnedThread("close", this::end).begin()) {
      end();
    }
  }

  /** Ends once; a second caller blocks until the home is closed. */
  private void end() {
    closing.lock();
    try {
      if (!ended) {
        ended = true;
        stop();
      }
    } finally {
      closing.unlock();
    }
  }

  /** Ends all parts in order; a part that hangs is abandoned, so that the others end. */
  private void stop() {
    EndBounds bounds = rooms.bounds();
    logs.endWithin(bounds.predictions());
    List<Step> log = new ArrayList<>(subscriptions.ends());
    log.add(new Step("log of predictions", logs::close));
    Step runs = new Step("recording of runs", experiments::close);
    Step registry = new Step("registry of models", rooms.registry()::close);
    Step storage = new Step("storage", rooms.medium()::close);
    List<Ending> stages =
        List.of(
            Ending.within(bounds.models(), models(open)),
            Ending.within(bounds.log(), log),
            Ending.within(bounds.experiments(), List.of(runs)),
            Ending.within(bounds.storage(), List.of(registry, storage)));
    List<String> left = stages.stream().flatMap(stage -> stage.left().stream()).toList();
    if (!left.isEmpty()) {
      LOG.error(
          "Home {} is closed, but not ended in time: {} (left to their threads, which end with the"
              + " process)",
          location,
          left);
    }
    Closing.all(stages, stage -> stage.throwFailure("close the home"));
  }

  private static List<Step> models(Map<DefaultManagedModel<?, ?>, String> open) {
    return open.entrySet().stream()
        .map(model -> new Step("model " + model.getValue(), model.getKey()::close))
        .toList();
  }

  private void checkOpen() {
    if (closed) {
      throw new ClosedException("The home is closed");
    }
  }
}
