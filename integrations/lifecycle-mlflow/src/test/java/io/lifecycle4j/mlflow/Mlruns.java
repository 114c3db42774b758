package io.lifecycle4j.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** A folder that MLflow 3.17.2 wrote, and folders made by hand. */
final class Mlruns {
  private Mlruns() {}

  /** Unpacks what {@code mlflow_runs.py} made. */
  static Path unpack(Path directory) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(resource("/mlruns-3.17.2.zip"))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path path = directory.resolve(entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else {
          Files.createDirectories(path.getParent());
          Files.write(path, zip.readAllBytes());
        }
      }
    }
    return directory;
  }

  /** Reads what MLflow's own client says of the same folder. */
  static JsonNode expected() throws IOException {
    try (InputStream in = resource("/mlruns-3.17.2.json")) {
      return JsonMapper.builder().build().readTree(in);
    }
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(Mlruns.class.getResourceAsStream(name));
  }

  /** Makes an experiment called {@code fraud}; returns its directory. */
  static Path experiment(Path folder) throws IOException {
    Path experiment = Files.createDirectories(folder.resolve("1"));
    Files.writeString(
        experiment.resolve("meta.yaml"),
        "experiment_id: 1\nlifecycle_stage: active\nname: fraud\n"); // an integer, as once
    return experiment;
  }

  /** Makes a run without anything; returns its directory. */
  static Path run(Path experiment, String id) throws IOException {
    Path run = experiment.resolve(id);
    for (String part : List.of("metrics", "params", "tags", "artifacts")) {
      Files.createDirectories(run.resolve(part));
    }
    Files.writeString(
        run.resolve("meta.yaml"),
        String.format(
            "end_time: 1700000009000%nexperiment_id: '1'%nlifecycle_stage: active%nrun_id: %s%n"
                + "run_name: %s%nstart_time: 1700000000000%nstatus: 3%nuser_id: ada%n",
            id, "name of " + id));
    return run;
  }

  static List<Path> files(Path directory) {
    try (Stream<Path> paths = Files.walk(directory)) {
      return paths.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(path)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(path, to.resolve(from.relativize(path)));
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
