package io.lifecycle4j.core.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.loading.VersionLoads.Network;
import io.lifecycle4j.core.loading.VersionLoads.Purpose;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.model.ModelVersion;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VersionLoadsTest {
  private static final Duration MOMENT = Duration.ofMillis(50);
  private static final Duration SOON = Duration.ofSeconds(60);

  private final LinearEngine engine = new LinearEngine();
  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  @AfterEach
  void leavesNothingOpen() {
    long end = System.nanoTime() + SOON.toNanos();
    while (engine.open() > 0) { // a load that was given up may end later
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(200_000);
    }
    assertThat(engine.violations()).isEmpty();
  }

  private VersionLoads loads() {
    return LineVersions.loads(engine, Media.memory(), MOMENT);
  }

  private Network network(ModelVersion version, Purpose purpose) {
    return loads().open(version, purpose, loaded -> loaded);
  }

  private static Network load(
      VersionLoads loads, int version, BiFunction<ModelVersion, Purpose, Network> how) {
    return loads.load(version, Purpose.SERVE, how);
  }

  /** Loads a version once it is let go on; an interrupt does not end it. */
  private Network late(ModelVersion version, Purpose purpose) {
    running.countDown();
    while (goOn.getCount() > 0) {
      LockSupport.parkNanos(200_000);
    }
    return network(version, purpose);
  }

  @Test
  void loadsOnAThreadOfItsOwn() {
    AtomicReference<String> name = new AtomicReference<>();
    try (VersionLoads loads = loads()) {
      Network network =
          load(
              loads,
              3,
              (version, purpose) -> {
                name.set(Thread.currentThread().getName());
                return network(version, purpose);
              });
      assertThat(network.version().number()).isEqualTo(3);
      network.retire();
    }
    assertThat(name).hasValue("lifecycle4j-load-line:3");
  }

  /** It finds the steps of the application, whoever begins the load. */
  @Test
  void loadsWithTheClassLoaderOfWhoeverOpenedTheModel() throws Exception {
    AtomicReference<ClassLoader> context = new AtomicReference<>();
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader own = new URLClassLoader(new URL[0], before)) {
      Thread.currentThread().setContextClassLoader(own);
      VersionLoads loads = loads();
      Thread.currentThread().setContextClassLoader(before);
      try (loads) {
        load(
                loads,
                3,
                (version, purpose) -> {
                  context.set(Thread.currentThread().getContextClassLoader());
                  return network(version, purpose);
                })
            .retire();
      }
      assertThat(context).hasValue(own);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  @Test
  void throwsWhatALoadThrewAndAnErrorWithinAnException() {
    CorruptDataException damage = new CorruptDataException("Corrupt file weights");
    try (VersionLoads loads = loads()) {
      assertThatThrownBy(
              () ->
                  load(
                      loads,
                      1,
                      (version, purpose) -> {
                        throw damage;
                      }))
          .isSameAs(damage);
      assertThatThrownBy(
              () ->
                  load(
                      loads,
                      2,
                      (version, purpose) -> {
                        throw new OutOfMemoryError("made by the test");
                      }))
          .isInstanceOf(ModelUnavailableException.class)
          .hasMessage("Cannot load line:2: java.lang.OutOfMemoryError: made by the test");
    }
  }

  @Test
  void freesWhatComesAfterItWasGivenUp() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    try (VersionLoads loads = loads()) {
      VersionLoad<Network> load =
          loads.begin(1, Purpose.SERVE, this::late, over -> ended.countDown());
      running.await();
      assertThat(load.await(MOMENT)).isFalse();
      load.abandon();
      assertThat(load.await(SOON)).as("nobody waits for it any more").isTrue();
      assertThat(load.take()).isNull();
      goOn.countDown();
      ended.await();
      assertThat(engine.loaded()).isEqualTo(1);
      assertThat(engine.open()).isZero();
    }
  }

  @Test
  void freesWhatIsThereWhenItIsGivenUp() {
    try (VersionLoads loads = loads()) {
      VersionLoad<Network> load = loads.begin(1, Purpose.SERVE, this::network, over -> {});
      assertThat(load.await(SOON)).isTrue();
      assertThat(engine.open()).isEqualTo(1);
      load.abandon();
      assertThat(engine.open()).isZero();
    }
  }

  @Test
  void closingWaitsForWhatIsDoneWithARouteThatWasLoaded() throws Exception {
    VersionLoads loads = LineVersions.loads(engine, Media.memory(), SOON);
    loads.begin(
        1,
        Purpose.SERVE,
        this::network,
        over -> {
          Network network = Objects.requireNonNull(over.take());
          running.countDown();
          LockSupport.parkNanos(MOMENT.toNanos()); // what it needs for a decision
          network.retire();
        });
    running.await();
    loads.close();
    assertThat(engine.open()).isZero();
  }

  @Test
  void givesALoadUpWhenWhoWaitsIsInterrupted() {
    try (VersionLoads loads = loads()) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> load(loads, 1, this::late))
          .isInstanceOf(OperationInterruptedException.class)
          .hasMessage("Interrupted while loading line:1");
      assertThat(Thread.interrupted()).as("the flag is kept").isTrue();
      goOn.countDown();
    }
  }

  @Test
  void closesWhileALoadHangsAndTellsWhoWaits() throws Exception {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    VersionLoads loads = loads();
    Thread waiting =
        new Thread(
            () ->
                thrown.set(
                    org.assertj.core.api.Assertions.catchThrowable(
                        () -> load(loads, 1, this::late))));
    waiting.start();
    running.await();
    loads.close();
    waiting.join();
    assertThat(thrown.get())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The model line is closed");
    assertThatThrownBy(() -> load(loads, 2, this::late)).hasMessage("The model line is closed");
    goOn.countDown();
  }

  @Test
  void knowsHowMuchMemoryANetworkMayTake() {
    assertThat(LoadMemory.most(false))
        .as("weights in the heap")
        .isGreaterThan(LoadMemory.most(true));
    LoadMemory.check(LineVersions.version(1, LineVersions.INPUT.schema(), 100), 100);
    assertThatThrownBy(
            () -> LoadMemory.check(LineVersions.version(1, LineVersions.INPUT.schema(), 101), 100))
        .isInstanceOf(ModelUnavailableException.class);
  }

  @Test
  void hasRoomWithCertaintyForTwiceTheFilesOnly() {
    ModelVersion version = LineVersions.version(1, LineVersions.INPUT.schema(), 100);
    assertThat(LoadMemory.fitTwice(Stream.of(version, version), 400)).isTrue();
    assertThat(LoadMemory.fitTwice(Stream.of(version, version), 399)).isFalse();
    assertThat(LoadMemory.besideHeap()).isEqualTo(LoadMemory.most(false) - LoadMemory.heap());
    assertThat(LoadMemory.freeHeap()).isBetween(1L, LoadMemory.heap() - 1);
  }
}
