package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.SETOSA;
import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.LifecycleBuilder;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.contract.ChildJvm;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storms.ChildArchive;
import io.lifecycle4j.crashkit.Disk;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.crashkit.MemoryFileSystem;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.UnknownOutcomeException;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.tracking.Experiments.Following;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.training.TrainingContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever hangs, closing ends in its time; and nothing waits for itself. */
@Timeout(120)
class BoundedEndTest {
  private static final Duration BOUND = Duration.ofMillis(600);

  /** More than the bound, for a machine that is busy; far less than for ever. */
  private static final Duration WATCHED = Duration.ofSeconds(30);

  private final FaultyFileSystem files = new FaultyFileSystem(new MemoryFileSystem(new Disk()));
  private final CountDownLatch released = new CountDownLatch(1);
  private final CountDownLatch reached = new CountDownLatch(1);
  private Lifecycle home = open(BOUND);

  private Lifecycle open(Duration bound) {
    LifecycleBuilder builder = Lifecycle.builder().medium(Media.file(files.getPath("/data/home")));
    return builder.engine(new LinearEngine()).withoutEnvironment().closeWithin(bound).open();
  }

  @AfterEach
  void release() {
    files.heal();
    released.countDown();
    home.close();
  }

  /** Waits until the test is over, whatever interrupts it. */
  private void hang() {
    reached.countDown();
    boolean over = false;
    while (!over) {
      try {
        released.await();
        over = true;
      } catch (InterruptedException e) {
        over = false; // as a disk or a native library does not hear of it
      }
    }
  }

  private void hangInForce() {
    files.fail(
        (operation, path) -> {
          if (operation == Operation.FORCE) {
            hang();
          }
          return null;
        });
  }

  private static FutureTask<Void> begin(String name, Runnable work) {
    FutureTask<Void> task = new FutureTask<>(work, null);
    leave(name, task);
    return task;
  }

  /** Begins what hangs, and is left to itself. */
  private static void leave(String name, Runnable work) {
    Thread thread = new Thread(new FutureTask<>(work, null), name); // which keeps what is thrown
    thread.setDaemon(true);
    thread.start();
  }

