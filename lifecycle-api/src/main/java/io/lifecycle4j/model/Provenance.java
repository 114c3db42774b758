package io.lifecycle4j.model;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.storage.BlobId;
import java.util.Map;

/**
 * Where a model came from.
 *
 * @param run the run that trained it
 * @param dataset the data set it learned from
 * @param version the number of the data set version
 * @param data the hash of the data set version
 * @param plan how the version was split
 * @param environment the machine and the software, by name
 */
public record Provenance(
    String run,
    String dataset,
    int version,
    BlobId data,
    SplitPlan plan,
    Map<String, String> environment) {
  /** Checks the parts. */
  public Provenance {
    required(run, "run");
    required(dataset, "data set");
    required(data, "data set hash");
    check(version >= 1, "Invalid data set version: %s (must be at least 1)", version);
    required(plan, "split plan");
    environment = copy(environment, "environment");
  }
}
