package io.lifecycle4j.core.tracking.environment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a jar can be downloaded: {@code group:artifact:version}, and {@code :classifier} if
 * it has one.
 *
 * <p>A jar in a local repository of Maven or in the cache of Gradle has them in its path; another
 * one may contain Maven's {@code pom.properties}.
 */
final class MavenCoordinates {
  /** {@code …/files-2.1/group/artifact/version/hash/file}. */
  private static final String GRADLE = "files-2.1";

  private static final int GRADLE_DEPTH = 5;

  private static final Pattern PROPERTIES =
      Pattern.compile("META-INF/maven/([\\w.-]+)/([\\w.-]+)/pom\\.properties");

  private static final Pattern PART = Pattern.compile("[\\w.+-]+");

  private MavenCoordinates() {}

  /** Returns the coordinates of a jar, or null if they are not known. */
  static @Nullable String of(Path jar) {
    try {
      @Nullable String found = inGradle(jar);
      found = found == null ? inMaven(jar) : found;
      return found == null ? inside(jar) : found;
    } catch (IOException | RuntimeException e) {
      return null; // not a jar, or not readable: reported when it is hashed
    }
  }

  private static @Nullable String inGradle(Path jar) {
    int names = jar.getNameCount();
    if (names <= GRADLE_DEPTH || !jar.getName(names - GRADLE_DEPTH - 1).toString().equals(GRADLE)) {
      return null;
    }
    return coordinates(
        jar,
        jar.getName(names - GRADLE_DEPTH).toString(),
        jar.getName(names - GRADLE_DEPTH + 1).toString(),
        jar.getName(names - GRADLE_DEPTH + 2).toString());
  }

  /** The POM beside the jar names the group, which is the end of the path. */
  private static @Nullable String inMaven(Path jar) throws IOException {
    @Nullable Path version = jar.getParent();
    @Nullable Path artifact = version == null ? null : version.getParent();
    if (artifact == null || artifact.getNameCount() < 2) {
      return null;
    }
    String name = String.valueOf(artifact.getFileName());
    String number = String.valueOf(jar.getName(jar.getNameCount() - 2));
    Path pom = jar.resolveSibling(name + "-" + number + ".pom");
    if (!Files.isRegularFile(pom)) {
      return null;
    }
    @Nullable String group = group(artifact, Files.readString(pom, StandardCharsets.UTF_8));
    return group == null ? null : coordinates(jar, group, name, number);
  }

  private static @Nullable String group(Path artifact, String pom) {
    @Nullable String longest = null;
    String group = "";
    for (int i = artifact.getNameCount() - 2; i >= 0; i--) {
      group = artifact.getName(i) + (group.isEmpty() ? "" : ".") + group;
      if (pom.contains("<groupId>" + group + "</groupId>")) {
        longest = group;
      }
    }
    return longest;
  }

  private static @Nullable String inside(Path path) throws IOException {
    try (JarFile jar = new JarFile(path.toString(), false)) {
      List<Matcher> named =
          jar.stream()
              .map(ZipEntry::getName)
              .map(PROPERTIES::matcher)
              .filter(Matcher::matches)
              .toList();
      String file = String.valueOf(path.getFileName());
      for (Matcher found : named) {
        String artifact = found.group(2);
        if (file.startsWith(artifact + "-") && file.endsWith(".jar")) {
          String version = file.substring(artifact.length() + 1, file.length() - ".jar".length());
          return version.isEmpty() ? null : coordinates(path, found.group(1), artifact, version);
        }
      }
      return null;
    }
  }

  private static @Nullable String coordinates(
      Path jar, String group, String artifact, String version) {
    String file = String.valueOf(jar.getFileName());
    String begin = artifact + "-" + version;
    if (!file.startsWith(begin) || !file.endsWith(".jar")) {
      return null; // such as a snapshot with the time of its build
    }
    String rest = file.substring(begin.length(), file.length() - ".jar".length());
    if (!rest.isEmpty() && !rest.startsWith("-")) {
      return null;
    }
    String all = String.join(":", group, artifact, version) + rest.replaceFirst("-", ":");
    return PART.matcher(all.replace(':', '.')).matches() ? all : null;
  }
}
