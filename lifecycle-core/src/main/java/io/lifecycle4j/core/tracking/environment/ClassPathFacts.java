package io.lifecycle4j.core.tracking.environment;

import io.lifecycle4j.core.secret.SecretFilter;
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
import java.util.function.Function;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Versions and hashes of the libraries and classes of the program: {@code version sha256}, and the
 * coordinates of the jars of a repository.
 *
 * <p>The version is the one in the manifest, else in Maven's {@code pom.properties}, else in the
 * file name, else {@code -}. The order of the entries is a fact too, since of two classes with the
 * same name the first is loaded. The entries and their coordinates are read once. Thread-safe.
 */
final class ClassPathFacts {
  /** Before the key of an entry: its coordinates, where they are known. */
  static final String MAVEN = "maven.";

  private static final Pattern VERSION = Pattern.compile("-([0-9][A-Za-z0-9.+_-]*)\\.jar$");

  private final FactSources sources;
  private final FileHashes hashes;
  private @Nullable List<Entry> entries;

  /**
   * An entry.
   *
   * @param key that of its facts
   * @param coordinates null if they are not known
   */
  private record Entry(Path path, String key, @Nullable String coordinates) {}

  /** Reads nothing yet. */
  ClassPathFacts(FactSources sources, FileHashes hashes) {
    this.sources = sources;
    this.hashes = hashes;
  }

  /** Adds what is known at once: the entries, their coordinates and their sizes. */
  void gatherPending(EnvironmentFacts facts) {
    try {
      gather(facts, ClassPathFacts::pending);
    } catch (RuntimeException e) {
      facts.put("classpath", EnvironmentFacts.unavailable(EnvironmentFacts.reason(e)));
    }
  }

  private static String pending(Path path) {
    try {
      return EnvironmentFacts.pending(
          Files.isDirectory(path) ? "a directory" : Files.size(path) + " bytes to hash");
    } catch (IOException e) {
      return EnvironmentFacts.pending("not found");
    }
  }

  /** Hashes all entries, which may take seconds. */
  void gather(EnvironmentFacts facts) {
    gather(facts, this::entry);
  }

  private void gather(EnvironmentFacts facts, Function<Path, String> value) {
    List<String> order = new ArrayList<>();
    for (Entry entry : entries()) {
      order.add(SecretFilter.text(entry.key().substring(entry.key().indexOf('.') + 1)));
      String free = facts.another(entry.key(), value.apply(entry.path()));
      @Nullable String coordinates = entry.coordinates();
      if (coordinates != null) {
        facts.put(MAVEN + free, coordinates);
      }
    }
    facts.made("classpath", String.join(" ", order));
  }

  private synchronized List<Entry> entries() {
    @Nullable List<Entry> known = entries;
    if (known == null) {
      known =
          ClassPath.of(sources.properties().get()).entrySet().stream()
              .map(
                  each ->
                      new Entry(each.getKey(), each.getValue(), MavenCoordinates.of(each.getKey())))
              .toList();
      entries = known;
    }
    return known;
  }

  private String entry(Path path) {
    return EnvironmentFacts.orReason(
        () ->
            Files.isDirectory(path)
                ? "- " + hashes.hashDirectory(path)
                : version(path) + " " + hashes.hash(path));
  }

  private static String version(Path path) {
    @Nullable String told = null;
    try (JarFile jar = new JarFile(path.toString(), false)) {
      told = fromManifest(jar.getManifest());
    } catch (IOException | RuntimeException e) {
      told = null; // not a jar, but on the class path: hashed like any file
    }
    if (told == null) {
      Matcher named = VERSION.matcher(String.valueOf(path.getFileName()));
      told = named.find() ? named.group(1) : "-";
    }
    return SecretFilter.text(told.strip());
  }

  private static @Nullable String fromManifest(@Nullable Manifest manifest) {
    if (manifest == null) {
      return null;
    }
    Attributes main = manifest.getMainAttributes();
    @Nullable String version = main.getValue(Attributes.Name.IMPLEMENTATION_VERSION);
    return version == null ? main.getValue("Bundle-Version") : version;
  }

  /**
   * The entries of the class path and of the module path, in their order.
   *
   * <p>Build tools and Windows may pass a single jar whose manifest lists the others; they count as
   * entries after it. A directory on the module path stands for the jars in it.
   */
  private static final class ClassPath {
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
     *     and its name. The working directory is {@code .}, since its name is not part of the
     *     program
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
      if (entries.putIfAbsent(path, key("classpath.", path)) != null
          || !Files.isRegularFile(path)) {
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
}
