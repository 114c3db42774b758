package io.lifecycle4j.core.tracking.environment;

import io.lifecycle4j.core.secret.SecretFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Versions and hashes of the libraries and classes of the program: {@code version sha256}.
 *
 * <p>The version is the one in the manifest, else in Maven's {@code pom.properties}, else in the
 * file name, else {@code -}. The order of the entries is a fact too, since of two classes with the
 * same name the first is loaded.
 */
final class ClassPathFacts {
  private static final Pattern VERSION = Pattern.compile("-([0-9][A-Za-z0-9.+_-]*)\\.jar$");

  private final FileHashes hashes;

  ClassPathFacts(FileHashes hashes) {
    this.hashes = hashes;
  }

  /** Adds what is known at once: the entries and their sizes. */
  static void gatherPending(FactSources sources, EnvironmentFacts facts) {
    try {
      ClassPath.of(sources.properties().get())
          .forEach((path, key) -> facts.another(key, pending(path)));
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
  void gather(FactSources sources, EnvironmentFacts facts) {
    List<String> order = new ArrayList<>();
    ClassPath.of(sources.properties().get())
        .forEach(
            (path, key) -> {
              order.add(SecretFilter.text(key.substring(key.indexOf('.') + 1)));
              facts.another(key, entry(path));
            });
    facts.made("classpath", String.join(" ", order));
  }

  private String entry(Path path) {
    return EnvironmentFacts.orReason(
        () ->
            Files.isDirectory(path)
                ? "- " + new DirectoryHash(path, hashes).hash()
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
}
