package io.lifecycle4j.core.tracking.environment;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The sources of facts: system files, environment variables and system properties.
 *
 * @param root the root of the file system that holds {@code proc} and {@code sys}
 * @param properties returns the current system properties
 */
record FactSources(
    Path root, Map<String, String> variables, Supplier<Map<String, String>> properties) {
  /** Longer files are cut; no system file is that long. */
  private static final int MAX_BYTES = 1 << 24;

  static FactSources ofThisProcess() {
    return new FactSources(Path.of("/"), System.getenv(), () -> copy(System.getProperties()));
  }

  private static Map<String, String> copy(Properties properties) {
    Map<String, String> copy = new TreeMap<>();
    for (String name : properties.stringPropertyNames()) { // skips properties that are not text
      copy.put(name, properties.getProperty(name, ""));
    }
    return copy;
  }

  Path path(String file) {
    return root.resolve(file);
  }

  /** Reads a system file as text. Such files report a length of 0. */
  String text(String file) throws IOException {
    return text(path(file));
  }

  static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
    }
  }
}
