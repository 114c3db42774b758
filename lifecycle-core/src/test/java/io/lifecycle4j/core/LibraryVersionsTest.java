package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/**
 * The libraries on the class path that applications bring too. The build runs tests of core with
 * those that it compiles against and, with {@code -Pci}, with the oldest ones.
 */
class LibraryVersionsTest {
  @Test
  void areThoseThatTheBuildNames() {
    assertVersion(JsonMapper.class, "jackson-databind", "jackson.version");
    assertVersion(JsonFactory.class, "jackson-core", "jackson.version");
    assertVersion(Logger.class, "slf4j-api", "slf4j.version");
    assertVersion(Caffeine.class, "caffeine", "caffeine.version");
  }

  private static void assertVersion(Class<?> type, String artifact, String property) {
    String version = System.getProperty(property);
    assumeThat(version).as("only the build names versions").isNotNull();
    assertThat(type.getProtectionDomain().getCodeSource().getLocation().getPath())
        .endsWith("/" + artifact + "-" + version + ".jar");
  }
}
