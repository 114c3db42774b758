package io.lifecycle4j;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.condition.Ordering;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.Preprocessing;
import io.lifecycle4j.registry.EntrySigner;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Locations;
import io.lifecycle4j.storage.MediumOption;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.storage.spi.MediumLayer;
import io.lifecycle4j.tracking.EnvironmentCapsule;
import io.lifecycle4j.tracking.RunTable;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import io.lifecycle4j.training.ConsoleProgress;
import io.lifecycle4j.validation.ValidationReport;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class LifecycleBuilderTest {
  private static final Path HOME = Path.of("model-home");
  private static final URI MEMORY = URI.create("memory:new");

  private static <T> T stub(Class<T> type) {
    return type.cast(Samples.of(type));
  }

  @Test
  void needsAPlace() {
    assertThatThrownBy(() -> Lifecycle.builder().open())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Missing place of the home: null (give a directory, a location or a medium)");
  }

  @Test
  void takesOnePlace() {
    assertThatThrownBy(() -> Lifecycle.builder().directory(HOME).location(MEMORY))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid builder: place set twice");
    assertThatThrownBy(() -> Lifecycle.builder().medium(stub(Medium.class)).directory(HOME))
        .hasMessage("Invalid builder: place set twice");
    assertThatThrownBy(() -> Lifecycle.builder().location(MEMORY).medium(stub(Medium.class)))
        .hasMessage("Invalid builder: place set twice");
  }

  @Test
  void takesEveryPartOnce() {
    LifecycleBuilder builder =
        Lifecycle.builder()
            .layer(stub(MediumLayer.class))
            .datasets(stub(DatasetStore.class))
            .tracker(stub(ExperimentTracker.class))
            .registry(stub(ModelRegistry.class))
            .detector(stub(DriftDetector.class))
            .clock(InstantSource.system())
            .engine(stub(Engine.class))
            .engine(stub(Engine.class));

    assertThatThrownBy(() -> builder.layer(stub(MediumLayer.class)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid builder: layer set twice");
    assertThatThrownBy(() -> builder.datasets(stub(DatasetStore.class)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid builder: dataset store set twice");
    assertThatThrownBy(() -> builder.tracker(stub(ExperimentTracker.class)))
        .hasMessage("Invalid builder: tracker set twice");
    assertThatThrownBy(() -> builder.registry(stub(ModelRegistry.class)))
        .hasMessage("Invalid builder: registry set twice");
    assertThatThrownBy(() -> builder.detector(stub(DriftDetector.class)))
        .hasMessage("Invalid builder: drift detector set twice");
    LifecycleBuilder opening = Lifecycle.builder().locations(stub(Locations.class));
    assertThatThrownBy(() -> opening.locations(stub(Locations.class)))
        .hasMessage("Invalid builder: locations set twice");
    assertThatThrownBy(() -> opening.location(MEMORY).datasets(stub(DatasetStore.class)).open())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid builder: locations beside a dataset store (give them to the store)");
    assertThatThrownBy(() -> builder.clock(InstantSource.system()))
        .hasMessage("Invalid builder: clock set twice");
    builder.signer(stub(EntrySigner.class));
    assertThatThrownBy(() -> builder.signer(stub(EntrySigner.class)))
        .hasMessage("Invalid builder: signer set twice");
    assertThatThrownBy(() -> builder.medium(stub(Medium.class)).open())
        .hasMessage("Invalid builder: a signer beside a registry (give it to the registry)");
  }

  @Test
  void refusesAnIntervalThatNobodyCanKeep() {
    LifecycleBuilder builder = Lifecycle.builder();
    assertThatThrownBy(() -> builder.systemMetrics(Duration.ofMillis(99)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid interval of system metrics: PT0.099S (must be zero, or from PT0.1S to PT24H)");
    assertThatThrownBy(() -> builder.systemMetrics(Duration.ofDays(2)))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> builder.systemMetrics(Duration.ofSeconds(-1)))
        .isInstanceOf(InvalidValueException.class);
    builder.systemMetrics(Duration.ZERO);
    assertThatThrownBy(() -> builder.systemMetrics(Duration.ofDays(1)))
        .hasMessage("Invalid builder: interval of system metrics set twice");
  }

  @Test
  void refusesWhatIsAskedForTwice() {
    LifecycleBuilder builder = Lifecycle.builder().mustExist();
    assertThatThrownBy(builder::mustExist)
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid builder: mustExist set twice");
    builder.withoutEnvironment();
    assertThatThrownBy(builder::withoutEnvironment)
        .hasMessage("Invalid builder: withoutEnvironment set twice");
  }

  @Test
  void allowsNothingByAskingForAHomeThatIsThere() {
    LifecycleBuilder builder = Lifecycle.builder();
    assertThatThrownBy(() -> builder.allow(MediumOption.MUST_EXIST))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid option: MUST_EXIST (it allows nothing: call mustExist() or readOnly())");
    builder.allow(MediumOption.NETWORK_FILE_SYSTEM).mustExist();
  }

  @Test
  @SuppressWarnings("NullAway")
  void refusesMissingPlaces() {
    assertThatThrownBy(() -> Lifecycle.open((Path) null))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Missing directory: null (must be given)");
    assertThatThrownBy(() -> Lifecycle.open((URI) null))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Missing location: null (must be given)");
  }

  @Test
  void saysWhatToAddWhenNothingCanOpenAHome() {
    assertThatThrownBy(Lifecycle::inMemory)
        .isInstanceOf(NotFoundException.class)
        .hasMessage(
            "Cannot open a home: no provider"
                + " (add io.lifecycle4j:lifecycle-core to the class path)");
    assertThatThrownBy(() -> Lifecycle.open(HOME)).isInstanceOf(NotFoundException.class);
  }

  @Test
  void saysWhatToAddWhenNothingReadsOrWrites() {
    List<ThrowingCallable> calls =
        List.of(
            () -> Conditions.parse("metrics.loss < 1"),
            () -> Ordering.parse("metrics.loss"),
            () -> Conditions.tag("team").like("fraud%"),
            () -> Sources.zip(HOME),
            () -> Sources.folder(HOME),
            () -> Sources.images(HOME, 1, 28, 28),
            () -> Sources.records(Part.class, Stream.of()),
            () -> Preprocessing.of(Schema.of(Part.class)),
            () -> FittedPreprocessing.read("{}"),
            () -> Schema.of(Part.class).json(),
            () -> ConsoleProgress.lines(System.out),
            () -> new ValidationReport(0, List.of()).markdown(),
            () -> RunTable.of(List.of()).markdown(),
            () -> EnvironmentCapsule.Difference.markdown(List.of()));

    for (ThrowingCallable call : calls) {
      assertThatThrownBy(call)
          .isInstanceOf(NotFoundException.class)
          .hasMessageMatching(
              "Cannot [a-z ]+: no provider"
                  + " \\(add io.lifecycle4j:lifecycle-core to the class path\\)");
    }
  }

  private record Part(double weight) {}

  @Test
  void recordsNothingMoreOfAnEnvironmentThatIsNotRecorded() {
    for (LifecycleBuilder builder :
        List.of(
            Lifecycle.builder().recordVariables("A"),
            Lifecycle.builder().recordProperties("a"),
            Lifecycle.builder().recordDiffs("src/**"))) {
      assertThatThrownBy(() -> builder.directory(HOME).withoutEnvironment().open())
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(
              "Invalid builder: values of the environment to record, and no environment (choose"
                  + " one)");
    }
  }

  @Test
  void allowsNoBlankPattern() {
    assertThatThrownBy(() -> Lifecycle.builder().directory(HOME).recordDiffs("").open())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid patterns of diffs: one is blank (must be a name)");
  }
}
