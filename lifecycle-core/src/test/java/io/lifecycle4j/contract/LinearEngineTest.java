package io.lifecycle4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.storage.StoredFile;
import java.io.ByteArrayInputStream;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The engine of the tests is an engine, and it tells on those who misuse it. */
class LinearEngineTest extends EngineContract {
  private static final Task<?> PETS = Tasks.classification("pet", "cat", "dog");
  private static final byte[] WEIGHTS =
      LinearEngine.file(new float[][] {{1, -2, 0.5f, 3}, {0.25f, 4, -1, -0.5f}});

  private final LinearEngine engine = new LinearEngine();

  @Override
  protected Engine engine() {
    return engine;
  }

  @Override
  protected ModelArtifact artifact() {
    return artifact(LinearEngine.architecture(3, 2));
  }

  private static ModelArtifact artifact(String architecture) {
    StoredFile file = Fixtures.file(LinearEngine.FILE, WEIGHTS);
    return new ModelArtifact(
        LinearEngine.FORMAT, architecture, List.of(file), Fixtures.signature(3, PETS));
  }

  @Override
  protected byte[] bytes(StoredFile file) {
    return WEIGHTS;
  }

  private LoadedModel load() {
    return engine.load(artifact(), file -> new ByteArrayInputStream(WEIGHTS));
  }

  @Test
  void computesADenseLayer() {
    try (LoadedModel model = load();
        ModelWorker worker = model.worker()) {
      Tensor input = Tensor.of("features", new float[] {1, 2, 3}, 1, 3);

      assertThat(worker.run(List.of(input)).get(0).floats())
          .isEqualTo(FloatBuffer.wrap(new float[] {1 - 4 + 1.5f + 3, 0.25f + 8 - 3 - 0.5f}));
    }
    assertThat(engine.violations()).isEmpty();
    assertThat(engine.open()).isZero();
  }

  @Test
  void refusesAnotherArchitecture() {
    assertThatThrownBy(
            () -> engine.load(artifact("dense 2 3"), file -> new ByteArrayInputStream(WEIGHTS)))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessage("Cannot load network: it is 'dense 2 3' (must be 'dense 3 2')");
  }

  @Test
  void tellsThatANetworkWasClosedWhileAWorkerWasOpen() {
    LoadedModel model = load();
    ModelWorker worker = model.worker();

    assertThatThrownBy(model::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("A network was closed while 1 workers were open");

    worker.close();
    model.close();
    assertThatThrownBy(model::close).hasMessage("A network was closed twice");
    assertThatThrownBy(model::worker).hasMessage("A worker of a closed network was asked for");
    assertThat(engine.violations()).hasSize(3);
  }

  @Test
  void tellsThatAClosedWorkerWasRun() {
    try (LoadedModel model = load()) {
      ModelWorker worker = model.worker();
      worker.close();

      assertThatThrownBy(() -> worker.run(List.of()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("A worker was run while it was CLOSED");
    }
    assertThat(engine.violations()).hasSize(1);
  }
}
