package io.lifecycle4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link Engine} does with models from elsewhere. */
public abstract class ExternalModelContract {
  /** Creates the contract. */
  protected ExternalModelContract() {}

  /**
   * Returns the engine.
   *
   * @return the engine
   */
  protected abstract Engine engine();

  /**
   * Returns a network that the engine loads, whose outputs depend on its inputs. Its shape should
   * not be of one number only.
   *
   * @return the network
   */
  protected abstract ModelArtifact artifact();

  /**
   * Returns the bytes of a file of the network.
   *
   * @param file the file
   * @return its bytes
   */
  protected abstract byte[] bytes(StoredFile file);

  private TrainedModel elsewhere(UnaryOperator<byte[]> change) {
    ModelArtifact artifact = artifact();
    return new TrainedModel(
        artifact.format(),
        artifact.architecture(),
        artifact.files().stream()
            .map(file -> new NamedContent(file.name(), Content.of(change.apply(bytes(file)))))
            .toList());
  }

  private static byte[] bytes(NamedContent file) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      file.content().writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  @Test
  void loadsWhatItInspected() {
    Engine engine = engine();
    ModelArtifact artifact = artifact();
    TrainedModel inspected =
        engine.inspect(elsewhere(UnaryOperator.identity()), artifact.signature());
    assertThat(engine.formats()).contains(inspected.format());
    List<StoredFile> files = new ArrayList<>();
    Map<String, byte[]> all = new HashMap<>();
    for (NamedContent file : inspected.files()) {
      byte[] bytes = bytes(file);
      all.put(file.name(), bytes);
      files.add(new StoredFile(file.name(), new BlobId("0".repeat(64)), bytes.length));
    }
    ModelArtifact found =
        new ModelArtifact(
            inspected.format(), inspected.architecture(), files, artifact.signature());
    List<Tensor> inputs = Tensor.allocate(artifact.signature().inputs(), 2);
    inputs.forEach(input -> IntStream.range(0, input.size()).forEach(i -> input.set(i, 0.1 * i)));
    try (LoadedModel there = engine.load(artifact, file -> new ByteArrayInputStream(bytes(file)));
        LoadedModel here =
            engine.load(
                found,
                file -> new ByteArrayInputStream(all.getOrDefault(file.name(), new byte[0])));
        ModelWorker first = there.worker();
        ModelWorker second = here.worker()) {
      List<Tensor> outputs = second.run(inputs);
      List<Tensor> expected = first.run(inputs);
      for (int i = 0; i < expected.size(); i++) {
        assertThat(outputs.get(i).bytes()).isEqualTo(expected.get(i).bytes());
      }
    }
  }

  @Test
  void inspectsProgramsOfItsFormatsAndRefusesOneThatIsTruncated() {
    Engine engine = engine();
    ModelArtifact artifact = artifact();
    assertThat(engine.formats()).containsAll(engine.programs());
    assertThat(engine.settings()).doesNotContain("");
    if (engine.programs().contains(artifact.format())) {
      TrainedModel half = elsewhere(bytes -> Arrays.copyOf(bytes, bytes.length / 2));
      assertThatThrownBy(() -> engine.inspect(half, artifact.signature()))
          .isInstanceOf(UntrustedModelException.class);
    }
  }
}
