package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.contract.DjlHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service needs neither DJL nor a native library for what was trained with them. */
class ServedWithoutDjlTest {
  private static final Path KEPT = Path.of("src/test/resources/djl-home");

  @TempDir private Path directory;

  @Test
  void answersWhatDjlAnswered() throws Exception {
    assertThat(getClass().getResource("/ai/djl/Model.class")).isNull();
    GoldenHomeTest.copy(KEPT, directory);
    List<Double> answers;
    try (Lifecycle home = Lifecycle.open(directory)) {
      answers = DjlHome.answers(home, "java");
    }
    List<String> lines = Files.readAllLines(Path.of(KEPT + ".txt"));
    assertThat(answers).hasSameSizeAs(lines);
    for (int i = 0; i < lines.size(); i++) {
      double expected = Double.parseDouble(lines.get(i));
      double tolerance = 1e-5 * Math.max(1, Math.abs(expected));
      assertThat(answers.get(i)).as("answer %s", i).isCloseTo(expected, within(tolerance));
    }
  }
}
