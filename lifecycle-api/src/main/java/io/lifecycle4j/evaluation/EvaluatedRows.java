package io.lifecycle4j.evaluation;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.VersionRef;

/**
 * The held-out rows that a version was evaluated on: all of a holdout, or some.
 *
 * @param data the version of the dataset, with its hash
 * @param plan the split whose holdout they are
 * @param sha256 the SHA-256 of the hashes of all rows in their order, in lower-case hexadecimal:
 *     equal for the same rows in another version of the data
 */
public record EvaluatedRows(VersionRef data, SplitPlan plan, String sha256) {
  /** Checks the parts. */
  public EvaluatedRows {
    required(data, "version of the data");
    required(plan, "split plan");
    required(sha256, "hash of the rows");
  }
}
