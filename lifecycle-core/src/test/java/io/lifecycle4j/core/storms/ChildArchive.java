package io.lifecycle4j.core.storms;

import io.lifecycle4j.contract.ChildJvm;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Lets child JVMs start in half the time: the classes that they load are kept in an archive that
 * the JVM maps instead of parsing them.
 *
 * <p>Such an archive needs a class path of jars alone, so directories are packed into one. Made
 * once for each JVM that asks, below {@code target}; without it children start more slowly, no
 * more.
 */
public final class ChildArchive {
  /** Apart from that of a JVM that runs other tests beside this one. */
  private static final Path DIRECTORY =
      Path.of("target", "child-jvm" + System.getProperty("fork", "")).toAbsolutePath();

  private static final int TRAINING = 300;

  /** A seed that chooses all kinds of writes. */
  private static final long ALL_KINDS = 5_000_015_000L;

  private static List<String> made = List.of();

  private ChildArchive() {}

  /**
   * Returns the options that a child starts with.
   *
   * @return options for {@link ChildJvm}
   * @throws Exception if the archive cannot be made
   */
  public static synchronized List<String> options() throws Exception {
    if (made.isEmpty()) {
      Files.createDirectories(DIRECTORY);
      String classPath = pack();
      Path archive = DIRECTORY.resolve("classes.jsa");
      Files.deleteIfExists(archive);
      train(classPath, archive);
      made = List.of("-XX:SharedArchiveFile=" + archive, "-cp", classPath);
    }
    return made;
  }

  /** Writes a little, in a process that leaves the archive behind when it ends. */
  private static void train(String classPath, Path archive) throws Exception {
    Path home = Files.createTempDirectory("training");
    List<String> options =
        List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:disable", "-cp", classPath);
    try (ChildJvm child =
        ChildJvm.start(
            options,
            ChildTraining.class,
            home.resolve("home").toUri(),
            "training",
            home.resolve("notes"),
            ALL_KINDS,
            0,
            TRAINING)) {
      child.awaitEnd();
    } finally {
      delete(home);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static String pack() throws IOException {
    Path jar = DIRECTORY.resolve("classes.jar");
    List<String> classPath = new ArrayList<>(List.of(jar.toString()));
    Set<String> names = new LinkedHashSet<>();
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setLevel(0);
      for (String entry : System.getProperty("java.class.path").split(":", -1)) {
        Path path = Path.of(entry);
        if (Files.isDirectory(path) && !entry.isEmpty()) {
          pack(path, zip, names);
        } else if (Files.isRegularFile(path)) {
          classPath.add(entry);
        }
      }
    }
    return String.join(":", classPath);
  }

  private static void pack(Path directory, ZipOutputStream zip, Set<String> names)
      throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        String name = directory.relativize(path).toString();
        if (names.add(name)) { // what comes first on the class path is found
          zip.putNextEntry(new ZipEntry(name));
          Files.copy(path, zip);
          zip.closeEntry();
        }
      }
    }
  }
}
