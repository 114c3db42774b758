package io.lifecycle4j.core;

import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.OverLinear;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.storage.BlobId;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** An engine whose networks fail as a test sets it, each on its own. */
final class FailingEngine implements OverLinear {
  /** How a version fails on every input, on large ones, or on none. */
  enum Fault {
    NONE,
    THROWS,
    NOT_A_NUMBER,
    THROWS_ON_LARGE_ONES
  }

  private final LinearEngine linear = new LinearEngine();
  private final Map<BlobId, Fault> faults = new ConcurrentHashMap<>();

  void set(ModelVersion version, Fault fault) {
    faults.put(weights(version.manifest().artifact()), fault);
  }

  private static BlobId weights(ModelArtifact artifact) {
    return artifact.files().get(0).blob();
  }

  @Override
  public LinearEngine engine() {
    return linear;
  }

  @Override
  public LoadedModel load(ModelArtifact artifact, Files files) {
    LoadedModel loaded = linear.load(artifact, files);
    return new LoadedModel() {
      @Override
      public ModelWorker worker() {
        return failing(loaded.worker(), weights(artifact));
      }

      @Override
      public void close() {
        loaded.close();
      }
    };
  }

  private static boolean isLarge(Tensor rows) {
    FloatBuffer numbers = rows.floats();
    for (int i = 0; i < numbers.limit(); i++) {
      if (numbers.get(i) > 100) {
        return true;
      }
    }
    return false;
  }

  private ModelWorker failing(ModelWorker worker, BlobId weights) {
    return new ModelWorker() {
      @Override
      public List<Tensor> run(List<Tensor> inputs) {
        List<Tensor> outputs = worker.run(inputs);
        Fault fault = faults.getOrDefault(weights, Fault.NONE);
        boolean throwsOnLarge = fault == Fault.THROWS_ON_LARGE_ONES && isLarge(inputs.get(0));
        if (fault == Fault.THROWS || throwsOnLarge) {
          throw new PredictionFailedException("Out of order");
        } else if (fault == Fault.NOT_A_NUMBER) {
          outputs.get(0).floats().put(0, Float.NaN);
        }
        return outputs;
      }

      @Override
      public void close() {
        worker.close();
      }
    };
  }
}
