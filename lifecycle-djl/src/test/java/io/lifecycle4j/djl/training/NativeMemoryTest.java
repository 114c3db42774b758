package io.lifecycle4j.djl.training;

import static io.lifecycle4j.djl.training.RecordedContext.TWO_CLASSES;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDManager;
import io.lifecycle4j.djl.model.DjlRuntime;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.model.TrainedModel;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class NativeMemoryTest {
  private static final DjlTrainer TRAINER =
      DjlTrainer.builder()
          .network(Network.builder().conv(2, 3).batchNorm().relu().flatten().dropout(0.1).build())
          .epochs(2)
          .earlyStopping(1)
          .build();

  @Test
  void holdsNothingAfterTrainingLoadingAndRunning() {
    DjlRuntime.start();
    int before = held();

    TrainedModel model = TRAINER.train(context());
    Trained.predict(model, ArrayExamples.bars(3, 6, 1), List.of(1, 6, 6), 2);
    Assertions.assertThatThrownBy(() -> TRAINER.train(context().cancelledWhen(() -> true)))
        .isInstanceOf(OperationInterruptedException.class);
    Assertions.assertThatThrownBy(() -> Trained.load(model, List.of(1, 7, 7), 2))
        .hasMessageStartingWith("Cannot load network: ");

    assertThat(held()).isEqualTo(before);
  }

  private static RecordedContext context() {
    return new RecordedContext(TWO_CLASSES, ArrayExamples.bars(40, 6, 1))
        .shaped(1, 6, 6)
        .validating(ArrayExamples.bars(10, 6, 2));
  }

  /** Counts what hangs on the manager above all others. */
  private static int held() {
    try (NDManager manager = Engine.getEngine(DjlRuntime.ENGINE).newBaseManager()) {
      return ((BaseNDManager) manager.getParentManager()).getManagedArrays().size();
    }
  }
}
