package io.lifecycle4j.core.badinputs;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.tracking.RunExport;
import io.lifecycle4j.tracking.RunQuery;
import java.nio.file.Path;
import java.util.List;

/** The entries that take a path: where something is written, or read from. */
record PathEntries(String name, String kind, Use use) {
  /** Something that is done with a path. */
  @FunctionalInterface
  interface Use {
    /**
     * Does it.
     *
     * @param in the home to use
     * @param path the path
     * @throws Exception what the entry throws
     */
    void run(Sandbox in, Path path) throws Exception;
  }

  static List<PathEntries> all() {
    return List.of(
        new PathEntries("Lifecycle.open", "directory", PathEntries::open),
        new PathEntries(
            "LifecycleBuilder.directory",
            "directory",
            (in, path) -> Lifecycle.builder().directory(path).open().close()),
        new PathEntries(
            "Maintenance.backup",
            "directory",
            (in, path) -> in.lifecycle.maintenance().backup(path)),
        new PathEntries("Lifecycle.restore home", "directory", PathEntries::restore),
        new PathEntries(
            "DatasetVersion.checkOut",
            "directory",
            (in, path) ->
                in.lifecycle.datasets().dataset("before").version(1).checkOut(path).write()),
        new PathEntries(
            "Experiments.artifacts",
            "directory",
            (in, path) -> in.lifecycle.experiments().artifacts(in.run().id(), path)),
        new PathEntries("RunExport.toCsv", "new file", (in, path) -> export(in).toCsv(path)),
        new PathEntries(
            "RunExport.toJsonLines", "new file", (in, path) -> export(in).toJsonLines(path)),
        new PathEntries(
            "RunExport.historiesToCsv", "new file", (in, path) -> export(in).historiesToCsv(path)),
        new PathEntries(
            "ModelExport.goldenRowsToJsonLines",
            "new file",
            (in, path) ->
                in.lifecycle
                    .models()
                    .export(in.lifecycle.models().version("before", 1))
                    .goldenRowsToJsonLines(path)),
        new PathEntries(
            "ModelExport.toFile",
            "new file",
            (in, path) ->
                in.lifecycle
                    .models()
                    .export(in.lifecycle.models().version("before", 1))
                    .toFile(path)),
        new PathEntries(
            "Predictions.toCsv",
            "new file",
            (in, path) -> {
              try (var model = Sandbox.model(in, "read")) {
                model.predictions().toCsv(path);
              }
            }),
        new PathEntries(
            "Predictions.toJsonLines",
            "new file",
            (in, path) -> {
              try (var model = Sandbox.model(in, "read")) {
                model.predictions().toJsonLines(path);
              }
            }),
        new PathEntries("Content.writeTo", "new file", (in, path) -> Content.of("x").writeTo(path)),
        new PathEntries("Sources.files", "folder", (in, path) -> commit(in, path)),
        new PathEntries(
            "Lifecycle.restore backup",
            "backup",
            (in, path) -> Lifecycle.restore(path, in.directory.resolve("place-restored"))),
        new PathEntries("Media.existing", "home", (in, path) -> Media.existing(path).close()),
        new PathEntries("Media.file", "directory", (in, path) -> Media.file(path).close()));
  }

  private static void open(Sandbox in, Path path) {
    Lifecycle.open(path).close();
  }

  private static void restore(Sandbox in, Path path) {
    Lifecycle.restore(in.home, path);
  }

  private static RunExport export(Sandbox in) {
    return in.lifecycle.experiments().export(RunQuery.builder().build());
  }

  private static void commit(Sandbox in, Path folder) {
    in.lifecycle
        .datasets()
        .dataset("bad-files")
        .snapshot(Sources.csv(Sources.files(folder)))
        .schema(Sandbox.SCHEMA)
        .commit();
  }

  @Override
  public String toString() {
    return name;
  }
}
