package io.lifecycle4j.test;

import static io.lifecycle4j.schema.Tasks.classification;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
  @TempDir private Path directory;
  private Path file;

  private record Ride(double km, String zone) {}

  /** A component was renamed. */
  private record Renamed(double kilometres, String zone) {}

  /** A component has another type. */
  private record Retyped(double km, double zone) {}

  /** A component was added, which the version does not need. */
  private record Larger(double km, String zone, boolean night) {}

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
        .hasMessageContaining("km");
    assertThatThrownBy(
            () -> ExportedModels.assertFits("fare", Retyped.class, regression("fare"), file))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("zone");
    assertThatThrownBy(
            () -> ExportedModels.assertFits("fare", Ride.class, classification("fare"), file))
        .isInstanceOf(AssertionError.class);
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
