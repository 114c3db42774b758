package io.lifecycle4j.model;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Task;
import java.util.List;

/**
 * Everything that serving a model needs and that its audit asks for.
 *
 * @param artifact the trained network
 * @param task what it answers
 * @param preprocessing how a row becomes its input
 * @param golden prepared inputs with the outputs they must give, replayed at every load
 * @param reference a summary of the training rows, what drift is measured against
 * @param provenance where it came from
 */
public record ModelManifest(
    ModelArtifact artifact,
    Task<?> task,
    FittedPreprocessing preprocessing,
    List<GoldenRow> golden,
    Profile reference,
    Provenance provenance) {
  /** Checks the parts. */
  public ModelManifest {
    required(artifact, "artifact");
    required(task, "task");
    required(preprocessing, "preprocessing");
    golden = copy(golden, "golden rows");
    required(reference, "drift reference");
    required(provenance, "provenance");
  }
}
