package io.lifecycle4j.core.tracking.environment;

import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The entries of the class path and of the module path, in their order.
 *
 * <p>Build tools and Windows may pass a single jar whose manifest lists the others; they count as
 * entries after it. A directory on the module path stands for the jars in it.
 */
final class ClassPath {
  /** The user information of a URL, which is no file but may occur there. */
  private static final Pattern LOGIN = Pattern.compile("(?<=://)[^/@]{0,500}@");

  private final Map<Path, String> entries = new LinkedHashMap<>();
  private final String separator;
  private final Path directory;

  private ClassPath(String separator, Path directory) {
    this.separator = separator;
    this.directory = directory;
  }

  /**
   * Lists the entries.
   *
   * @return the key prefix of the facts of each entry: {@code classpath.} or {@code modulepath.}
   *     and its name. The working directory is {@code .}, since its name is not part of the program
   */
  static Map<Path, String> of(Map<String, String> properties) {
    ClassPath all =
        new ClassPath(
            properties.getOrDefault("path.separator", ":"),
            Path.of(properties.getOrDefault("user.dir", ".")).normalize());
    for (String entry : all.split(properties.get("java.class.path"))) {
      all.addEntry(entry);
    }
    for (String entry : all.split(properties.get("jdk.module.path"))) {
      all.addModules(entry);
    }
    return all.entries;
  }

  private List<String> split(@Nullable String path) {
    if (path == null || path.isEmpty()) {
      return List.of();
    }
    return List.of(LOGIN.matcher(path).replaceAll("").split(separator, -1));
  }

  private void addEntry(String entry) {
    try {
      add(directory.resolve(entry).normalize());
    } catch (InvalidPathException e) {
      entries.putIfAbsent(directory.resolve("not-a-path"), "classpath.not-a-path");
    }
  }

  private void add(Path path) {
    if (entries.putIfAbsent(path, key("classpath.", path)) != null || !Files.isRegularFile(path)) {
      return;
    }
    for (String next : named(path)) {
      try {
        URI uri = path.toUri().resolve(next);
        if ("file".equals(uri.getScheme())) {
          add(Path.of(uri).normalize());
        }
      } catch (IllegalArgumentException e) {
        // not the URL of a file: the JVM ignores it too
      }
    }
  }

  private static List<String> named(Path path) {
    try (JarFile jar = new JarFile(path.toString(), false)) {
      @Nullable Manifest manifest = jar.getManifest();
      @Nullable String names =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      return names == null ? List.of() : List.of(names.strip().split(" +", -1));
    } catch (IOException | RuntimeException e) {
      return List.of(); // not a jar: reported when it is hashed
    }
  }

  private String key(String group, Path path) {
    return group + (path.equals(directory) ? "." : path.getFileName());
  }

  private void addModules(String entry) {
    List<Path> modules = new ArrayList<>();
    try {
      Path path = directory.resolve(entry).normalize();
      modules.add(path);
      if (Files.isDirectory(path) && !Files.exists(path.resolve("module-info.class"))) {
        modules.clear();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(path)) {
          jars.forEach(modules::add);
        }
        modules.sort(null);
      }
    } catch (IOException | InvalidPathException e) {
      modules.add(directory.resolve("not-readable"));
    }
    modules.forEach(path -> entries.putIfAbsent(path, key("modulepath.", path)));
  }
}
