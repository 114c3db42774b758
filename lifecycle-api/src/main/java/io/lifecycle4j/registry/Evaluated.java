package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A version was evaluated on held-out rows. Precondition: the version exists, and the files are
 * stored.
 *
 * @param model the model
 * @param version the number of the version
 * @param data the rows, such as {@code payments:3/holdout}
 * @param rows the number of rows
 * @param metrics the metrics over all rows, by name; NaN if one is undefined
 * @param document the whole evaluation, whose hash names it
 * @param files further files of the evaluation, such as the figures of each row
 */
public record Evaluated(
    String model,
    int version,
    String data,
    long rows,
    Map<String, Double> metrics,
    StoredFile document,
    List<StoredFile> files)
    implements VersionChange {
  /** Checks the parts. */
  public Evaluated {
    checkName("model", model);
    check(version >= 1, "Invalid model version: %s (must be at least 1)", version);
    required(data, "data");
    check(rows >= 0, "Invalid evaluation: %s rows (must not be negative)", rows);
    metrics = copy(metrics, "metrics");
    required(document, "document of an evaluation");
    files = copy(files, "files");
  }

  @Override
  public Effect effect() {
    return Effect.INFORMS;
  }

  @Override
  public List<BlobId> needs() {
    return Stream.concat(Stream.of(document), files.stream()).map(StoredFile::blob).toList();
  }

  @Override
  public String toString() {
    return model + ":" + version + " evaluated";
  }
}
