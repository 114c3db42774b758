package io.lifecycle4j.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.contract.ChildJvm;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.storms.ChildArchive;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.tracking.Experiments;
import io.lifecycle4j.tracking.Experiments.Following;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunListener;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.RunBatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are read while they grow. */
@Timeout(120)
class RunFollowingTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir private Path directory;
  private Lifecycle home;
  private Experiments experiments;

  @BeforeEach
  void open() {
    home = Lifecycle.open(directory);
    experiments = home.experiments();
  }

  @AfterEach
  void close() {
    home.close();
  }

  /** Keeps what it hears, in one order. */
  private static class Hearing implements RunListener {
    final List<Long> steps = new ArrayList<>();
    final List<String> heard = new ArrayList<>();
    final CompletableFuture<RunRecord> end = new CompletableFuture<>();
    final CompletableFuture<RuntimeException> failure = new CompletableFuture<>();
    final CountDownLatch first = new CountDownLatch(1);

    @Override
    public void recorded(RunBatch batch) {
      batch.points().forEach(point -> steps.add(point.point().step()));
      batch.params().keySet().forEach(heard::add);
      batch.tags().keySet().stream().filter(tag -> !tag.equals("user")).forEach(heard::add);
      batch.end().ifPresent(how -> heard.add(how.status().name()));
      first.countDown();
    }

    @Override
    public void ended(RunRecord run) {
      heard.add("ended");
      end.complete(run);
    }

    @Override
    public void failed(RuntimeException cause) {
      heard.add("failed");
      failure.complete(cause);
    }
  }

  @Test
  @OnlyLarger
  void areHeardWholeAndInOrderFromAnotherProcess() throws Exception {
    try (ChildJvm child =
        ChildJvm.start(ChildArchive.options(), RunFollowWorker.class, directory.toUri())) {
      String id = child.awaitLines(1).get(0);
      Hearing hearing = new Hearing();
      try (Following following = experiments.follow(id, hearing)) {
        assertThat(following.await(LONG)).isTrue();
      }
      child.awaitEnd(); // nobody kept it from recording
      assertThat(hearing.steps)
          .containsExactlyElementsOf(LongStream.range(0, RunFollowWorker.STEPS).boxed().toList());
      assertThat(hearing.heard).containsExactly("rate", "last", "FINISHED", "ended");
      assertThat(hearing.end.get()).isEqualTo(experiments.find(id).orElseThrow());
    }
  }

  @Test
  @OnlyLarger
  void areHeardFromAHomeThatIsOnlyRead() throws Exception {
    try (Lifecycle reader = Lifecycle.builder().directory(directory).readOnly().open();
        ChildJvm child =
            ChildJvm.start(ChildArchive.options(), RunFollowWorker.class, directory.toUri())) {
      String id = child.awaitLines(1).get(0);
      Hearing hearing = new Hearing();
      try (Following following = reader.experiments().follow(id, hearing)) {
        assertThat(following.await(LONG)).isTrue();
      }
      child.awaitEnd(); // nobody kept it from recording
      assertThat(hearing.steps)
          .containsExactlyElementsOf(LongStream.range(0, RunFollowWorker.STEPS).boxed().toList());
      assertThat(hearing.heard).containsExactly("rate", "last", "FINISHED", "ended");
    }
  }

  @Test
  @OnlyLarger
  void areHeardToCrashWhenTheirProcessDies() throws Exception {
    try (ChildJvm child =
        ChildJvm.start(ChildArchive.options(), RunExitWorker.class, directory.toUri(), "wait")) {
      String id = child.awaitLines(2).get(0);
      Hearing hearing = new Hearing();
      try (Following following = experiments.follow(id, hearing)) {
        hearing.first.await();
        assertThat(following.await(Duration.ZERO)).isFalse();
        child.kill();
        assertThat(following.await(LONG)).isTrue();
        assertThat(hearing.end.get().status()).isEqualTo(RunStatus.CRASHED);
        assertThat(hearing.heard).endsWith("CRASHED", "ended");
      }
    }
  }

  @Test
  void areHeardNoMoreByAListenerThatThrows() throws Exception {
    Run run = experiments.start("followed").log("loss", 1);
    IllegalArgumentException thrown = new IllegalArgumentException("for the test");
    Hearing hearing =
        new Hearing() {
          @Override
          public void recorded(RunBatch batch) {
            super.recorded(batch);
            if (!batch.points().isEmpty()) {
              throw thrown;
            }
          }
        };
    try (Following following = experiments.follow(run.id(), hearing)) {
      assertThat(following.await(LONG)).isFalse();
      assertThat(hearing.failure.get()).isSameAs(thrown);
    }
    run.log("loss", 2).finish();
    assertThat(hearing.steps).containsExactly(0L);
    assertThat(hearing.heard).containsExactly("failed");
  }

  @Test
  void areHeardNoMoreOnceTheListenerCloses() throws Exception {
    Run run = experiments.start("followed").log("loss", 1).flush();
    CompletableFuture<Following> itself = new CompletableFuture<>();
    Hearing hearing =
        new Hearing() {
          @Override
          public void recorded(RunBatch batch) {
            super.recorded(batch);
            if (!batch.points().isEmpty()) {
              itself.join().close();
            }
          }
        };
    Following following = experiments.follow(run.id(), hearing);
    itself.complete(following);
    assertThat(following.await(LONG)).isFalse();
    run.log("loss", 2).finish();
    assertThat(hearing.steps).containsExactly(0L);
    assertThat(hearing.heard).isEmpty();
  }

  @Test
  void areHeardToFailWhenTheyArePurged() throws Exception {
    Run run = experiments.start("followed").log("loss", 1).flush();
    CountDownLatch purged = new CountDownLatch(1);
    Hearing hearing =
        new Hearing() {
          @Override
          public void recorded(RunBatch batch) {
            super.recorded(batch);
            try {
              purged.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
        };
    try (Following following = experiments.follow(run.id(), hearing)) {
      hearing.first.await();
      run.finish();
      experiments.delete(run.id());
      experiments.purge(run.id());
      purged.countDown();
      assertThat(following.await(LONG)).isEqualTo(hearing.end.isDone());
      assertThat(hearing.failure.isDone() || hearing.end.isDone()).isTrue();
      if (hearing.failure.isDone()) {
        assertThat(hearing.failure.get())
            .isInstanceOf(NotFoundException.class)
            .hasMessage("Run does not exist: " + run.id());
      }
    }
    assertThatThrownBy(() -> experiments.follow(run.id(), hearing))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void areHeardNoMoreOnceTheHomeIsClosed() {
    Run run = experiments.start("followed");
    Hearing hearing = new Hearing();
    Following following = experiments.follow(run.id(), hearing);
    home.close();
    assertThat(following.await(LONG)).isFalse();
    assertThat(hearing.heard).doesNotContain("failed");
    assertThatThrownBy(() -> experiments.follow(run.id(), hearing))
        .isInstanceOf(IllegalStateException.class);
  }
}
