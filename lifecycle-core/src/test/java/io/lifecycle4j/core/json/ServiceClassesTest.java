package io.lifecycle4j.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.spi.TaskProvider;
import java.io.IOException;
import java.net.URL;
import java.time.Duration;
import java.util.Enumeration;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

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
        Duration.ofSeconds(20),
        () ->
            ServiceClasses.add(
                all, ServiceLoader.load(TaskProvider.class, unreadable), TaskProvider::tasks));

    assertThat(all).isEmpty();
  }
}
