package io.lifecycle4j.core.storms;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.util.stream.Collectors.joining;

import io.lifecycle4j.contract.ChildJvm;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Lets child JVMs start in half the time: the classes that they load are kept in an archive that
 * the JVM maps instead of parsing them.
 *
 * <p>Such an archive needs a class path of jars alone, so directories are packed into one. Made
 * once for each state of the class path, below {@code target}, whichever JVM asks first; without it
 * children start more slowly, no more.
 */
public final class ChildArchive {
  private static final Path DIRECTORY = Path.of("target", "child-jvm").toAbsolutePath();
  private static final Path LOCK = DIRECTORY.resolve("lock");
  private static final Path JAR = DIRECTORY.resolve("classes.jar");
  private static final Path ARCHIVE = DIRECTORY.resolve("classes.jsa");

  /** Says of which class path the archive is; written last. */
  private static final Path STATE = DIRECTORY.resolve("state");

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
      String classPath = jars();
      try (FileChannel file = FileChannel.open(LOCK, CREATE, WRITE);
          FileLock lock = file.lock()) { // another JVM may run other tests beside this one
        assert lock.isValid();
        String state = state() + classPath;
        if (!Files.exists(STATE) || !Files.readString(STATE).equals(state)) {
          Files.deleteIfExists(STATE);
          Files.deleteIfExists(ARCHIVE);
          pack();
          train(classPath, ARCHIVE);
          Files.writeString(STATE, state);
        }
      }
      made = List.of("-XX:SharedArchiveFile=" + ARCHIVE, "-cp", classPath);
    }
    return made;
  }

  private static List<Path> entries() {
    return Stream.of(System.getProperty("java.class.path").split(":", -1))
        .filter(entry -> !entry.isEmpty())
        .map(Path::of)
        .toList();
  }

  /** Returns the class path of a child: what is in directories here is in one jar there. */
  private static String jars() {
    return Stream.concat(Stream.of(JAR), entries().stream().filter(Files::isRegularFile))
        .map(Path::toString)
        .collect(joining(":"));
  }

  /** Says what there is in the directories of the class path, without reading all of it. */
  private static String state() throws IOException {
    long files = 0;
    long bytes = 0;
    long newest = 0;
    for (Path entry : entries()) {
      if (Files.isDirectory(entry)) {
        try (Stream<Path> paths = Files.walk(entry)) {
          for (Path path : paths.filter(Files::isRegularFile).toList()) {
            files++;
            bytes += Files.size(path);
            newest = Math.max(newest, Files.getLastModifiedTime(path).toMillis());
          }
        }
      }
    }
    return files + " files of " + bytes + " bytes until " + newest + " for ";
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
            TRAINING,
            "")) {
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

  private static void pack() throws IOException {
    Map<String, List<Path>> files = new LinkedHashMap<>();
    for (Path entry : entries()) {
      if (Files.isDirectory(entry)) {
        add(entry, files);
      }
    }
    try (OutputStream out = Files.newOutputStream(JAR);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setLevel(0);
      for (Map.Entry<String, List<Path>> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        pack(file.getKey(), file.getValue(), zip);
        zip.closeEntry();
      }
    }
  }

  private static void add(Path directory, Map<String, List<Path>> files) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        String name = directory.relativize(path).toString();
        files.computeIfAbsent(name, added -> new ArrayList<>()).add(path);
      }
    }
  }

  /** Of a class, the first on the class path is found; of services, all are. */
  private static void pack(String name, List<Path> found, ZipOutputStream zip) throws IOException {
    if (!name.startsWith("META-INF/services/")) {
      Files.copy(found.get(0), zip);
      return;
    }
    for (Path path : found) {
      Files.copy(path, zip);
      zip.write('\n');
    }
  }
}
