package io.lifecycle4j.core.data;

import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.Datasets;
import io.lifecycle4j.data.Proposal;
import io.lifecycle4j.data.spi.DatasetStore;
import java.time.InstantSource;
import java.util.List;

record DefaultDatasets(DatasetStore store, InstantSource clock) implements Datasets {
  @Override
  public Dataset dataset(String name) {
    return new DefaultDataset(name, store, clock, null);
  }

  @Override
  public Proposal proposal(String json) {
    return DefaultProposal.read(json);
  }

  @Override
  public List<String> names() {
    return store.datasets();
  }
}
