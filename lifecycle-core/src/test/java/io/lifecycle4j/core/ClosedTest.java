package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.SETOSA;
import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Datasets;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.maintenance.Maintenance;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Models;
import io.lifecycle4j.registry.VersionQuery;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.tracking.Experiments;
import io.lifecycle4j.tracking.Run;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing works on what is closed, and closing leaves nothing behind. */
class ClosedTest {
  private final LinearEngine engine = new LinearEngine();

  /** Calls every method of an interface; arguments are empty values of their types. */
  private static void assertEveryMethodRefuses(Class<?> type, Object target, Set<String> but) {
    List<String> called = new ArrayList<>();
    for (Method method : type.getMethods()) {
      if (method.getName().equals("close")
          || java.lang.reflect.Modifier.isStatic(method.getModifiers())
          || but.contains(method.getName())) {
        continue;
      }
      called.add(method.getName());
      assertThat(catchThrowable(() -> invoke(method, target)))
          .as(method.toString())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
    }
    assertThat(called).isNotEmpty();
  }

  private static void invoke(Method method, Object target) throws Throwable {
    Object[] arguments = new Object[method.getParameterCount()];
    for (int i = 0; i < arguments.length; i++) {
      boolean filter = method.getName().equals("search") && i == 1;
      Class<?> type = method.getParameterTypes()[i];
      arguments[i] = filter && type == String.class ? "status = 'FINISHED'" : argument(type);
    }
    try {
      method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static @Nullable Object argument(Class<?> type) {
    Map<Class<?>, Object> values =
        Map.ofEntries(
            Map.entry(String.class, "decade"), // a name and the start of a hash
            Map.entry(String[].class, new String[] {"length"}),
            Map.entry(BlobId.class, new BlobId("0".repeat(64))),
            Map.entry(Instant.class, Instant.EPOCH),
            Map.entry(int.class, 1),
            Map.entry(long.class, 1L),
            Map.entry(
                io.lifecycle4j.tracking.Checkpoint.class,
                new io.lifecycle4j.tracking.Checkpoint(
                    1, new StoredFile("weights", new BlobId("0".repeat(64)), 1))),
            Map.entry(
                io.lifecycle4j.tracking.RunQuery.class,
                io.lifecycle4j.tracking.RunQuery.builder().build()),
            Map.entry(
                io.lifecycle4j.tracking.RunListener.class,
                (io.lifecycle4j.tracking.RunListener) batch -> {}),
            Map.entry(double.class, 0.5),
            Map.entry(Class.class, Flower.class),
            Map.entry(Collection.class, List.of()),
            Map.entry(
                io.lifecycle4j.maintenance.spi.BlobUses.class,
                new io.lifecycle4j.maintenance.spi.BlobUses() {
                  @Override
                  public void file(String dataset, int version, BlobId blob) {}

                  @Override
                  public void other(BlobId blob) {}
                }),
            Map.entry(Duration.class, Duration.ofDays(1)),
            Map.entry(VerifyDepth.class, VerifyDepth.HASH),
            Map.entry(io.lifecycle4j.schema.Task.class, classification("species")),
            Map.entry(io.lifecycle4j.registry.Actor.class, Flowers.ALICE),
            Map.entry(
                io.lifecycle4j.condition.Condition.class,
                io.lifecycle4j.condition.Conditions.metric("loss").below(1)),
            Map.entry(Experiments.Body.class, (Experiments.Body<RuntimeException>) run -> {}),
            Map.entry(
                Experiments.Call.class, (Experiments.Call<String, RuntimeException>) Run::id));
    return values.get(type);
  }

  @Test
  void refusesEverythingOnAClosedModel() {
    try (Lifecycle home = Flowers.inMemory(engine)) {
      ManagedModel<Flower, String> model = Flowers.model(home).open();
      Flowers.promoted(model, Flowers.split(home, 1));
      assertThat(home.toString()).isEqualTo("Lifecycle[" + home.location() + "]");
      model.close();
      model.close();

      assertThat(model).hasToString("ManagedModel[species: closed]");
      assertEveryMethodRefuses(ManagedModel.class, model, Set.of("predictAsync"));
      assertThat(model.predictAsync(SETOSA)).isCompletedExceptionally();
      assertThatThrownBy(() -> model.predict(SETOSA)).hasMessage("The model species is closed");
      assertThat(home.models().names()).containsExactly("species");
    }
  }

  @Test
  void refusesEverythingOnAClosedHomeInMemory() {
    assertNothingWorks(Flowers.inMemory(engine));
  }

  @Test
  void stillReadsAVersionThatItGave(@TempDir Path directory) {
    Lifecycle home = Flowers.in(directory.resolve("home"), engine);
    DatasetVersion version = Flowers.split(home, 1).version();
    home.close();

    assertThat(version.manifest().profile().rows()).isPositive();
    List<Row> rows = new ArrayList<>();
    version.rows().forEach(rows::add);
    assertThat(rows).hasSize((int) version.manifest().profile().rows());
    version.checkOut(directory.resolve("out")).write();
    assertThat(directory.resolve("out")).isNotEmptyDirectory();
  }

  @Test
  void refusesEverythingOnAClosedHomeInADirectory(@TempDir Path directory) {
    assertNothingWorks(Flowers.in(directory, engine));
  }

  private void assertNothingWorks(Lifecycle home) {
    Split split = Flowers.split(home, 1);
    ManagedModel<Flower, String> model = Flowers.model(home).open();
    ModelVersion version = Flowers.promoted(model, split);
    Datasets datasets = home.datasets();
    Dataset flowers = datasets.dataset("flowers");
    Experiments experiments = home.experiments();
    Models models = home.models();
    Maintenance maintenance = home.maintenance();
    Run run = experiments.start("trials");
    ManagedModelBuilder<Flower, String> builder = Flowers.model(home);

    home.close();
    home.close();

    assertEveryMethodRefuses(Lifecycle.class, home, Set.of("lineage")); // of a version that is read
    assertEveryMethodRefuses(ManagedModel.class, model, Set.of("predictAsync"));
    assertThat(model.predictAsync(SETOSA)).isCompletedExceptionally();
    assertEveryMethodRefuses(
        Experiments.class,
        experiments,
        Set.of(
            "newRun",
            "resuming",
            "export",
            "compare",
            "dataSheet",
            "compareAcrossData")); // nothing happens before more
    assertThatThrownBy(() -> experiments.newRun("trials").start())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> experiments.resuming("decade", 1).start())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> experiments.compare(List.of("a", "b")))
        .isInstanceOf(IllegalStateException.class);
    assertEveryMethodRefuses(
        Models.class,
        models,
        Set.of( // no version, no query
            "card",
            "compare",
            "dataSheet",
            "delete",
            "describe",
            "evaluations",
            "export",
            "governed",
            "purge",
            "readExport", // reads nothing of the home
            "restore",
            "search",
            "findOrigin",
            "stressReports",
            "suspicions"));
    assertThatThrownBy(() -> models.search(VersionQuery.builder().build()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> models.export(version)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> models.describe(version)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> models.delete(version, Flowers.ALICE, "Old"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> models.governed("species").history())
        .isInstanceOf(IllegalStateException.class);
    assertEveryMethodRefuses(
        Maintenance.class,
        maintenance,
        // nothing happens before more, and no target is given
        Set.of("onProgress", "collectGarbage", "backup"));
    assertThatThrownBy(() -> maintenance.collectGarbage().run())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> maintenance.backup(Path.of("copy")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(Path.of("copy")).doesNotExist();
    assertEveryMethodRefuses(
        Datasets.class,
        datasets,
        Set.of("dataset", "proposal")); // gives it a name, and reads a text
    assertEveryMethodRefuses(
        Dataset.class, flowers, Set.of("name", "snapshot", "propose", "onProgress"));
    assertThatThrownBy(() -> flowers.propose(Sources.csv("a.csv", Content.of("a\n1\n"))))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> run.log("loss", 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(builder::open).isInstanceOf(IllegalStateException.class);
    assertThat(engine.violations()).isEmpty();
    assertThat(engine.open()).isZero();
  }

  @Test
  void proposesNothingOfAFileThatItKnows(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("a.csv"), "a\n1\n");
    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH)); // else too young to be known
    Lifecycle home = Flowers.in(directory.resolve("home"), engine);
    Dataset dataset = home.datasets().dataset("a");
    dataset.propose(Sources.csv(file));
    home.close();
    assertThatThrownBy(() -> dataset.propose(Sources.csv(file)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void endsItsThreads() {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try (Lifecycle home = Flowers.inMemory(engine)) {
      ManagedModel<Flower, String> model = Flowers.model(home).open();
      Flowers.promoted(model, Flowers.split(home, 1));
      model.predict(SETOSA);
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> !before.contains(thread))
        .extracting(Thread::getName)
        .noneMatch(
            name ->
                name.startsWith("lifecycle4j-follow")
                    || name.startsWith("lifecycle4j-predictions")
                    || name.startsWith("lifecycle4j-training"));
  }
}
