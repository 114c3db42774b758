package io.lifecycle4j.core.model.network;

import io.lifecycle4j.core.engine.OpenWorkers;
import io.lifecycle4j.core.model.network.Layout.Placed;
import io.lifecycle4j.error.NotFoundException;
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
   * @throws io.lifecycle4j.error.UntrustedModelException if the parameters are not those of the
   *     layers
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

  private static List<Kernel> kernels(List<Placed> layers, Map<String, Tensor> parameters) {
    List<Kernel> kernels = new ArrayList<>();
    for (Placed placed : layers) {
      if (placed.layer().work(placed.input()) == Double.POSITIVE_INFINITY) {
        throw new NotFoundException(
            "Layer does not exist: "
                + placed
                + " (the Java engine does not run it; add io.lifecycle4j:lifecycle-djl to the class"
                + " path)");
      }
      Kernel kernel =
          placed
              .layer()
              .kernel(
                  placed.input(), name -> floats(parameters.get(LayerNames.of(placed.id(), name))));
      if (kernel != null) {
        kernels.add(kernel);
      }
    }
    return List.copyOf(kernels);
  }

  private static float[] floats(@Nullable Tensor parameter) {
    if (parameter == null) {
      throw new IllegalStateException("A parameter was not checked");
    }
    float[] numbers = new float[parameter.size()];
    parameter.floats().get(numbers);
    return numbers;
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
