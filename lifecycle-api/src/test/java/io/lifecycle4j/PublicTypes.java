package io.lifecycle4j;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The public types of the module, read from its class files: a new one cannot be forgotten. */
final class PublicTypes {
  private PublicTypes() {}

  static List<Class<?>> all() {
    try {
      Path root =
          Path.of(Lifecycle.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (Stream<Path> files = Files.walk(root)) {
        return files
            .map(
                file ->
                    root.relativize(file)
                        .toString()
                        .replace(root.getFileSystem().getSeparator(), "."))
            .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
            .<Class<?>>map(name -> load(name.substring(0, name.length() - ".class".length())))
            .filter(PublicTypes::visible)
            .sorted((a, b) -> a.getName().compareTo(b.getName()))
            .toList();
      }
    } catch (IOException | URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean visible(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return Modifier.isPublic(type.getModifiers())
        && !type.isAnonymousClass()
        && (outer == null || visible(outer));
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
