package io.lifecycle4j.core.model.network;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.model.spi.EngineProvider;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.storage.StoredFile;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs networks of layers in plain Java, from the files that the engine on DJL reads.
 *
 * <p>It needs no native library. A row has the same outputs, bit for bit, alone or among others and
 * on any thread. Thread-safe.
 */
public final class JavaEngine implements Engine {
  /** The format whose networks of layers it runs. */
  public static final String FORMAT = "djl";

  /** The name of the engine. */
  public static final String NAME = "java";

  /**
   * The most work for a row of a network that it runs unasked. One row of a dense network of this
   * size, or of a small convolutional one, took a third of the time that it took through JNI on two
   * cores; above twice of it, PyTorch is as fast. Rows in large batches are faster on PyTorch.
   */
  static final double MOST_WORK = 250_000;

  /** Creates it for the api. */
  public static final class Provider implements EngineProvider {
    @Override
    public Engine java() {
      return new JavaEngine();
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<String> formats() {
    return Set.of(FORMAT);
  }

  @Override
  public Map<String, String> environment() {
    return Map.of("engine", NAME);
  }

  /** Returns whether it knows every layer of a network. */
  public boolean knows(ModelArtifact artifact) {
    return work(artifact) < Double.POSITIVE_INFINITY;
  }

  /**
   * Returns whether it knows every layer of a network, and is faster than an engine through JNI.
   */
  public boolean suits(ModelArtifact artifact) {
    return work(artifact) <= MOST_WORK;
  }

  /** Returns the work for a row, in multiply-adds of a matrix; infinite if a layer is unknown. */
  private static double work(ModelArtifact artifact) {
    if (!artifact.format().equals(FORMAT)) {
      return Double.POSITIVE_INFINITY;
    }
    try {
      Architecture architecture = Architecture.read(artifact.architecture());
      if (!architecture.factory().equals(Architecture.LAYERS)) {
        return Double.POSITIVE_INFINITY;
      }
      return Layout.parse(architecture.config()).place(artifact.signature()).stream()
          .mapToDouble(placed -> placed.layer().work(placed.input()))
          .sum();
    } catch (LifecycleException e) {
      return Double.POSITIVE_INFINITY; // the engine that is used instead explains it
    }
  }

  @Override
  public LoadedModel load(ModelArtifact artifact, Files files) {
    Architecture architecture = Architecture.read(required(artifact, "artifact").architecture());
    List<Tensor> parameters = weights(artifact, files);
    if (!architecture.factory().equals(Architecture.LAYERS)) {
      throw new NotFoundException(
          "Block does not exist: "
              + architecture.factory()
              + " (the Java engine runs layers alone; add io.lifecycle4j:lifecycle-djl to the class"
              + " path)");
    }
    try {
      Layout layout = Layout.parse(architecture.config());
      return JavaModel.of(layout, artifact.signature(), parameters);
    } catch (InvalidValueException e) {
      throw new UntrustedModelException("Cannot load network: " + e.getMessage(), e);
    }
  }

  @Override
  public List<Tensor> weights(ModelArtifact artifact, Files files) {
    required(files, "files");
    check(
        required(artifact, "artifact").format().equals(FORMAT),
        "Invalid format: %s (this engine reads %s)",
        artifact.format(),
        FORMAT);
    List<StoredFile> all = artifact.files();
    if (all.size() != 1 || !all.get(0).name().equals(WeightsFile.NAME)) {
      throw new UntrustedModelException(
          "Cannot load network: files are "
              + all.stream().map(StoredFile::name).toList()
              + " (must be "
              + WeightsFile.NAME
              + " alone)");
    }
    return WeightsFile.read(files.read(all.get(0)));
  }
}
