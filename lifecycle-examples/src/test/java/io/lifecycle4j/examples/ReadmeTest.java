package io.lifecycle4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadmeTest {
  private static final Path EXAMPLES = Path.of("src/main/java/io/lifecycle4j/examples");

  @ParameterizedTest
  @ValueSource(strings = {"Story.java", "Ridership.java"})
  void showsCodeThatIsCompiled(String example) throws IOException {
    String readme = Files.readString(Path.of("../README.md"));
    assertThat(readme).contains("```java\n" + shown(example) + "\n```");
  }

  @Test
  void showsAStoryOfAtMostFortyLines() throws IOException {
    assertThat(shown("Story.java").lines().count()).isLessThanOrEqualTo(40);
  }

  private static String shown(String example) throws IOException {
    List<String> lines = Files.readAllLines(EXAMPLES.resolve(example));
    int begin = lines.indexOf("    // README begins");
    int end = lines.indexOf("    // README ends");
    assertThat(begin).isPositive();
    return lines.subList(begin + 1, end).stream()
        .map(line -> line.startsWith("    ") ? line.substring(4) : line)
        .collect(Collectors.joining("\n"));
  }
}
