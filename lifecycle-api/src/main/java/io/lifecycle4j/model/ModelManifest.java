package io.lifecycle4j.model;

import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything needed to serve and to audit a model version.
 *
 * <p>Immutable and thread-safe. Parts may be added.
 */
public final class ModelManifest {
  private final ModelArtifact artifact;
  private final Task<?> task;
  private final FittedPreprocessing preprocessing;
  private final Profile reference;
  private final Provenance provenance;
  private final List<GoldenRow> golden;

  private ModelManifest(Builder builder) {
    this.artifact = builder.artifact;
    this.task = builder.task;
    this.preprocessing = builder.preprocessing;
    this.reference = builder.reference;
    this.provenance = builder.provenance;
    this.golden = builder.golden == null ? List.of() : builder.golden;
  }

  /**
   * Returns a builder for a manifest.
   *
   * @param artifact the trained network
   * @param task what the model predicts
   * @param preprocessing how a row is converted to the input
   * @param reference a profile of rows that it was not trained on, the baseline for drift
   * @param provenance where the model came from
   * @return a builder of the optional parts
   */
  public static Builder builder(
      ModelArtifact artifact,
      Task<?> task,
      FittedPreprocessing preprocessing,
      Profile reference,
      Provenance provenance) {
    return new Builder(artifact, task, preprocessing, reference, provenance);
  }

  /**
   * Returns the trained network.
   *
   * @return the artifact, which an engine loads
   */
  public ModelArtifact artifact() {
    return artifact;
  }

  /**
   * Returns what the model predicts.
   *
   * @return the task, with all its classes
   */
  public Task<?> task() {
    return task;
  }

  /**
   * Returns how a row is converted to the input of the network.
   *
   * @return the fitted preprocessing
   */
  public FittedPreprocessing preprocessing() {
    return preprocessing;
  }

  /**
   * Returns the baseline for drift.
   *
   * @return a profile of rows that it was not trained on
   */
  public Profile reference() {
    return reference;
  }

  /**
   * Returns where the model came from.
   *
   * @return a run, or elsewhere
   */
  public Provenance provenance() {
    return provenance;
  }

  /**
   * Returns the golden rows, which are replayed at every load.
   *
   * @return preprocessed inputs with the expected outputs
   */
  public List<GoldenRow> golden() {
    return golden;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ModelManifest that && parts().equals(that.parts());
  }

  @Override
  public int hashCode() {
    return parts().hashCode();
  }

  private List<Object> parts() {
    return List.of(artifact, task, preprocessing, reference, provenance, golden);
  }

  /** Returns only the kind of model, because the manifest would fill pages. */
  @Override
  public String toString() {
    return String.format(
        "%s, %s, %s, %s",
        task.id(), artifact.format(), artifact.signature(), counted(golden.size(), "golden row"));
  }

  /** Builds a manifest. Not thread-safe. Setting a part twice is an error. */
  public static final class Builder {
    private final ModelArtifact artifact;
    private final Task<?> task;
    private final FittedPreprocessing preprocessing;
    private final Profile reference;
    private final Provenance provenance;
    private @Nullable List<GoldenRow> golden;

    private Builder(
        ModelArtifact artifact,
        Task<?> task,
        FittedPreprocessing preprocessing,
        Profile reference,
        Provenance provenance) {
      this.artifact = required(artifact, "artifact");
      this.task = required(task, "task");
      this.preprocessing = required(preprocessing, "preprocessing");
      this.reference = required(reference, "drift reference");
      this.provenance = required(provenance, "provenance");
    }

    /**
     * Sets the golden rows, which are replayed at every load. Default: none.
     *
     * @param rows preprocessed inputs with the expected outputs
     * @return this builder
     */
    public Builder golden(List<GoldenRow> rows) {
      checkUnset(golden, "model manifest", "golden rows");
      golden = copy(rows, "golden rows");
      return this;
    }

    /**
     * Returns the manifest.
     *
     * @return the manifest
     */
    public ModelManifest build() {
      return new ModelManifest(this);
    }
  }
}