  private static void inTime(FutureTask<Void> task) throws Exception {
    try {
      task.get(WATCHED.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("It waits for ever", e);
    }
  }

  private void closesInTime() throws Exception {
    inTime(begin("closing", home::close));
    assertThatThrownBy(home::models).isInstanceOf(IllegalStateException.class);
  }

  private ManagedModelBuilder<Flower, String> rule() {
    return home.model("rule", Flower.class, classification("species")).serving(flower -> "setosa");
  }

  @Test
  void aHomeClosesThoughItsDiskHangs() throws Exception {
    home.experiments().start("hangs").log("loss", 1).flush();
    home.experiments().start("hangs").log("loss", 2).flush();
    rule().open().predict(SETOSA);
    hangInForce();
    closesInTime();
  }

  @Test
  void aRunClosesThoughItsDiskHangsAndSaysThatItsEndIsUnknown() throws Exception {
    Run run = home.experiments().start("hangs").log("loss", 1).flush();
    hangInForce();
    inTime(
        begin(
            "closing",
            () ->
                assertThatThrownBy(run::close)
                    .isInstanceOf(UnknownOutcomeException.class)
                    .hasMessageStartingWith(
                        "Run " + run.id() + " has not ended within PT0.1S: the storage")));
  }

  @Test
  void aHomeClosesThoughATrainerNeverReturns() throws Exception {
    Split split = Flowers.split(home, 1);
    ManagedModel<Flower, String> model = Flowers.plain(home).trainer(this::trainForEver).open();
    leave("training", () -> model.train(split));
    reached.await();
    closesInTime();
  }

  @Test
  void aModelRejectsCallsAtOnceThoughItsClosingWaits() throws Exception {
    ManagedModel<Flower, String> model = Flowers.plain(home).trainer(this::trainForEver).open();
    leave("training", () -> model.train(Flowers.split(home, 1)));
    reached.await();
    FutureTask<Void> closing = begin("closing", model::close);
    Together.awaitTrue(() -> model.toString().contains("closed"));
    Stream.<Runnable>of(
            () -> model.predict(SETOSA),
            () -> model.predict(List.of(SETOSA)),
            () -> model.predictEach(List.of(SETOSA)),
            () -> model.predictAsync(SETOSA).getNow(null),
            () -> model.predict("key", SETOSA),
            () -> model.predict("key", List.of(SETOSA)),
            () -> model.predictEach("key", List.of(SETOSA)),
            () -> model.predictAsync("key", SETOSA).getNow(null))
        .forEach(
            call -> assertThatThrownBy(call::run).hasStackTraceContaining("species is closed"));
    assertThat(closing).as("it waits for the trainer").isNotDone();
    released.countDown();
    inTime(closing);
  }

  private TrainedModel trainForEver(TrainingContext context) {
    hang();
    throw new IllegalStateException("released");
  }

  @Test
  void aTrainingStopsWhenItsHomeIsClosed() throws Exception {
    Split split = Flowers.split(home, 1);
    ManagedModel<Flower, String> model =
        Flowers.plain(home)
            .trainer(
                context -> {
                  reached.countDown();
                  await(released); // or it is interrupted
                  throw new IllegalStateException("released");
                })
            .open();
    FutureTask<Void> training = begin("training", () -> assertStopped(model, split));
    reached.await();
    closesInTime();
    inTime(training);
  }

  private static void assertStopped(ManagedModel<Flower, String> model, Split split) {
    assertThatThrownBy(() -> model.train(split))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Training was stopped: the model species is closed");
  }

  @Test
  void aHomeClosesThoughACallNeverReturns() throws Exception {
    ManagedModel<Flower, String> model = rule().onPrediction((input, answer) -> hang()).open();
    leave("predicting", () -> model.predict(SETOSA));
    reached.await();
    closesInTime();
  }

  @Test
  void followingEndsThoughItsListenerNeverReturns() throws Exception {
    Run run = home.experiments().start("hangs").log("loss", 1).flush();
    Following following = home.experiments().follow(run.id(), batch -> hang());
    reached.await();
    inTime(begin("stopping", following::close));
    closesInTime();
  }

  @Test
  void listenersOfTwoRunsMayStopEachOther() throws Exception {
    home.close();
    home = open(Duration.ofDays(1));
    Run run = home.experiments().start("hangs").log("loss", 1).flush();
    CountDownLatch inside = new CountDownLatch(2);
    CountDownLatch both = new CountDownLatch(2);
    Following[] following = new Following[2];
    CountDownLatch begun = new CountDownLatch(1);
    for (int i = 0; i < 2; i++) {
      int other = 1 - i;
      following[i] =
          home.experiments()
              .follow(
                  run.id(),
                  batch -> {
                    await(begun);
                    inside.countDown();
                    await(inside);
                    following[other].close();
                    both.countDown();
                  });
    }
    begun.countDown();
    assertThat(both.await(WATCHED.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Has a listener close the home, and sees that it returns and that the home ends. */
  private void endsBehind(FutureTask<Void> call) throws Exception {
    inTime(call);
    closesInTime(); // which waits for the end that the listener began
  }

  /** With a bound of a day, whoever waits for itself waits for ever. */
  private void reopen() {
    home.close();
    home = open(Duration.ofDays(1));
  }

  @Test
  void aListenerOfPredictionsMayCloseTheHome() throws Exception {
    reopen();
    ManagedModel<Flower, String> model =
        rule().onPrediction((input, answer) -> home.close()).open();
    endsBehind(begin("predicting", () -> model.predict(SETOSA)));
  }

  @Test
  void aListenerOfPredictionsMayCloseItsModel() throws Exception {
    reopen();
    Closing closing = new Closing();
    ManagedModel<Flower, String> model =
        rule().onPrediction((input, answer) -> closing.close()).open();
    closing.model = model;
    endsBehind(begin("predicting", () -> model.predict(SETOSA)));
  }

  @Test
  void aListenerOfDriftMayCloseItsModel() throws Exception {
    reopen();
    Closing closing = new Closing();
    ManagedModel<Flower, String> model =
        rule()
            .monitor(DriftMonitor.builder().window(50).build())
            .onDrift(report -> closing.close())
            .open();
    closing.model = model;
    leave("predicting", () -> model.predict(Collections.nCopies(600, SETOSA)));
    assertThat(closing.closed.await(WATCHED.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    closesInTime();
  }

  @Test
  void aHomeClosesThoughAListenerOfDriftNeverReturns() throws Exception {
    ManagedModel<Flower, String> model =
        rule().monitor(DriftMonitor.builder().window(50).build()).onDrift(report -> hang()).open();
    leave("predicting", () -> model.predict(Collections.nCopies(600, SETOSA)));
    await(reached);
    closesInTime();
  }

  @Test
  void aFunctionThatIsServedMayCloseTheHome() throws Exception {
    reopen();
    ManagedModel<Flower, String> model =
        home.model("rule", Flower.class, classification("species"))
            .serving(
                flower -> {
                  home.close();
                  return "setosa";
                })
            .open();
    endsBehind(begin("predicting", () -> model.predict(SETOSA)));
  }

  @Test
  void aListenerOfARunMayCloseTheHome() throws Exception {
    reopen();
    Run run = home.experiments().start("closes").log("loss", 1).flush();
    home.experiments()
        .follow(
            run.id(),
            batch -> {
              home.close();
              reached.countDown();
            });
    assertThat(reached.await(WATCHED.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    closesInTime();
  }

  @Test
  void aListenerOfATrainingMayCloseItsModel() throws Exception {
    reopen();
    Split split = Flowers.split(home, 1);
    Closing closing = new Closing();
    ManagedModel<Flower, String> model =
        Flowers.model(home).onProgress(now -> closing.close()).open();
    closing.model = model;
    endsBehind(begin("training", () -> assertStopped(model, split)));
  }

  /** Closes a model that is not there yet when its listener is made. */
  private static final class Closing {
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable ManagedModel<?, ?> model;

    void close() {
      Objects.requireNonNull(model).close();
      closed.countDown();
    }
  }

  @Test
  @OnlyLarger
  void theJvmEndsThoughItsDiskHangs(@TempDir Path directory) throws Exception {
    try (ChildJvm child = ChildJvm.start(ChildArchive.options(), HangingWorker.class, directory)) {
      assertThat(child.awaitLines(1)).containsExactly("hangs");
      FutureTask<Void> stopped =
          begin(
              "stopping",
              () -> {
                try {
                  child.terminate();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      inTime(stopped);
    }
  }

  @Test
  void refusesABoundThatIsTooShort() {
    assertThatThrownBy(() -> Lifecycle.builder().closeWithin(Duration.ofMillis(99)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid bound of closing: PT0.099S (must be from PT0.1S to PT24H)");
  }
}
