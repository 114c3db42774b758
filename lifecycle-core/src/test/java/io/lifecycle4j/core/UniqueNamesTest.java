package io.lifecycle4j.core;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A name in a stack trace, a review or a search means one class, in whatever module it is. */
class UniqueNamesTest {
  private static final Path ROOT = Path.of("..");

  /** These names are given by the language, and say nothing of a subject. */
  private static final Set<String> OF_EACH_PACKAGE =
      Set.of("package-info.java", "module-info.java");

  private static Stream<Path> modules() throws IOException {
    try (Stream<Path> near = Files.list(ROOT);
        Stream<Path> integrations = Files.list(ROOT.resolve("integrations"))) {
      return Stream.concat(near, integrations)
          .map(module -> module.resolve("src/main/java/io/lifecycle4j"))
          .filter(Files::isDirectory)
          .toList()
          .stream();
    }
  }

  private static Stream<Path> sources(Path module) {
    try (Stream<Path> files = Files.walk(module)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !OF_EACH_PACKAGE.contains(file.getFileName().toString()))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new AssertionError("Cannot list " + module, e);
    }
  }

  @Test
  void noTwoClassesHaveTheSameName() throws IOException {
    Map<String, List<Path>> named =
        modules()
            .flatMap(UniqueNamesTest::sources)
            .collect(groupingBy(file -> file.getFileName().toString()));
    assertThat(named).as("the sources of all modules are read").hasSizeGreaterThan(1500);
    assertThat(named.values()).filteredOn(files -> files.size() > 1).isEmpty();
  }
}
