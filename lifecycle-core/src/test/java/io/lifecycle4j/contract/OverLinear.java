package io.lifecycle4j.contract;

import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.model.spi.LoadedModel;
import java.util.Map;
import java.util.Set;

/** An engine over a linear one, which runs its networks: a test changes what is wrong with it. */
public interface OverLinear extends Engine {
  /**
   * Returns what runs the networks.
   *
   * @return the engine below
   */
  LinearEngine engine();

  @Override
  default Set<String> formats() {
    return engine().formats();
  }

  @Override
  default Map<String, String> environment() {
    return engine().environment();
  }

  @Override
  default LoadedModel load(ModelArtifact artifact, Files files) {
    return engine().load(artifact, files);
  }
}
