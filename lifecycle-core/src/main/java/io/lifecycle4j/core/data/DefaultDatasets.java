package io.lifecycle4j.core.data;

import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetStore;
import io.lifecycle4j.data.Datasets;
import java.util.List;

/** The data sets of any store. Thread-safe. */
public final class DefaultDatasets implements Datasets {
  private final DatasetStore store;

  private DefaultDatasets(DatasetStore store) {
    this.store = store;
  }

  /**
   * Returns the data sets of a store.
   *
   * @param store keeps them
   * @return the data sets
   */
  public static Datasets over(DatasetStore store) {
    return new DefaultDatasets(required(store, "dataset store"));
  }

  @Override
  public Dataset dataset(String name) {
    return new DefaultDataset(name, store);
  }

  @Override
  public List<String> names() {
    return store.datasets();
  }
}
