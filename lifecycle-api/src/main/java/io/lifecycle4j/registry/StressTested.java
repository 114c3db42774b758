package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import java.util.List;
import java.util.Optional;

/**
 * A stress test measured how much worse a version gets on changed held-out rows. Precondition: the
 * version exists, and the report is stored.
 *
 * @param model the model
 * @param version the number of the version
 * @param data the rows, such as {@code payments:3/holdout}
 * @param rows how many of them were used
 * @param metric the metric of all figures
 * @param clean the value of the metric on the rows as they are
 * @param worst the test with the greatest drop; empty if nothing was measured
 * @param document the whole report, whose hash names it
 */
public record StressTested(
    String model,
    int version,
    String data,
    long rows,
    String metric,
    double clean,
    Optional<Worst> worst,
    StoredFile document)
    implements VersionChange {
  /** Checks the parts. */
  public StressTested {
    checkName("model", model);
    check(version >= 1, "Invalid model version: %s (must be at least 1)", version);
    required(data, "data");
    check(rows > 0, "Invalid stress report: %s rows (needs at least 1)", rows);
    required(metric, "metric");
    required(worst, "worst test");
    required(document, "document of a stress report");
  }

  /**
   * The test with the greatest drop.
   *
   * @param test the test in words, such as {@code age shifted by +2 deviations}
   * @param drop how much worse the metric is, in its units; NaN if it is undefined
   */
  public record Worst(String test, double drop) {
    /** Checks the test. */
    public Worst {
      required(test, "stress test");
    }
  }

  @Override
  public Effect effect() {
    return Effect.INFORMS;
  }

  @Override
  public List<BlobId> needs() {
    return List.of(document.blob());
  }

  @Override
  public String toString() {
    return model + ":" + version + " stress-tested";
  }
}
