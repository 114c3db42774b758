package io.lifecycle4j.core.training;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.data.DataForms;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Datasets;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.tracking.Experiments;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.training.TrainingPlan;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run was trained on, as an artifact of the run, from which the training is repeated.
 *
 * @param data the version
 * @param plan how it was split
 * @param parameters those of the training, by name
 */
record TrainingOrigin(VersionRef data, SplitPlan plan, Map<String, Param> parameters) {
  /** The name of the artifact. */
  static final String NAME = "training.json";

  /** Checks the parts. */
  TrainingOrigin {
    required(data, "dataset version");
    required(plan, "split plan");
    parameters = new TreeMap<>(required(parameters, "parameters of a training"));
  }

  static TrainingOrigin of(TrainingPlan asked) {
    Split split = asked.split();
    return new TrainingOrigin(split.version().ref(), split.plan(), asked.parameters());
  }

  void log(Run run) {
    run.artifact(NAME, Content.of(DataForms.JSON.write(this)));
  }

  /** Reads the artifact of a run. */
  static TrainingOrigin read(Experiments experiments, String run) {
    try (InputStream in = experiments.artifact(run, NAME)) {
      return DataForms.JSON.read(in.readAllBytes(), TrainingOrigin.class, NAME + " of run " + run);
    } catch (IOException e) {
      throw new InvalidValueException("Cannot read " + NAME + " of run " + run, e);
    }
  }

  /**
   * Splits the same rows in the same way.
   *
   * @throws io.lifecycle4j.error.NotFoundException if the version is not in this home
   */
  Split split(Datasets datasets) {
    Dataset dataset = datasets.dataset(data.dataset());
    DatasetVersion version =
        dataset.find(data.id()).orElseGet(() -> dataset.version(data.number()));
    if (!version.id().equals(data.id())) {
      throw new InvalidValueException(
          "Cannot repeat a training: "
              + data
              + " has the hash "
              + version.id()
              + " here (must be "
              + data.id()
              + ")");
    }
    return version.split(plan);
  }
}
