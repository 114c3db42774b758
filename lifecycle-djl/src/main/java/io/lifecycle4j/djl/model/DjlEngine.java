package io.lifecycle4j.djl.model;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import io.lifecycle4j.core.model.network.JavaEngine;
import io.lifecycle4j.core.model.network.WeightsFile;
import io.lifecycle4j.djl.model.torchscript.TorchScriptScan;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Loads networks of format {@code djl}: an architecture of {@link Network} and a single file that
 * {@link WeightsFile} wrote; and of format {@code torchscript}: a program of PyTorch.
 *
 * <p>A file of parameters loads only if it has exactly those of the network, in the same order,
 * with the same names and shapes. A program loads only if its operators do nothing but compute.
 * Thread-safe. A worker runs on the calling thread with {@link DjlRuntime#threads()} threads, and
 * then restores the settings of the thread.
 */
public final class DjlEngine implements Engine {
  /** The name of the format. */
  public static final String FORMAT = JavaEngine.FORMAT;

  private final Blocks blocks;
  private final ComputeDevice device;

  /** Creates the engine on the CPU, without blocks. PyTorch starts on first use. */
  public DjlEngine() {
    this(Blocks.NONE, ComputeDevice.cpu());
  }

  /**
   * Creates an engine that loads networks of the blocks of an application.
   *
   * @param blocks the blocks
   * @param device where networks run
   */
  public DjlEngine(Blocks blocks, ComputeDevice device) {
    this.blocks = required(blocks, "blocks");
    this.device = required(device, "device");
  }

  /**
   * Returns a builder for an engine with blocks of the application, or on a GPU, for {@code
   * Lifecycle.builder().engine(...)}.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Builds an engine. */
  public static final class Builder {
    private Blocks blocks = Blocks.NONE;
    private @Nullable ComputeDevice device;

    private Builder() {}

    /**
     * Sets where networks run. Default: the CPU.
     *
     * @param device the device; if it does not exist, loading throws a {@link
     *     io.lifecycle4j.error.NotFoundException}
     * @return this builder
     */
    public Builder device(ComputeDevice device) {
      checkUnset(this.device, "engine", "device");
      this.device = required(device, "device");
      return this;
    }

    /**
     * Adds a block, by the name that it was trained with.
     *
     * @param name its name in model versions
     * @param block creates the block: the function that was given to the trainer
     * @return this builder
     */
    public Builder block(String name, Function<? super BlockConfig, ? extends Block> block) {
      blocks = blocks.with(name, block);
      return this;
    }

    /**
     * Returns the engine.
     *
     * @return the engine; PyTorch starts on first use
     */
    public DjlEngine build() {
      return new DjlEngine(blocks, device == null ? ComputeDevice.cpu() : device);
    }
  }

  @Override
  public Set<String> formats() {
    return Set.of(FORMAT, TorchScript.FORMAT);
  }

  @Override
  public boolean isNative() {
    return true;
  }

  @Override
  public Set<String> programs() {
    return Set.of(TorchScript.FORMAT);
  }

  @Override
  public Set<String> settings() {
    return Set.of(
        "ai.djl.", "DJL_", "ENGINE_CACHE_DIR", "OPT_OUT_TRACKING", "PYTORCH_", "OMP_", "MKL_");
  }

  @Override
  public TrainedModel inspect(TrainedModel network, Signature wanted) {
    required(network, "network");
    required(wanted, "signature");
    byte[] bytes = bytes(network.files());
    String file = network.files().get(0).name();
    if (network.format().equals(TorchScript.FORMAT)) {
      TorchScriptScan.check(file, bytes);
      return new TrainedModel(
          TorchScript.FORMAT,
          network.architecture(),
          List.of(new NamedContent(TorchScript.NAME, Content.of(bytes))));
    }
    if (DjlParameters.isBegin(bytes)) {
      return converted(network, wanted, bytes);
    }
    if (!file.equals(WeightsFile.NAME)) {
      throw new UntrustedModelException(
          "Cannot read DJL parameters: "
              + file
              + " does not begin with DJL@ (must be one that DJL's Model.save wrote)");
    }
    return network;
  }

  private TrainedModel converted(TrainedModel given, Signature wanted, byte[] bytes) {
    Network network = Network.read(given.architecture());
    DjlRuntime.start();
    DjlRuntime.ThreadSettings before = DjlRuntime.enter(DjlRuntime.threads());
    try (NDManager manager =
        ai.djl.engine.Engine.getEngine(DjlRuntime.ENGINE).newBaseManager(Device.cpu())) {
      List<Tensor> parameters =
          DjlParameters.read(bytes, () -> blocks.create(network, wanted), wanted, manager);
      byte[] weights = WeightsFile.write(parameters);
      return new TrainedModel(
          FORMAT,
          given.architecture(),
          List.of(new NamedContent(WeightsFile.NAME, Content.of(weights))));
    } finally {
      before.restore();
    }
  }

  private static byte[] bytes(List<NamedContent> files) {
    if (files.size() != 1) {
      throw new UntrustedModelException(
          "Cannot load network: " + files.size() + " files (must be 1)");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      files.get(0).content().writeTo(bytes);
    } catch (IOException e) {
      throw new StorageFailedException(
          "Cannot read " + files.get(0).name() + ": " + e.getMessage(), e);
    }
    return bytes.toByteArray();
  }

  @Override
  public Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>(DjlRuntime.environment());
    environment.putAll(device.facts());
    return environment;
  }

  @Override
  public LoadedModel load(ModelArtifact artifact, Files files) {
    required(artifact, "artifact");
    required(files, "files");
    check(
        formats().contains(artifact.format()),
        "Invalid format: %s (this engine reads %s and %s)",
        artifact.format(),
        FORMAT,
        TorchScript.FORMAT);
    boolean program = artifact.format().equals(TorchScript.FORMAT);
    Optional<Network> network =
        program ? Optional.empty() : Optional.of(Network.read(artifact.architecture()));
    String name = program ? TorchScript.NAME : WeightsFile.NAME;
    byte[] bytes = files.read(onlyFile(artifact.files(), name));
    Device found = device.find();
    DjlRuntime.ThreadSettings before = DjlRuntime.enter(DjlRuntime.threads());
    try {
      Signature signature = artifact.signature();
      return network.isEmpty()
          ? TorchScript.load(found, signature, bytes)
          : DjlModel.load(blocks, found, network.get(), signature, WeightsFile.read(bytes));
    } finally {
      before.restore();
    }
  }

  /** Needs neither PyTorch nor the blocks of the application. */
  @Override
  public List<Tensor> weights(ModelArtifact artifact, Files files) {
    required(files, "files");
    return required(artifact, "artifact").format().equals(FORMAT)
        ? WeightsFile.read(files.read(onlyFile(artifact.files(), WeightsFile.NAME)))
        : Engine.super.weights(artifact, files);
  }

  private static StoredFile onlyFile(List<StoredFile> files, String name) {
    if (files.size() != 1 || !files.get(0).name().equals(name)) {
      throw new UntrustedModelException(
          "Cannot load network: files are "
              + files.stream().map(StoredFile::name).toList()
              + " (must be "
              + name
              + " alone)");
    }
    return files.get(0);
  }
}
