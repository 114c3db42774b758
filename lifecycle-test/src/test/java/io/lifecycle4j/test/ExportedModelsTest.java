package io.lifecycle4j.test;

import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.schema.Tasks.classification;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.ProgramEngine;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.model.ExternalModel;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.ExportedVersion;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ExportedModelsTest {
  private static final BlobId OTHER = new BlobId("0".repeat(64));

  @TempDir private Path directory;
  private Path file;

  private record Ride(double km, String zone) {}

  /** A component was renamed. */
  private record Renamed(double kilometres, String zone) {}

  /** A component has another type. */
  private record Retyped(double km, double zone) {}

  /** A component was added, which the version does not need. */
  private record Larger(double km, String zone, boolean night) {}

  private record Trip(double miles) {}

  private record Sold(double miles, double fare) {}

  @BeforeEach
  void export() {
    file = directory.resolve("fare.model");
    try (TestHome<Ride, Double> home =
        TestHome.promoted(
            "fare",
            Ride.class,
            regression("fare"),
            IntStream.range(0, 60).mapToObj(i -> new Ride(i % 7, i % 2 == 0 ? "a" : "b")).toList(),
            ride -> 2 * ride.km)) {
      home.model().export(home.model().findProduction().orElseThrow(), file);
    }
  }

  @Test
  void fitTheRecordThatTheyWereTrainedOnAndLargerOnes() {
    assertThatCode(
            () -> {
              ExportedModels.assertFits("fare", Ride.class, regression("fare"), file);
              ExportedModels.assertFits("fare", Larger.class, regression("fare"), file);
            })
        .doesNotThrowAnyException();
  }

  @Test
  void doNotFitARecordWithoutWhatTheyNeed() {
    assertThatThrownBy(
            () -> ExportedModels.assertFits("fare", Renamed.class, regression("fare"), file))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("Renamed does not fit fare.model: ")
        .hasMessageContaining("km")
        .hasMessageEndingWith(
            "(change the record back, or promote a version that was trained on the new one)");
    assertThatThrownBy(
            () -> ExportedModels.assertFits("fare", Retyped.class, regression("fare"), file))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("zone");
    assertThatThrownBy(
            () -> ExportedModels.assertFits("fare", Ride.class, classification("fare"), file))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void fitByTheirId() {
    ExportedVersion exported;
    try (Lifecycle any = Lifecycle.inMemory()) {
      exported = any.models().readExport(file);
    }
    assertThatCode(
            () -> {
              ExportedModels.assertFits(
                  "fare", Ride.class, regression("fare"), file, exported.id());
              ExportedModels.assertFits(
                  "fare", Ride.class, regression("fare"), file, exported.file());
            })
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () -> ExportedModels.assertFits("fare", Ride.class, regression("fare"), file, OTHER))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(OTHER.sha256());
  }

  @Test
  @OnlyLarger
  void fitIfTheyAreProgramsOnlyByTheirId() {
    Path program = directory.resolve("program.model");
    BlobId id = exportedProgram(program);
    assertThatThrownBy(
            () -> ExportedModels.assertFits("fare", Trip.class, regression("fare"), program))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("is a program");
    assertThatCode(
            () -> ExportedModels.assertFits("fare", Trip.class, regression("fare"), program, id))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () -> ExportedModels.assertFits("fare", Ride.class, regression("fare"), program, id))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("miles");
  }

  /** Exports a program whose engine is a service of the tests. */
  private static BlobId exportedProgram(Path to) {
    try (Lifecycle home = Lifecycle.inMemory();
        ManagedModel<Trip, Double> model =
            home.model("fare", Trip.class, regression("fare")).open()) {
      Split split =
          home.datasets()
              .dataset("trips")
              .snapshot(
                  Sources.records(
                      Sold.class, IntStream.range(0, 60).mapToObj(i -> new Sold(i, 3 + 2.0 * i))))
              .commit()
              .split(byHash(1).train(0.7).holdout(0.3));
      byte[] weights = LinearEngine.file(new float[][] {{2, 3}});
      ModelVersion version =
          model.register(
              ExternalModel.builder(ProgramEngine.FORMAT)
                  .architecture("calm")
                  .file(LinearEngine.FILE, Content.of(weights))
                  .sha256(Hashing.hash(weights).sha256()),
              split,
              Actor.by("alice"),
              "From research");
      model.export(version, to);
      return version.id();
    }
  }

  @Test
  void doNotFitIfTheFileIsDamaged() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(
            () -> ExportedModels.assertFits("fare", Ride.class, regression("fare"), file))
        .isInstanceOf(AssertionError.class);
  }
}
