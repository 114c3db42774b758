package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.properties.FixedSeedContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FixedSeedTest {
  @Test
  void isProvenInEveryModuleThatHasProperties() throws IOException {
    List<Path> modules = modules();
    assertThat(modules).extracting(Path::getFileName).contains(Path.of("lifecycle-djl"));
    for (Path module : modules) {
      List<String> tests = tests(module);
      if (tests.stream().anyMatch(test -> test.contains("import net.jqwik.api.Property;"))) {
        assertThat(tests)
            .as("%s extends %s", module, FixedSeedContract.class.getSimpleName())
            .anyMatch(test -> test.contains(" extends FixedSeedContract"));
      }
    }
  }

  @Test
  void isNotTheTimeOfDayInAnyTest() throws IOException {
    for (Path module : modules()) {
      assertThat(tests(module)).noneMatch(test -> test.contains("(\"seed\", System" + ".nanoTime"));
    }
  }

  private static List<Path> modules() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(".."))) {
      return files.filter(path -> Files.exists(path.resolve("pom.xml"))).toList();
    }
  }

  private static List<String> tests(Path module) throws IOException {
    Path root = module.resolve("src/test/java");
    if (!Files.exists(root)) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        texts.add(Files.readString(file));
      }
    }
    return texts;
  }
}
