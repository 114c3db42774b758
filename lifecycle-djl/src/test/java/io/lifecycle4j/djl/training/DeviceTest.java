package io.lifecycle4j.djl.training;

import static io.lifecycle4j.djl.training.RecordedContext.TWO_CLASSES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import io.lifecycle4j.djl.model.ComputeDevice;
import io.lifecycle4j.djl.model.DjlEngine;
import io.lifecycle4j.djl.model.DjlRuntime;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.TrainedModel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Training and serving on a chosen device. */
class DeviceTest {
  private static RecordedContext clouds() {
    return new RecordedContext(TWO_CLASSES, ArrayExamples.blobs(100, 1));
  }

  private static DjlTrainer trainer(ComputeDevice device) {
    return DjlTrainer.builder()
        .network(Network.builder().dense(8).relu().build())
        .learningRate(0.01)
        .device(device)
        .build();
  }

  private static boolean hasGpu() {
    DjlRuntime.start();
    Engine engine = Engine.getEngine(DjlRuntime.ENGINE);
    return engine.hasCapability(StandardCapabilities.CUDA) && engine.getGpuCount() > 0;
  }

  @Test
  void recordsTheDeviceThatIsUsed() {
    RecordedContext context = clouds();
    DjlTrainer trainer = trainer(ComputeDevice.cpu());

    trainer.train(context);

    assertThat(context.run.params).containsEntry("device", "cpu");
    assertThat(trainer.engine().orElseThrow().environment()).containsEntry("device", "cpu");
    assertThat(ComputeDevice.gpu(1)).hasToString("gpu(1)");
  }

  @Test
  void takesTheCpuWhereThereIsNoGpu() {
    assumeFalse(hasGpu(), "There is a GPU");
    RecordedContext context = clouds();

    trainer(ComputeDevice.auto()).train(context);

    assertThat(context.run.params).containsEntry("device", "cpu");
  }

  @Test
  void refusesAGpuThatDoesNotExist() {
    assertThatThrownBy(() -> trainer(ComputeDevice.gpu(99)).train(clouds()))
        .isInstanceOf(NotFoundException.class)
        .hasMessageStartingWith("Device does not exist: gpu(99) (PyTorch can use ")
        .hasMessageContaining("choose cpu() or auto()");
    DjlEngine engine = DjlEngine.builder().device(ComputeDevice.gpu(99)).build();
    TrainedModel model = trainer(ComputeDevice.cpu()).train(clouds());
    assertThatThrownBy(
            () -> Trained.predict(engine, model, ArrayExamples.blobs(2, 1), List.of(2), 2))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> ComputeDevice.gpu(-1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid GPU: -1 (must be at least 0)");
  }

  @Test
  void trainsAndServesOnAGpu() {
    assumeTrue(hasGpu(), "No GPU: training and serving on one were not tested");
    RecordedContext context = clouds();
    DjlTrainer trainer = trainer(ComputeDevice.gpu(0));

    TrainedModel model = trainer.train(context);

    assertThat(context.run.params)
        .containsEntry("device", "gpu(0)")
        .containsKeys("cuda.version", "gpu.compute_capability");
    ArrayExamples fresh = ArrayExamples.blobs(200, 2);
    float[] outputs = Trained.predict(trainer.engine().orElseThrow(), model, fresh, List.of(2), 2);
    assertThat(Trained.accuracy(outputs, fresh)).isGreaterThan(0.95);
    assertThat(Trained.accuracy(Trained.predict(model, fresh, List.of(2), 2), fresh))
        .isGreaterThan(0.95);
  }
}
