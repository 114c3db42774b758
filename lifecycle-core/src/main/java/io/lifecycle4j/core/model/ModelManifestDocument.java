package io.lifecycle4j.core.model;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.model.Baseline;
import io.lifecycle4j.model.GoldenRow;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelManifest.Ancestor;
import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Task;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The manifest of a model version as stored in a blob. It is separate from the value class, so that
 * the class can change without changing the stored form.
 *
 * @param v the version of this form
 * @param ancestors null if there are none
 * @param baselines null if there are none
 * @param importance null if it was not measured
 */
@WithoutNulls
public record ModelManifestDocument(
    int v,
    @Nullable List<Ancestor> ancestors,
    ModelArtifact artifact,
    @Nullable List<Baseline> baselines,
    List<GoldenRow> golden,
    @Nullable Map<String, Double> importance,
    FittedPreprocessing preprocessing,
    Provenance provenance,
    Profile reference,
    Task<?> task) {
  private static final int VERSION = 1;

  /** An exception here marks the document as corrupt. */
  public ModelManifestDocument {
    check(
        v == VERSION,
        "Invalid form of a model manifest: %s (this library reads %s, another version wrote it)",
        v,
        VERSION);
    required(artifact, "artifact");
    golden = copy(golden, "golden rows");
    required(preprocessing, "preprocessing");
    required(provenance, "provenance");
    required(reference, "drift reference");
    required(task, "task");
  }

  /**
   * Writes a manifest as canonical bytes, whose hash is the id of the version. Throws if they could
   * not be read again.
   */
  public static byte[] write(ModelManifest manifest) {
    return ModelForms.JSON.write(
        new ModelManifestDocument(
            VERSION,
            manifest.ancestors().isEmpty() ? null : manifest.ancestors(),
            manifest.artifact(),
            manifest.baselines().isEmpty() ? null : manifest.baselines(),
            manifest.golden(),
            manifest.importance().isEmpty() ? null : manifest.importance(),
            manifest.preprocessing(),
            manifest.provenance(),
            manifest.reference(),
            manifest.task()));
  }

  /** Reads a manifest; throws a CorruptDataException if the bytes are not such a document. */
  public static ModelManifest read(byte[] bytes, String what) {
    return ModelForms.JSON.read(bytes, ModelManifestDocument.class, what).manifest();
  }

  private ModelManifest manifest() {
    return ModelManifest.builder(artifact, task, preprocessing, reference, provenance)
        .golden(golden)
        .baselines(baselines == null ? List.of() : baselines)
        .ancestors(ancestors == null ? List.of() : ancestors)
        .importance(importance == null ? Map.of() : importance)
        .build();
  }
}
