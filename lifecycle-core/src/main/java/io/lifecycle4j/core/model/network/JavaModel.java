package io.lifecycle4j.core.model.network;

import io.lifecycle4j.core.engine.OpenWorkers;
import io.lifecycle4j.core.model.network.Layout.Placed;
import io.lifecycle4j.core.model.network.PlacedParameters.Layered;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A network of layers as arrays of this process, shared by its workers. */
final class JavaModel implements LoadedModel {
  /** What DJL adds to a variance. */
  private static final float EPSILON = 1e-5f;

  private final Signature signature;
  private final List<Start> starts;
  private final List<Kernel> kernels;
  private final OpenWorkers workers = new OpenWorkers();

  private JavaModel(Signature signature, List<Start> starts, List<Kernel> kernels) {
    this.signature = signature;
    this.starts = List.copyOf(starts);
    this.kernels = kernels;
  }

  Signature signature() {
    return signature;
  }

  /** Returns what happens to each input, in the order in which the ends are concatenated. */
  List<Start> starts() {
    return starts;
  }

  /** Returns the layers after them. */
  List<Kernel> kernels() {
    return kernels;
  }

  /**
   * The layers of one input.
   *
   * @param input the index of the input
   */
  record Start(int input, List<Kernel> kernels) {}

  /**
   * Creates a network.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if the layers do not fit the signature
   * @throws UntrustedModelException if the parameters are not those of the layers
   */
  static JavaModel of(Layout layout, Signature signature, List<Tensor> file) {
    PlacedParameters placed = PlacedParameters.of(layout, signature);
    Map<String, Tensor> parameters = placed.check(file);
    List<String> names = signature.inputs().stream().map(TensorSpec::name).toList();
    List<Start> starts = new ArrayList<>();
    for (int i = 0; i < layout.branches().size(); i++) {
      int input = names.indexOf(layout.branches().get(i).input());
      starts.add(new Start(input, kernels(placed.branches().get(i), parameters)));
    }
    if (starts.isEmpty()) {
      starts.add(new Start(0, List.of()));
    }
    return new JavaModel(signature, starts, kernels(placed.layers(), parameters));
  }

  private static List<Kernel> kernels(List<Layered> layers, Map<String, Tensor> parameters) {
    List<Kernel> kernels = new ArrayList<>();
    for (Layered layer : layers) {
      Kernel kernel = kernel(layer.placed(), name -> floats(parameters.get(layer.prefix() + name)));
      if (kernel != null) {
        kernels.add(kernel);
      }
    }
    return List.copyOf(kernels);
  }

  /** Finds the numbers of a parameter of a layer. */
  private interface Numbers {
    float[] of(String name);
  }

  private static float[] floats(@Nullable Tensor parameter) {
    if (parameter == null) {
      throw new IllegalStateException("A parameter was not checked");
    }
    float[] numbers = new float[parameter.size()];
    parameter.floats().get(numbers);
    return numbers;
  }

  /** Returns what computes a layer; null if it changes nothing in a prediction. */
  private static @Nullable Kernel kernel(Placed placed, Numbers numbers) {
    Layer layer = placed.layer();
    List<Integer> in = placed.input();
    int size = (int) placed.numbers();
    if (layer instanceof Layer.Dense) {
      float[][] rows = rows(numbers.of("weight"), in.get(0));
      return new Kernel.DenseKernel(transposed(rows, in.get(0)), numbers.of("bias"));
    }
    if (layer instanceof Layer.Conv conv) {
      float[][] filters = rows(numbers.of("weight"), in.get(0) * conv.kernel() * conv.kernel());
      return new Kernel.ConvKernel(
          filters, numbers.of("bias"), in.get(1), in.get(2), conv.kernel());
    }
    if (layer instanceof Layer.MaxPool pool) {
      return new Kernel.MaxPoolKernel(in.get(0), in.get(1), in.get(2), pool.size());
    }
    if (layer instanceof Layer.Embedding embedding) {
      float[][] vectors = rows(numbers.of("weight"), embedding.width());
      vectors[0] = new float[embedding.width()];
      return new Kernel.EmbeddingKernel(vectors, in.get(0));
    }
    if (layer instanceof Layer.Plain plain) {
      return kernel(plain, in, size, numbers);
    }
    if (layer instanceof Layer.Dropout) {
      return null;
    }
    throw new UntrustedModelException("Cannot load network: unknown layer " + layer.text());
  }

  private static @Nullable Kernel kernel(
      Layer.Plain layer, List<Integer> in, int size, Numbers numbers) {
    return switch (layer) {
      case RELU, TANH, SIGMOID -> new Kernel.ActivationKernel(layer, size);
      case BATCH_NORM -> norm(numbers, size);
      case MEAN -> new Kernel.MeanKernel(in.get(0), size);
      case FLATTEN -> null;
    };
  }

  private static Kernel norm(Numbers numbers, int size) {
    float[] gamma = numbers.of("gamma");
    float[] beta = numbers.of("beta");
    float[] mean = numbers.of("runningMean");
    float[] variance = numbers.of("runningVar");
    for (int i = 0; i < gamma.length; i++) {
      gamma[i] = (float) (gamma[i] / Math.sqrt((double) variance[i] + EPSILON));
    }
    return new Kernel.NormKernel(mean, gamma, beta, size / gamma.length);
  }

  private static float[][] rows(float[] numbers, int width) {
    float[][] rows = new float[numbers.length / width][width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(numbers, i * width, rows[i], 0, width);
    }
    return rows;
  }

  private static float[][] transposed(float[][] rows, int width) {
    float[][] columns = new float[width][rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < width; j++) {
        columns[j][i] = rows[i][j];
      }
    }
    return columns;
  }

  @Override
  public ModelWorker worker() {
    return new JavaWorker(workers.open(), this, false);
  }

  @Override
  public Set<String> capabilities() {
    boolean hasHidden = starts.stream().anyMatch(start -> !start.kernels().isEmpty());
    return hasHidden || kernels.size() > 1 ? Set.of(EMBEDDING) : Set.of();
  }

  @Override
  public ModelWorker embeddingWorker() {
    return capabilities().isEmpty()
        ? LoadedModel.super.embeddingWorker()
        : new JavaWorker(workers.open(), this, true);
  }

  /** Throws while a worker is open, as other engines do; the memory of the heap frees itself. */
  @Override
  public void close() {
    workers.close(() -> {});
  }
}
