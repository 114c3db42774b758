package io.lifecycle4j.model;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.storage.BlobId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final List<Baseline> baselines;
  private final List<Ancestor> ancestors;
  private final Map<String, Double> importance;

  private ModelManifest(Builder builder) {
    this.artifact = builder.artifact;
    this.task = builder.task;
    this.preprocessing = builder.preprocessing;
    this.reference = builder.reference;
    this.provenance = builder.provenance;
    this.golden = builder.golden == null ? List.of() : builder.golden;
    this.baselines = builder.baselines == null ? List.of() : builder.baselines;
    this.ancestors = builder.ancestors == null ? List.of() : builder.ancestors;
    this.importance = builder.importance == null ? Map.of() : builder.importance;
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

  /**
   * Returns the simple models that the version is measured beside.
   *
   * @return baselines with distinct names; empty if none were fitted
   */
  public List<Baseline> baselines() {
    return baselines;
  }

  /**
   * Returns the versions whose weights the training began with, and theirs.
   *
   * @return the ancestors, the nearest first; empty if the training began anew
   */
  public List<Ancestor> ancestors() {
    return ancestors;
  }

  /**
   * Returns how much the model depends on each column of its inputs: by how much its mean loss
   * rises when the values of the column are permuted among rows that it was not trained on.
   *
   * @return the rise for each column, at least 0; empty if it was not measured
   */
  public Map<String, Double> importance() {
    return importance;
  }

  /**
   * Returns the same with ancestors.
   *
   * @param versions the ancestors, the nearest first
   * @return the manifest
   */
  public ModelManifest with(List<Ancestor> versions) {
    return builder(artifact, task, preprocessing, reference, provenance)
        .golden(golden)
        .baselines(baselines)
        .ancestors(versions)
        .importance(importance)
        .build();
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
    return List.of(
        artifact,
        task,
        preprocessing,
        reference,
        provenance,
        golden,
        baselines,
        ancestors,
        importance);
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
    private @Nullable List<Baseline> baselines;
    private @Nullable List<Ancestor> ancestors;
    private @Nullable Map<String, Double> importance;

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
     * Sets the simple models that the version is measured beside. Default: none.
     *
     * @param fitted baselines with distinct names
     * @return this builder
     */
    public Builder baselines(List<Baseline> fitted) {
      checkUnset(baselines, "model manifest", "baselines");
      List<Baseline> all = copy(fitted, "baselines");
      check(
          all.stream().map(Baseline::name).distinct().count() == all.size(),
          "Invalid baselines: %s (one name is twice)",
          all.stream().map(Baseline::name).toList());
      baselines = all;
      return this;
    }

    /**
     * Sets the versions whose weights the training began with, and theirs. Default: none.
     *
     * @param versions the nearest first
     * @return this builder
     */
    public Builder ancestors(List<Ancestor> versions) {
      checkUnset(ancestors, "model manifest", "ancestors");
      ancestors = copy(versions, "ancestors");
      return this;
    }

    /**
     * Sets how much the model depends on each column of its inputs. Default: not measured.
     *
     * @param rises the rise of the mean loss for each column, finite and at least 0
     * @return this builder
     */
    public Builder importance(Map<String, Double> rises) {
      checkUnset(importance, "model manifest", "importance");
      importance = copy(rises, "importance");
      check(
          importance.values().stream().allMatch(rise -> rise >= 0 && Double.isFinite(rise)),
          "Invalid importance: %s (must be finite and at least 0)",
          importance);
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

  /**
   * A version whose weights a training began with, so that its descendant learned from its rows,
   * too.
   *
   * @param version the label of the version in its home, such as {@code fraud:7}
   * @param id the id of the version
   * @param data the dataset version that it was trained on
   * @param plan how that version was split
   */
  public record Ancestor(String version, BlobId id, VersionRef data, SplitPlan plan) {
    /** Checks the parts. */
    public Ancestor {
      required(version, "label of an ancestor");
      required(id, "id of an ancestor");
      required(data, "dataset version");
      required(plan, "split plan");
    }
  }

  /**
   * Where a model version came from. Its steps were fitted on the training rows of a split of this
   * home, and the holdout judges it.
   */
  public sealed interface Provenance {
    /**
     * Returns the dataset version.
     *
     * @return its name, number and hash
     */
    VersionRef data();

    /**
     * Returns how that version is split.
     *
     * @return the plan
     */
    SplitPlan plan();

    /**
     * Returns the engine and its libraries when the version was registered.
     *
     * @return versions by name
     */
    Map<String, String> environment();

    /**
     * Finds the run that trained the model.
     *
     * @return the id, or empty if the model is from elsewhere
     */
    default Optional<String> findRun() {
      return Optional.empty();
    }

    /**
     * The model was trained in a run.
     *
     * @param run the id of the run
     * @param data the dataset version that it was trained on
     * @param plan how that version was split
     * @param environment the engine and its libraries, by name
     */
    record Trained(String run, VersionRef data, SplitPlan plan, Map<String, String> environment)
        implements Provenance {
      /** Checks the parts. */
      public Trained {
        required(run, "run");
        required(data, "dataset version");
        required(plan, "split plan");
        environment = copy(environment, "environment");
      }

      @Override
      public Optional<String> findRun() {
        return Optional.of(run);
      }
    }

    /**
     * The model was trained elsewhere. That it did not learn from the holdout is the word of the
     * person who registered it.
     *
     * @param by the person or service that registered it
     * @param facts what is known, such as its source and its license, by name
     * @param data the dataset version that it was registered with
     * @param plan how that version was split
     * @param pinned the hashes that its files had to have before they were read; empty if none was
     *     stated
     * @param environment the engine and its libraries, by name
     */
    record External(
        String by,
        Map<String, String> facts,
        VersionRef data,
        SplitPlan plan,
        List<BlobId> pinned,
        Map<String, String> environment)
        implements Provenance {
      /** Checks the parts. */
      public External {
        checkName("actor", by);
        facts = copy(facts, "facts");
        required(data, "dataset version");
        required(plan, "split plan");
        pinned = copy(pinned, "pinned hashes");
        environment = copy(environment, "environment");
      }
    }
  }
}
