package io.lifecycle4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The README is short, and what it and the guide show of the examples is what runs. */
class ReadmeTest {
  private static final Path EXAMPLES = Path.of("src/main/java/io/lifecycle4j/examples");

  private final Page readme = Page.read("README.md");

  @Test
  void hasAtMost150Lines() {
    assertThat(readme.lines()).hasSizeLessThanOrEqualTo(150);
  }

  @Test
  void showsAnExampleAsAWholeThatRuns() throws IOException {
    String source = Files.readString(EXAMPLES.resolve("Weather.java"));
    String file = source.substring(source.indexOf("import ")).strip();
    assertThat(readme.blocks("java")).extracting(Page.Block::text).contains(file);
  }

  @Test
  void showsAPomWithTheVersionsOfTheProject() throws IOException {
    String pom = Files.readString(Page.ROOT.resolve("pom.xml"));
    assertThat(readme.blocks("xml").get(0).text())
        .contains(artifact("lifecycle-djl", pom, "revision"))
        .contains(artifact("slf4j-simple", pom, "slf4j.version"));
  }

  private static String artifact(String name, String pom, String property) {
    String version = pom.replaceAll("(?s).*?<" + property + ">(.+?)</.*", "$1");
    return "<artifactId>" + name + "</artifactId><version>" + version + "</version>";
  }

  @Test
  void namesTheTwoCommandsThatAChangeMustPass() throws IOException {
    List<String> commands = List.of("mvn -q -Pquickstart -DskipTests verify", "mvn -B verify");
    assertThat(readme.text()).contains(commands);
    assertThat(Files.readString(Page.ROOT.resolve(".ci/run"))).contains(commands);
  }

  @ParameterizedTest
  @CsvSource({
    "Story, docs/guide/train.md",
    "Ridership, docs/guide/preprocess.md",
    "OldVersions, docs/guide/operate.md",
    "TrackedRuns, docs/guide/track.md"
  })
  void aPageShowsCodeOfAnExample(String example, String page) throws IOException {
    assertThat(Page.read(page).blocks("java"))
        .extracting(Page.Block::text)
        .contains(shown(example));
  }

  private static String shown(String example) throws IOException {
    List<String> lines = Files.readAllLines(EXAMPLES.resolve(example + ".java"));
    int begin = lines.indexOf("    // guide begins");
    int end = lines.indexOf("    // guide ends");
    assertThat(begin).isPositive();
    return lines.subList(begin + 1, end).stream()
        .map(line -> line.startsWith("    ") ? line.substring(4) : line)
        .collect(Collectors.joining("\n"));
  }
}
