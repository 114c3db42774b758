package io.lifecycle4j.onnx;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Loads models in the ONNX format on ONNX Runtime, on the CPU.
 *
 * <p>A file is a program. It is loaded only if ONNX Runtime supports its version, all its weights
 * are inside it, and each of its operators is on a list of allowed ones, none of which opens a
 * file. It is loaded from memory, with nothing written to a disk, except that ONNX Runtime unpacks
 * its own native library once in a process. Thread-safe. A worker runs on the calling thread, with
 * {@code ai.djl.onnxruntime.num_threads} threads, 1 unless the user set another number.
 */
public final class OnnxEngine implements Engine {
  /** The name of the format. */
  public static final String FORMAT = "onnx";

  /** The name of the file in a model version. */
  static final String FILE = "model.onnx";

  /** Creates the engine. ONNX Runtime starts on first use. */
  public OnnxEngine() {}

  @Override
  public Set<String> formats() {
    return Set.of(FORMAT);
  }

  @Override
  public boolean isNative() {
    return true;
  }

  @Override
  public Set<String> programs() {
    return Set.of(FORMAT);
  }

  @Override
  public Set<String> settings() {
    return Set.of("ai.djl.", "DJL_OFFLINE", "OPT_OUT_TRACKING", "onnxruntime.");
  }

  @Override
  public Map<String, String> environment() {
    return OnnxRuntime.environment();
  }

  @Override
  public TrainedModel inspect(TrainedModel network, Signature wanted) {
    List<NamedContent> files = required(network, "network").files();
    if (files.size() != 1) {
      throw new UntrustedModelException(
          "Cannot load ONNX file: there are " + files.size() + " files (must be 1)");
    }
    byte[] bytes = bytes(files.get(0));
    OnnxFile file = OnnxFile.read(bytes);
    OnnxPolicy.check(file);
    OnnxBinding links = OnnxBinding.read(network.architecture());
    OnnxBinding binding = new OnnxMatching(file, required(wanted, "signature")).complete(links);
    return new TrainedModel(
        FORMAT, binding.architecture(), List.of(new NamedContent(FILE, Content.of(bytes))));
  }

  private static byte[] bytes(NamedContent file) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      file.content().writeTo(bytes);
    } catch (IOException e) {
      throw new StorageFailedException("Cannot read " + file.name() + ": " + e.getMessage(), e);
    }
    return bytes.toByteArray();
  }

  @Override
  public LoadedModel load(ModelArtifact artifact, Files files) {
    required(artifact, "artifact");
    required(files, "files");
    check(
        artifact.format().equals(FORMAT),
        "Invalid format: %s (this engine reads %s)",
        artifact.format(),
        FORMAT);
    checkNames(artifact.files().stream().map(StoredFile::name).toList());
    byte[] bytes = files.read(artifact.files().get(0));
    OnnxFile file = OnnxFile.read(bytes);
    OnnxPolicy.check(file);
    OnnxBinding links = OnnxBinding.read(artifact.architecture());
    OnnxBinding binding = new OnnxMatching(file, artifact.signature()).complete(links);
    return OnnxModel.load(bytes, file, binding, artifact.signature());
  }

  private static void checkNames(List<String> names) {
    if (!names.equals(List.of(FILE))) {
      throw new UntrustedModelException(
          "Cannot load ONNX file: files are " + names + " (must be " + FILE + " alone)");
    }
  }
}
