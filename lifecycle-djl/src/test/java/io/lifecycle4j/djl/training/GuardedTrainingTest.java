package io.lifecycle4j.djl.training;

import static io.lifecycle4j.djl.training.RecordedContext.TWO_CLASSES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.error.TrainingFailedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Gradients and weights that are not finite, which the loss does not show. */
class GuardedTrainingTest {
  private static RecordedContext clouds() {
    return new RecordedContext(TWO_CLASSES, ArrayExamples.blobs(40, 1));
  }

  /**
   * Has a parameter whose gradient is not a number in the first batch, although the outputs never
   * depend on it: the derivative of a root at 0, times 0.
   */
  private static final class Spoiled extends AbstractBlock {
    private final Block linear = addChildBlock("linear", Linear.builder().setUnits(2).build());
    private final Parameter unused =
        addParameter(
            Parameter.builder()
                .setName("unused")
                .setType(Parameter.Type.WEIGHT)
                .optShape(new Shape(1))
                .optInitializer(Initializer.ONES)
                .build());
    private boolean begun;

    @Override
    protected NDList forwardInternal(
        ParameterStore store,
        NDList inputs,
        boolean training,
        @Nullable PairList<String, Object> params) {
      NDArray made = linear.forward(store, inputs, training).get(0);
      if (!training || begun) {
        return new NDList(made);
      }
      begun = true;
      NDArray zero = store.getValue(unused, made.getDevice(), true).mul(0).square().sqrt();
      return new NDList(made.add(zero));
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
      linear.initialize(manager, type, inputs);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      return linear.getOutputShapes(inputs);
    }
  }

  private static void assertDiverges(int every, String message) {
    DjlTrainer trainer =
        DjlTrainer.builder()
            .block("spoiled", config -> new Spoiled())
            .epochs(1)
            .batchSize(10)
            .checkFiniteEvery(every)
            .threads(1)
            .build();
    assertThatThrownBy(() -> trainer.train(clouds()))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessage(message);
  }

  @Test
  void findsGradientsThatAreNotFinite() {
    assertDiverges(
        1, "Training diverged in epoch 1, batch 1: norm of the gradients is NaN (must be finite)");
  }

  /** Their gradients are finite again when they are checked. */
  @Test
  void findsWeightsThatAreNotFinite() {
    assertDiverges(
        2, "Training diverged in epoch 1, batch 2: a weight is not finite (must be finite)");
  }

  @Test
  void checksAsOftenAsItIsAsked() {
    assertDiverges(
        3, "Training diverged in epoch 1, batch 3: a weight is not finite (must be finite)");
  }

  @Test
  void checksAtTheEndOfAnEpoch() {
    assertDiverges(
        100, "Training diverged in epoch 1, batch 4: a weight is not finite (must be finite)");
  }

  /** The variance of the column is too large for 32 bits, which neither loss nor gradients show. */
  @Test
  void findsStatisticsThatAreNotFinite() {
    assertThatThrownBy(() -> normalized(1e30f))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessage(
            "Training diverged in epoch 1, batch 1: a weight is not finite (must be finite)");
  }

  @Test
  void acceptsLargeFiniteStatistics() {
    assertThat(normalized(1e12f)).isNotEmpty();
  }

  private static byte[] normalized(float factor) {
    ArrayExamples rows = ArrayExamples.blobs(40, 1);
    for (float[] row : rows.features()) {
      row[0] *= factor;
    }
    return Trained.bytes(
        DjlTrainer.builder()
            .network(Network.parse("batchNorm"))
            .epochs(2)
            .checkFiniteEvery(1)
            .threads(1)
            .build()
            .train(new RecordedContext(TWO_CLASSES, rows)));
  }

  @Test
  void takesAllRowsAsABatchIfTheyAreFewerThanUsual() {
    RecordedContext context = few();

    byte[] usual = Trained.bytes(trainer().build().train(context));

    assertThat(usual).isEqualTo(Trained.bytes(trainer().batchSize(20).build().train(few())));
    assertThat(context.progress).extracting(now -> now.batches()).containsOnly(1);
  }

  private static RecordedContext few() {
    return new RecordedContext(TWO_CLASSES, ArrayExamples.blobs(20, 1));
  }

  private static DjlTrainerBuilder trainer() {
    return DjlTrainer.builder().network(Network.parse("dense(4) relu")).epochs(2).threads(1);
  }
}
