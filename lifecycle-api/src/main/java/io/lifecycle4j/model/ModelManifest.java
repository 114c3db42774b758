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
 * Everything that serving a model needs and that its audit asks for.
 *
 * <p>Immutable and thread-safe. More parts may come.
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
   * Begins a manifest.
   *
   * @param artifact the trained network
   * @param task what it answers
   * @param preprocessing how a row becomes its input
   * @param reference a summary of rows that it did not learn from, what drift is measured against
   * @param provenance where it came from
   * @return a builder for the parts that a model may lack
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
   * @return what an engine loads
   */
  public ModelArtifact artifact() {
    return artifact;
  }

  /**
   * Returns what the model answers.
   *
   * @return the task, with all its classes
   */
  public Task<?> task() {
    return task;
  }

  /**
   * Returns how a row becomes the input of the network.
   *
   * @return the fitted preprocessing
   */
  public FittedPreprocessing preprocessing() {
    return preprocessing;
  }

  /**
   * Returns what drift is measured against.
   *
   * @return a summary of rows that it did not learn from
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
   * Returns what is replayed at every load.
   *
   * @return prepared inputs with the outputs they must give
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

  /** Prints the kind of model, not what would fill pages. */
  @Override
  public String toString() {
    return String.format(
        "%s, %s, %s, %s",
        task.id(), artifact.format(), artifact.signature(), counted(golden.size(), "golden row"));
  }

  /** Collects the parts of a manifest. Not thread-safe. Setting a part twice is an error. */
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
     * Sets what is replayed at every load. Default: nothing.
     *
     * @param rows prepared inputs with the outputs they must give
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
