package io.lifecycle4j.djl;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.OnlyLarger;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A version's environment, written as a Maven project, trains it again: to the same bits, with the
 * libraries of the repository of this build and without a network.
 */
@OnlyLarger
class WrittenEnvironmentTest {
  private static final String PROGRAM =
      """
      import static io.lifecycle4j.preprocessing.Steps.standardize;
      import static io.lifecycle4j.schema.Tasks.classification;

      import io.lifecycle4j.Lifecycle;
      import io.lifecycle4j.ManagedModel;
      import io.lifecycle4j.data.Sources;
      import io.lifecycle4j.data.Split;
      import io.lifecycle4j.data.Splits;
      import io.lifecycle4j.djl.model.Network;
      import io.lifecycle4j.djl.training.DjlTrainer;
      import io.lifecycle4j.schema.Columns;
      import java.nio.file.Path;
      import java.util.stream.IntStream;

      public final class Points {
        record Point(double x, double y) {}

        record Labelled(double x, double y, String side) {}

        public static void main(String[] args) {
          try (Lifecycle home = Lifecycle.open(Path.of(args[0]));
              ManagedModel<Point, String> model =
                  home.model("points", Point.class, classification("side"))
                      .preprocessing(standardize("x"), standardize("y"))
                      .trainer(
                          DjlTrainer.builder()
                              .network(Network.parse("dense(8) relu dropout(0.2)"))
                              .epochs(3)
                              .batchSize(16)
                              .threads(1)
                              .build())
                      .open()) {
            if (args.length > 1) {
              model.environment(model.train(split(home))).writeTo(Path.of(args[1]));
            } else {
              System.out.println(model.reproduce(home.models().version("points", 1)));
            }
          }
        }

        private static Split split(Lifecycle home) {
          return home.datasets()
              .dataset("points")
              .snapshot(
                  Sources.records(
                      Columns.of(Labelled.class),
                      action ->
                          IntStream.range(0, 400)
                              .mapToObj(i -> new Labelled(i % 20, i / 20, i % 20 > i / 20 ? "b" : "a"))
                              .forEach(action)))
              .commit()
              .split(Splits.byHash(1).train(0.6).validation(0.2).holdout(0.2));
        }
      }
      """;

  private static final String POM =
      """
      <project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
      <groupId>io.lifecycle4j</groupId><artifactId>%s</artifactId><version>1</version></project>
      """;

  private final List<Path> links = new ArrayList<>();

  @TempDir Path temp;

  /** The repository of this build: the first jar of DJL's api lies in it. */
  private static Path repository() {
    Path api =
        classPath()
            .filter(entry -> entry.toString().contains(Path.of("ai", "djl", "api").toString()))
            .findFirst()
            .orElseThrow();
    return api.resolve("../../../../..").normalize();
  }

  private static Stream<Path> classPath() {
    String separator = System.getProperty("path.separator");
    return Stream.of(System.getProperty("java.class.path").split(separator, -1))
        .map(entry -> Path.of(entry).toAbsolutePath().normalize());
  }

  /** All of the build's repository by links, and in it the library, under a version of its own. */
  private List<Path> jarsIn(Path local, Path repository) throws IOException {
    Files.createDirectories(local.resolve("io"));
    link(repository, local, "io");
    link(repository.resolve("io"), local.resolve("io"), "lifecycle4j");
    List<Path> jars = new ArrayList<>();
    for (Path entry : classPath().toList()) {
      if (entry.startsWith(repository)) {
        jars.add(local.resolve(repository.relativize(entry)));
      } else if (entry.getFileName().toString().equals("classes")
          || entry
              .getFileName()
              .toString()
              .matches("lifecycle-(api|core|djl)-[^-]*(-SNAPSHOT)?\\.jar")) {
        jars.add(installed(entry, local));
      }
    }
    return jars;
  }

  private void link(Path from, Path to, String except) throws IOException {
    try (Stream<Path> children = Files.list(from)) {
      for (Path child : children.toList()) {
        if (!child.getFileName().toString().equals(except)) {
          Path link = to.resolve(child.getFileName().toString());
          links.add(Files.createSymbolicLink(link, child));
        }
      }
    }
  }

  @AfterEach
  void unlink() throws IOException {
    for (Path link : links) {
      Files.delete(link);
    }
  }

  /** Installs the classes of a module, which are {@code MODULE/target/classes} or a jar. */
  private static Path installed(Path entry, Path local) throws IOException {
    String module = entry.getParent().getParent().getFileName().toString();
    Path folder = Files.createDirectories(local.resolve("io/lifecycle4j/" + module + "/1"));
    Files.writeString(folder.resolve(module + "-1.pom"), POM.formatted(module));
    Path jar = folder.resolve(module + "-1.jar");
    if (Files.isRegularFile(entry)) {
      return Files.copy(entry, jar);
    }
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream packed = new JarOutputStream(out);
        Stream<Path> files = Files.walk(entry)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        packed.putNextEntry(
            new JarEntry(entry.relativize(file).toString().replace(File.separatorChar, '/')));
        Files.copy(file, packed);
      }
    }
    return jar;
  }

  private String run(Path directory, String... command) throws Exception {
    Path output = temp.resolve("output.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      boolean ended = process.waitFor(5, TimeUnit.MINUTES);
      String printed = Files.readString(output);
      assertThat(ended && process.exitValue() == 0).as("%s", printed).isTrue();
      return printed;
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void reproducesTheVersion() throws Exception {
    Path local = Files.createDirectory(temp.resolve("repository"));
    List<Path> jars = jarsIn(local, repository());
    Path classes = Files.createDirectories(temp.resolve("classes"));
    Path sources = Files.createDirectories(temp.resolve("sources"));
    Path program = Files.writeString(sources.resolve("Points.java"), PROGRAM);
    String separator = System.getProperty("path.separator");
    String path = String.join(separator, jars.stream().map(Path::toString).toList());
    ToolProvider.getSystemJavaCompiler()
        .run(null, null, null, "-d", classes.toString(), "-cp", path, program.toString());
    String home = temp.resolve("home").toString();
    Path project = temp.resolve("project");

    run(
        temp,
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx256m",
        "-XX:+UseSerialGC",
        "-Duser.language=de",
        "-cp",
        classes + separator + path,
        "Points",
        home,
        project.toString());
    String printed =
        run(
            project,
            "mvn",
            "-o",
            "-q",
            "-B",
            "-Dmaven.repo.local=" + local,
            "-Dsources=" + sources,
            "-Dargs=" + home,
            "compile",
            "exec:exec");

    assertThat(printed).contains("points:1 was reproduced by run ", "the same weights, bit by bit");
    assertThat(printed.lines().filter(line -> line.startsWith("  fact ")))
        .as("%s", printed)
        .allMatch(fact -> fact.matches("  fact (classpath\\.classes|jvm\\.flags):.*"));
  }
}
