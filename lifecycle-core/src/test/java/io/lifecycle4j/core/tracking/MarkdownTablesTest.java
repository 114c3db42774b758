package io.lifecycle4j.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.tracking.EnvironmentCapsule.Difference;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarkdownTablesTest {
  @Test
  void writesDifferencesAsATable() {
    assertThat(
            Difference.markdown(
                List.of(
                    new Difference("os.name", "Linux", null),
                    new Difference("git.diff", "-a | b\n+<b>", "x"))))
        .isEqualTo(
            """
            | Fact | Left | Right |
            | --- | --- | --- |
            | os.name | Linux |  |
            | git.diff | -a \\| b \\+\\<b\\> | x |
            """);
    assertThat(Difference.markdown(List.of())).isEqualTo("No differences\n");
  }

  @Test
  void showsWhereLongValuesDiffer() {
    String same = "x".repeat(5_000);
    String table =
        Difference.markdown(List.of(new Difference("git.diff", same + "left", same + "right")));

    assertThat(table).contains("xleft |", "xright |").hasSizeLessThan(600);
  }
}
