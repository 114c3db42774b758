package io.lifecycle4j.core.data;

import io.lifecycle4j.core.validation.Validator.History;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.data.spi.StoredVersion;
import io.lifecycle4j.data.spi.VersionHeader;
import io.lifecycle4j.schema.Row;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The history of a dataset in a store, for validations. */
record StoredHistory(DatasetStore store, String dataset, InstantSource clock) implements History {
  @Override
  public Instant now() {
    return clock.instant();
  }

  @Override
  public List<Long> rowCounts(int versions) {
    List<VersionHeader> all = store.versions(dataset);
    return all.subList(Math.max(0, all.size() - versions), all.size()).stream()
        .map(version -> version.summary().rows())
        .toList();
  }

  @Override
  public boolean read(String other, Consumer<? super Row> action) {
    Optional<StoredVersion> newest = store.findLatest(other);
    newest.ifPresent(version -> store.rows(version).forEach(action));
    return newest.isPresent();
  }
}
