package io.lifecycle4j.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.LoggedLines;
import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.schema.Regression;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.spi.TaskProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

class ServiceClassesTest {
  @Test
  void endsWhereTheListOfProvidersCannotBeRead() {
    ClassLoader unreadable =
        new ClassLoader(null) {
          @Override
          public Enumeration<URL> getResources(String name) throws IOException {
            throw new IOException("unreadable");
          }
        };
    Map<String, Class<? extends Task<?>>> all = new TreeMap<>();

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () ->
            ServiceClasses.add(
                all,
                ServiceLoader.load(TaskProvider.class, unreadable),
                TaskProvider::tasks,
                NOPLogger.NOP_LOGGER));

    assertThat(all).isEmpty();
  }

  /** Names a class as the library does, and one of its own. */
  public static final class Named implements TaskProvider {
    @Override
    public Map<String, Class<? extends Task<?>>> tasks() {
      return Map.of("classification", Regression.class, "mine", Regression.class);
    }
  }

  @Test
  void warnsOfASecondClassOfOneName(@TempDir Path directory) throws IOException {
    Path services = Files.createDirectories(directory.resolve("META-INF/services"));
    Files.writeString(services.resolve(TaskProvider.class.getName()), Named.class.getName());
    Map<String, Class<? extends Task<?>>> all =
        new TreeMap<>(Map.of("classification", Classification.class));
    List<String> warnings = new ArrayList<>();
    try (URLClassLoader plugin = new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
      ServiceLoader<TaskProvider> found = ServiceLoader.load(TaskProvider.class, plugin);
      Logger log = LoggedLines.of("warn", warnings);
      ServiceClasses.add(all, found, TaskProvider::tasks, log);
      ServiceClasses.add(all, found, TaskProvider::tasks, log); // found by another loader
    }
    assertThat(all)
        .containsEntry("classification", Classification.class)
        .containsEntry("mine", Regression.class);
    assertThat(warnings)
        .contains(
            "io.lifecycle4j.schema.Regression is not used: io.lifecycle4j.schema.Classification is"
                + " named classification already")
        .noneMatch(line -> line.contains("mine"));
  }
}
