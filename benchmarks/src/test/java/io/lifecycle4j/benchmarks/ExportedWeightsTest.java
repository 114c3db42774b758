package io.lifecycle4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.model.network.Layer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ExportedWeightsTest {
  /** Whether it computes them rightly, {@code benchmarks/run.sh models safetensors} shows. */
  @Test
  void theScriptThatReadsExportedWeightsKnowsEachLayer() throws IOException {
    String script = Files.readString(Path.of("peers/safetensors_rows.py"));

    assertThat(Layer.kinds())
        .contains("dense", "lstm")
        .allMatch(it -> script.contains('"' + it + '"'));
  }
}
