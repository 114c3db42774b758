package io.lifecycle4j.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.tracking.EnvironmentCapsule.Difference;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MarkdownTablesTest {
  @Test
  void writesDifferencesAsATable() {
    assertThat(
            Difference.markdown(
                List.of(
                    new Difference("os.name", Optional.of("Linux"), Optional.empty()),
                    difference("git.diff", "-a | b\n+<b>", "x"))))
        .isEqualTo(
            """
            | Fact | Left | Right |
            | --- | --- | --- |
            | os.name | Linux |  |
            | git.diff | -a \\| b +\\<b\\> | x |
            """);
    assertThat(Difference.markdown(List.of())).isEqualTo("No differences\n");
  }

  @Test
  void showsWhereLongValuesDiffer() {
    String same = "x".repeat(5_000);
    String table =
        Difference.markdown(List.of(difference("git.diff", same + "left", same + "right")));

    assertThat(table).contains("xleft |", "xright |").hasSizeLessThan(600);
  }

  private static Difference difference(String key, String left, String right) {
    return new Difference(key, Optional.of(left), Optional.of(right));
  }
}
