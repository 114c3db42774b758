package io.lifecycle4j.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.contract.ChildJvm;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.error.ShutdownHook;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storms.ChildArchive;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that are open when the JVM is told to stop. */
@Timeout(120)
class RunExitTest {
  private static final int COLLECTIONS = 200;

  /** How many points wait to be recorded, at most, when it ends. */
  private static final int AHEAD = Volume.of(1_000, 5_000, Integer.MAX_VALUE);

  @TempDir private Path directory;

  @ParameterizedTest
  @OnlyLarger
  @ValueSource(strings = {"exit", "wait", "hook"})
  void areKilled(String way) throws Exception {
    try (ChildJvm child =
        ChildJvm.start(
            ChildArchive.options(), RunExitWorker.class, directory.toUri(), way, AHEAD)) {
      List<String> ids = child.awaitLines(2);
      if (way.equals("exit")) {
        child.awaitEnd();
      } else {
        child.terminate();
      }
      try (Lifecycle home = Lifecycle.open(directory)) {
        for (String id : ids) {
          RunRecord run = home.experiments().find(id).orElseThrow();
          assertThat(run.status()).isEqualTo(RunStatus.KILLED);
          assertThat(run.end().map(RunEnd::cause).orElseThrow())
              .isIn("the JVM is shutting down", "the home was closed");
          assertThat(run.metric("loss")).isPresent();
        }
        List<MetricPoint> points = home.experiments().history(ids.get(0), "steps").points();
        assertThat(points.stream().map(MetricPoint::step))
            .containsExactlyElementsOf(LongStream.rangeClosed(1, points.size()).boxed().toList());
      }
    }
  }

  @Test
  void keepNothingOnceTheyHaveEnded() {
    try (Medium medium = Media.memory()) {
      WeakReference<HomeExperiments> used = used(medium);
      for (int i = 0; i < COLLECTIONS && used.get() != null; i++) {
        System.gc();
        byte[] pressure = new byte[1 << 16];
        assertThat(pressure).isNotNull();
      }
      assertThat(used.get()).isNull();
    }
  }

  private static WeakReference<HomeExperiments> used(Medium medium) {
    HomeExperiments experiments =
        Tracking.experiments(
            Tracking.over(medium), run -> false, InstantSource.fixed(Fixtures.TIME));
    Run first = experiments.start("exits");
    Run second = experiments.start("exits");
    first.finish();
    second.kill("enough");
    experiments.start("exits");
    experiments.close();
    return new WeakReference<>(experiments);
  }

  @Test
  void areHookedOnceAndForgotten() {
    AtomicInteger calls = new AtomicInteger();
    ShutdownHook hook = new ShutdownHook("test", calls::incrementAndGet);
    hook.unregister();
    hook.register();
    hook.register();
    assertThat(hook.isRegistered()).isTrue();
    hook.unregister();
    hook.unregister();
    assertThat(hook.isRegistered()).isFalse();
    assertThat(calls).hasValue(0);
  }
}
