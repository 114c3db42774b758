package io.lifecycle4j.benchmarks;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The other side: DJL as its documentation uses it, a predictor for each thread.
 *
 * <p>The translator creates an array from the input and copies the numbers of the output, with the
 * default batchifier (stack). The weights are loaded from a file, as in production: parameters
 * trained in this process would require gradients, which costs more. In the tuned variant, each
 * thread uses one intra-op thread and records no gradients.
 */
final class RawDjl implements Side {
  private final Model model;
  private final boolean tuned;
  private final Queue<Predictor<float[], float[]>> predictors = new ConcurrentLinkedQueue<>();
  private final float[][] rows;

  private RawDjl(Model model, boolean tuned, float[][] rows) {
    this.model = model;
    this.tuned = tuned;
    this.rows = rows;
  }

  /** Saves a new network, and opens the saved file. */
  static RawDjl open(boolean tuned) {
    System.setProperty("ai.djl.offline", "true");
    try {
      Path directory = TemporaryDirectory.create();
      try (Model saved = create();
          NDManager manager = NDManager.newBaseManager()) {
        saved.getBlock().initialize(manager, DataType.FLOAT32, new Shape(1, Features.COUNT));
        saved.save(directory, null);
      }
      Model model = create();
      model.load(directory);
      TemporaryDirectory.delete(directory);
      return new RawDjl(model, tuned, inputs());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MalformedModelException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Opens the TorchScript program of {@link TorchScriptModel}. */
  static RawDjl openProgram(boolean tuned) {
    System.setProperty("ai.djl.offline", "true");
    try {
      Model model = Model.newInstance("bench", "PyTorch");
      model.load(TorchScriptModel.FILE);
      return new RawDjl(model, tuned, TorchScriptModel.rows());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MalformedModelException e) {
      throw new IllegalStateException(e);
    }
  }

  private static float[][] inputs() {
    return Arrays.stream(Features.rows(ROWS)).map(Features::floats).toArray(float[][]::new);
  }

  private static Model create() {
    Model model = Model.newInstance("bench", "PyTorch");
    model.setBlock(network());
    return model;
  }

  private static Block network() {
    return new SequentialBlock()
        .add(Linear.builder().setUnits(64).build())
        .add(Activation.reluBlock())
        .add(Linear.builder().setUnits(64).build())
        .add(Activation.reluBlock())
        .add(Linear.builder().setUnits(Features.CLASSES).build());
  }

  @Override
  public Caller caller() {
    if (tuned) {
      JniUtils.setNumThreads(1);
      JniUtils.setGradMode(false);
    }
    Predictor<float[], float[]> predictor = model.newPredictor(new FloatsTranslator());
    predictors.add(predictor);
    return row -> {
      try {
        return predictor.predict(rows[row]);
      } catch (TranslateException e) {
        throw new IllegalStateException(e);
      }
    };
  }

  @Override
  public void close() {
    predictors.forEach(Predictor::close);
    model.close();
  }

  private static final class FloatsTranslator implements Translator<float[], float[]> {
    @Override
    public NDList processInput(TranslatorContext context, float[] input) {
      return new NDList(context.getNDManager().create(input));
    }

    @Override
    public float[] processOutput(TranslatorContext context, NDList list) {
      return list.singletonOrThrow().toFloatArray();
    }
  }
}
