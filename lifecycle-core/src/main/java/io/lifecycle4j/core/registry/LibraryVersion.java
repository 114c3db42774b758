package io.lifecycle4j.core.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this library, as entries name it. */
final class LibraryVersion {
  static final String CURRENT = read();

  private LibraryVersion() {}

  /** From a resource, since the manifest of a jar of many jars names another version. */
  private static String read() {
    Properties properties = new Properties();
    try (InputStream in = LibraryVersion.class.getResourceAsStream("library.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read library.properties", e);
    }
    return properties.getProperty("version", "unknown");
  }
}
