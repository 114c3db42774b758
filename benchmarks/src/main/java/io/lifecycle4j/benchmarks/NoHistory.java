package io.lifecycle4j.benchmarks;

import io.lifecycle4j.core.validation.Validator.History;
import io.lifecycle4j.schema.Row;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** A history without earlier versions and other datasets. */
enum NoHistory implements History {
  INSTANCE;

  @Override
  public Instant now() {
    return Instant.EPOCH;
  }

  @Override
  public List<Long> rowCounts(int versions) {
    return List.of();
  }

  @Override
  public boolean read(String dataset, Consumer<? super Row> action) {
    return false;
  }
}
