package io.lifecycle4j.core.storage;

import static io.lifecycle4j.contract.Fixtures.ALICE;
import static io.lifecycle4j.contract.Fixtures.TIME;
import static io.lifecycle4j.storage.Durability.POWER;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.core.model.VersionFit;
import io.lifecycle4j.core.registry.Action;
import io.lifecycle4j.core.registry.By;
import io.lifecycle4j.core.registry.Decisions;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.registry.VersionImport;
import io.lifecycle4j.crashkit.Session;
import io.lifecycle4j.crashkit.Workload;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Authorizer;
import io.lifecycle4j.registry.VersionImported;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Versions of another home, registered whole or not at all. */
final class ImportWorkloads {
  private static final String MODEL = "points";
  private static final Schema SCHEMA = Schema.of(Point.class).with("side", DataType.STRING);

  /** What another home exported: two versions. */
  private static final List<byte[]> EXPORTED = exported();

  private ImportWorkloads() {}

  private record Point(double x) {}

  private static List<byte[]> exported() {
    StringBuilder csv = new StringBuilder("x,side\n");
    for (int i = 0; i < 60; i++) {
      csv.append(i % 2 == 0 ? i + 1 : -i - 1).append(i % 2 == 0 ? ",right\n" : ",left\n");
    }
    List<byte[]> exported = new ArrayList<>();
    try (Lifecycle home =
            Lifecycle.builder()
                .location(URI.create("memory:new"))
                .engine(new LinearEngine())
                .withoutEnvironment()
                .open();
        ManagedModel<Point, String> model =
            home.model(MODEL, Point.class, Tasks.classification("side"))
                .trainer(LinearTrainer.small())
                .open();
        TemporaryFolder folder = TemporaryFolder.create()) {
      for (int seed = 1; seed <= 2; seed++) {
        ModelVersion version =
            model.train(
                home.datasets()
                    .dataset(MODEL)
                    .snapshot(Sources.csv("points.csv", Content.of(csv.toString())))
                    .schema(SCHEMA)
                    .commit()
                    .split(Splits.byHash(seed).train(0.6).validation(0.2).holdout(0.2)));
        Path file = folder.path().resolve(version.label().replace(':', '-'));
        model.export(version, file);
        exported.add(Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return exported;
  }

  private static ModelRegistry registry(Session session) {
    return session.keep(ModelRegistry.class, medium -> Registries.over(medium, () -> TIME));
  }

  private static Path file(Session session, int number) {
    return session.beside("points-" + number + ".l4jversion");
  }

  private static void write(Session session, int number) {
    try {
      Files.write(file(session, number), EXPORTED.get(number - 1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void importFrom(Session session, int number, String reason) {
    new VersionImport(
            new ModelVersions(MODEL, registry(session)),
            new Decisions(MODEL, registry(session), Authorizer.ALL, Decisions.LOG),
            new Engines(List.of(new LinearEngine())),
            new VersionFit(Schema.of(Point.class), Tasks.classification("side")),
            () -> {})
        .importFrom(file(session, number), null, new By(Action.IMPORT, ALICE, reason));
  }

  /** Reads the versions to the bytes of their files. */
  private static Object seen(Session session) {
    ModelRegistry registry = registry(session);
    registry.refresh(); // else its thread may read an entry of unknown outcome between these calls
    List<Object> seen = new ArrayList<>(registry.history(MODEL));
    for (ModelVersion version : Moves.versions(registry, MODEL)) {
      seen.add(version);
      version.manifest().artifact().files().forEach(stored -> seen.add(bytes(session, stored)));
      seen.add(bytes(session, list(registry, version)));
    }
    return seen;
  }

  private static StoredFile list(ModelRegistry registry, ModelVersion version) {
    BlobId list =
        registry
            .history(MODEL)
            .get(version.number() - 1)
            .transition()
            .find(VersionImported.class)
            .orElseThrow()
            .document();
    return new StoredFile("export.json", list, 0);
  }

  private static List<Byte> bytes(Session session, StoredFile stored) {
    List<Byte> bytes = new ArrayList<>();
    try (InputStream in = registry(session).open(stored)) {
      for (byte one : in.readAllBytes()) {
        bytes.add(one);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }

  /** The second import of a version changes nothing, also if the first one was interrupted. */
  static Workload imports() {
    return Workload.named("models: import")
        .readsFiles()
        .before(session -> write(session, 1))
        .before(session -> write(session, 2))
        .view("models", ImportWorkloads::seen)
        .step("models", POWER, session -> importFrom(session, 1, "First"))
        .step("models", POWER, session -> importFrom(session, 1, "Again"))
        .probe("models", session -> importFrom(session, 2, "Second"));
  }
}
