package io.lifecycle4j.core;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.Lineage;
import io.lifecycle4j.Lineage.Node;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.maintenance.HomeMaintenance;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.storage.WriteBehind;
import io.lifecycle4j.core.tracking.HomeExperiments;
import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Datasets;
import io.lifecycle4j.maintenance.Maintenance;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Models;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.storage.Medium;
import io.lifecycle4j.tracking.Experiments;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** A home over its rooms. */
final class DefaultLifecycle implements Lifecycle {
  private final Rooms rooms;
  private final Datasets datasets;
  private final HomeExperiments experiments;
  private final Models models;
  private final Maintenance maintenance;

  /** Apart from that of runs: a tracker of the user's own may take long. */
  private final WriteBehind behind = new WriteBehind("lifecycle4j-predictions");

  private final Set<DefaultManagedModel<?, ?>> open = ConcurrentHashMap.newKeySet();
  private final ReentrantLock closing = new ReentrantLock();
  private volatile boolean closed;

  DefaultLifecycle(Rooms rooms) {
    this.rooms = rooms;
    this.datasets = DatasetStores.datasets(rooms.datasets(), rooms.clock());
    this.maintenance =
        HomeMaintenance.over(rooms.medium(), datasets, rooms.clock(), rooms.journals());
    this.experiments = // behind what may refuse: it must be closed
        Tracking.experiments(rooms.tracker(), this::isSource, rooms.clock(), rooms.around());
    this.models = Registries.models(rooms.registry());
  }

  @Override
  public URI location() {
    checkOpen();
    return rooms.medium().location();
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
  public <I, O> ManagedModelBuilder<I, O> model(String name, Columns<I> input, Task<O> task) {
    checkOpen();
    return new DefaultManagedModelBuilder<>(
        this, checkName("model", name), required(input, "columns"), required(task, "task"));
  }

  @Override
  public Lineage lineage(DatasetVersion version, String... experiments) {
    checkOpen();
    required(version, "version of a data set");
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

  /** Tells whether a registered model came from a run. */
  private boolean isSource(String run) {
    return rooms.registry().models().stream()
        .flatMap(model -> rooms.registry().versions(model).stream())
        .anyMatch(version -> version.manifest().provenance().run().equals(run));
  }

  Rooms rooms() {
    return rooms;
  }

  /** Returns what writes the logs of predictions of all models. */
  WriteBehind behind() {
    return behind;
  }

  /** Remembers a managed model, so that it does not outlive the home. */
  void opened(DefaultManagedModel<?, ?> model) {
    open.add(model);
    if (closed) { // closing may have passed by before the model was there
      model.close();
      checkOpen();
    }
  }

  void forget(DefaultManagedModel<?, ?> model) {
    open.remove(model);
  }

  @Override
  public void close() {
    closing.lock(); // a second caller returns when the home is closed, not before
    try {
      if (!closed) {
        closed = true;
        stop();
      }
    } finally {
      closing.unlock();
    }
  }

  private void stop() {
    Medium medium = rooms.medium();
    try (medium;
        experiments;
        behind) {
      Closing.all(open, DefaultManagedModel::close);
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("The home is closed");
    }
  }
}
