package io.lifecycle4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * The quick start, and its first training once more. A build without more volume leaves it to
 * README's first command.
 */
@Tag("volume")
@EnabledIf("isMore")
class QuickStartTest {
  @TempDir Path directory;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @Test
  void tellsTheStoryAndGivesTheSameWeightsForOneSeed() throws IOException {
    String weights = quickStart("first").run();
    String story = printed.toString(StandardCharsets.UTF_8);
    assertThat(story)
        .contains("refused: accuracy is 0.")
        .contains("no version in production to compare with")
        .contains("window of 500 predictions: no drift")
        .contains("DRIFT in [image.mean")
        .contains("fashion:2 serves again")
        .containsPattern("fashion:3 is in production: accuracy 0\\.8")
        .containsPattern("PASS  accuracy better by 0\\.0.* of fashion:2 on the same 1000 rows")
        .contains("first-card.html, missing: []")
        .doesNotContain("suspicious")
        .contains("weights of seed 42: " + weights);
    assertThat(directory.resolve("first-card.html")).content().contains("<h2>Evaluation</h2>");
    assertThat(quickStart("second").train()).isEqualTo(weights);
  }

  static boolean isMore() {
    return Boolean.getBoolean("ci") || Boolean.getBoolean("deep");
  }

  private QuickStart quickStart(String home) {
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    return new QuickStart(Path.of("data"), directory.resolve(home), out);
  }
}
