package io.lifecycle4j.core.data;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetStore;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Snapshot;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.StoredVersion;
import io.lifecycle4j.error.NotFoundException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** One data set of a store. */
record DefaultDataset(String name, DatasetStore store, InstantSource clock) implements Dataset {
  DefaultDataset {
    checkName("dataset", name);
  }

  @Override
  public Snapshot snapshot(Source source) {
    return new DefaultSnapshot(name, required(source, "source"), store, clock);
  }

  @Override
  public List<DatasetVersion> versions() {
    return store.versions(name).stream().map(this::version).toList();
  }

  @Override
  public Optional<DatasetVersion> findLatest() {
    return store.findLatest(name).map(this::version);
  }

  @Override
  public DatasetVersion version(int number) {
    return store
        .find(name, number)
        .map(this::version)
        .orElseThrow(
            () -> new NotFoundException("Dataset version does not exist: " + name + ":" + number));
  }

  private DatasetVersion version(StoredVersion stored) {
    return new DefaultDatasetVersion(stored, store);
  }
}
