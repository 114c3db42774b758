package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.data.PreparedSource;
import io.lifecycle4j.core.data.SplitRows;
import io.lifecycle4j.core.data.split.Assignment;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.data.DatasetManifest.Parent;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import java.util.Arrays;
import java.util.List;

/**
 * The prepared rows of a split as a version of a dataset. An existing version is found by its
 * source version, the plan of the split and the fingerprint of the preprocessing.
 */
final class Materialization {
  private static final String PREPROCESSING = "preprocessing.json";
  private static final String PLAN = "split.json";

  private final FittedPreprocessing fitted;
  private final Split split;
  private final byte[] plan;

  Materialization(FittedPreprocessing fitted, Split split) {
    this.fitted =
        PreprocessingForms.stamped(fitted); // a preprocessing built by hand has no fingerprint yet
    this.split = split;
    this.plan = PreprocessingForms.JSON.write(SplitPlan.Refined.of(split.plan()));
  }

  DatasetVersion into(Dataset dataset) {
    DatasetVersion source = split.version();
    check(
        !dataset.name().equals(source.dataset()),
        "Cannot keep prepared rows of %s in %s (must be another dataset)",
        source,
        dataset.name());
    return dataset.versions().stream()
        .filter(version -> isOf(version.summary().parents()))
        .filter(version -> isThis(version.manifest()))
        .findFirst()
        .orElseGet(() -> make(dataset));
  }

  private boolean isOf(List<Parent> parents) {
    BlobId source = split.version().id();
    return parents.stream()
        .anyMatch(
            parent -> parent.id().equals(source) && parent.how().equals(fitted.fingerprint()));
  }

  private boolean isThis(DatasetManifest manifest) {
    BlobId divided = Hashing.hash(plan);
    return manifest.format().id().equals(PreparedSource.FORMAT)
        && manifest.files().stream()
            .anyMatch(file -> file.name().equals(PLAN) && file.blob().equals(divided));
  }

  private DatasetVersion make(Dataset dataset) {
    List<NamedContent> notes =
        List.of(
            new NamedContent(PREPROCESSING, Content.of(PreprocessingForms.JSON.write(fitted))),
            new NamedContent(PLAN, Content.of(plan)));
    int prepared = fitted.output().columns().size();
    PreparedRows rows = rows(); // rejects a split of no version
    long count = Arrays.stream(SplitRole.values()).mapToLong(split::count).sum();
    return dataset
        .snapshot(PreparedSource.of(notes, rows, prepared, count))
        .allowBreakingSchema() // other steps produce other columns
        .madeOf(split.version(), fitted.fingerprint())
        .message("Prepared rows of " + split.version())
        .commit();
  }

  /** A lag looks back only at rows of its own role, as when a single role is read. */
  private PreparedRows rows() {
    return new PreparedRows(
        fitted, LaggedRows.of(fitted.steps(), SplitRows.withRoles(split), Assignment.ROLE));
  }
}
