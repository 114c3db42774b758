package io.lifecycle4j.djl.model;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.model.ExternalModel;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import java.nio.file.Path;

/**
 * Models that PyTorch or DJL trained elsewhere, for {@code ManagedModel.register}.
 *
 * <pre>{@code
 * model.register(torchScript(file).sha256("…"), split, by("alice"), "From research");
 * }</pre>
 */
public final class DjlModels {
  private DjlModels() {}

  /**
   * Returns a builder for a TorchScript program, as {@code torch.jit.save} of PyTorch 2.7 or older
   * writes it.
   *
   * <p>It takes a tensor for each input and returns a tensor for each output, by position: one, or
   * a tuple or list of several, each with a row for each row of the inputs. It is a program, so it
   * is loaded only if it is pinned by {@link ExternalModel.Builder#sha256}, its operators only
   * compute, and it has run in a separate JVM.
   *
   * @param file the file
   * @return a builder
   */
  public static ExternalModel.Builder torchScript(Path file) {
    return torchScript(Content.of(required(file, "file")));
  }

  /**
   * Returns a builder like {@link #torchScript(Path)}.
   *
   * @param file the bytes of the file
   * @return a builder
   */
  public static ExternalModel.Builder torchScript(Content file) {
    return ExternalModel.builder(TorchScript.FORMAT).file(NamedContent.of(file, TorchScript.NAME));
  }

  /**
   * Returns a builder for the parameters of a network of layers, as DJL's {@code Model.save} writes
   * them. They are data, not a program.
   *
   * <p>The file must have the parameters of the network, by the names and shapes that DJL gives
   * them; they are stored in the format of this library.
   *
   * @param file the file, whose name ends with {@code .params}
   * @param network the layers before the output layer, or a block of an application by its name,
   *     {@code new Network("tabnet", "config")}, which the engine of the home must know: {@link
   *     DjlEngine.Builder#block}
   * @return a builder
   */
  public static ExternalModel.Builder djlParameters(Path file, Network network) {
    return djlParameters(Content.of(required(file, "file")), network);
  }

  /**
   * Returns a builder like {@link #djlParameters(Path, Network)}.
   *
   * @param file the bytes of the file
   * @param network the layers before the output layer, or a block of an application by its name
   * @return a builder
   */
  public static ExternalModel.Builder djlParameters(Content file, Network network) {
    return ExternalModel.builder(DjlEngine.FORMAT)
        .architecture(required(network, "network").architecture())
        .file(NamedContent.of(file, DjlParameters.NAME));
  }
}
