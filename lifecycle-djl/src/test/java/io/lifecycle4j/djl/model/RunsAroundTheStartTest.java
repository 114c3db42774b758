package io.lifecycle4j.djl.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.ChildJvm;
import io.lifecycle4j.contract.OnlyLarger;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsAroundTheStartTest {
  /** In a process of its own, in which PyTorch does not run yet. */
  @Test
  @OnlyLarger
  void theStartOfPyTorchChangesNoEnvironment(@TempDir Path home) throws Exception {
    List<String> options = List.of("-Xmx256m", "-Dai.djl.pytorch.num_interop_threads=1");
    try (ChildJvm child = ChildJvm.start(options, RunsAroundTheStart.class, home)) {
      assertThat(child.awaitEnd())
          .containsExactly("recorded: property.ai.djl.pytorch.num_interop_threads");
    }
  }
}
