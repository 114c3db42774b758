package io.lifecycle4j.core.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this library, as recorded in entries. */
public final class LibraryVersion {
  /** Such as {@code 0.1.0}. */
  public static final String CURRENT = read();

  private LibraryVersion() {}

  /** Reads a resource, since the manifest of a merged jar holds another version. */
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
