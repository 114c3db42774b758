package io.lifecycle4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.model.ExternalModel;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldFilesTest {
  @Test
  void readsNoFurtherThanItsLimit(@TempDir Path folder) throws IOException {
    Path sparse = folder.resolve("model.bin");
    try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
      file.setLength(1L << 40);
    }
    NamedContent content = new NamedContent("model.bin", Content.of(sparse));

    assertThatThrownBy(() -> HeldFiles.read(content, 1 << 20))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read model.bin: it is too long (must be at most 1048576 bytes)");
    assertThat(HeldFiles.read(new NamedContent("a", Content.of(new byte[3])), 3)).hasSize(3);
  }

  @Test
  void namesAFileThatIsNotThere(@TempDir Path folder) {
    Path absent = folder.resolve("absent.pt");
    ExternalModel model =
        ExternalModel.builder("program").file("model.bin", Content.of(absent)).build();

    assertThatThrownBy(() -> HeldFiles.read("wine", model))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read " + absent + ": no such file");
    Signature signature =
        new Signature(List.of(TensorSpec.float32("x", 1)), List.of(TensorSpec.float32("y", 1)));
    assertThatThrownBy(() -> GoldenLines.read(Optional.of(Content.of(absent)), signature))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read " + absent + ": no such file");
  }

  @Test
  void saysThatAFileDoesNotFitIntoTheHeap() {
    Content huge =
        out -> {
          throw new OutOfMemoryError("Java heap space");
        };
    ExternalModel model = ExternalModel.builder("program").file("model.bin", huge).build();

    assertThatThrownBy(() -> HeldFiles.read("wine", model))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read model.bin: it does not fit into the heap (increase -Xmx)");
  }
}
