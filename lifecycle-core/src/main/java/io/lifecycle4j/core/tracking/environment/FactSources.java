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
 * Where facts are read: the files of the system, the variables and properties of the process.
 *
 * @param root the root of the file system that holds {@code proc} and {@code sys}
 * @param variables the environment variables
 * @param properties asks for the system properties, which may change
 */
record FactSources(
    Path root, Map<String, String> variables, Supplier<Map<String, String>> properties) {
  /** Longer files are cut, which those of the system are not. */
  private static final int MAX_BYTES = 1 << 24;

  /** Returns those of this process. */
  static FactSources ofThisProcess() {
    return new FactSources(Path.of("/"), System.getenv(), () -> copy(System.getProperties()));
  }

  private static Map<String, String> copy(Properties properties) {
    Map<String, String> copy = new TreeMap<>();
    for (String name : properties.stringPropertyNames()) { // leaves out what is not text
      copy.put(name, properties.getProperty(name, ""));
    }
    return copy;
  }

  Path path(String file) {
    return root.resolve(file);
  }

  /** Reads a file of the system as text. Such files have no length until they are read. */
  String text(String file) throws IOException {
    return text(path(file));
  }

  static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
    }
  }
}
