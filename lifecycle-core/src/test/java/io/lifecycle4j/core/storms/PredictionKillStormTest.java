package io.lifecycle4j.core.storms;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.ChildJvm;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.serving.log.LogReading;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.crashkit.ChildScratch;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes die while they predict as fast as they can; all but the last moment is logged. */
@Timeout(3_600)
@OnlyLarger
class PredictionKillStormTest {
  private static final int KILLS = Volume.of(2, 2, 200);

  private static final long SEED = Long.getLong("seed", 20_260_104);
  private static final int MOST_WAITING = 65_536;

  private final double[] millis = new double[KILLS];
  private final long[] lost = new long[KILLS];

  @Test
  void losesNoMoreThanMayWait(@TempDir(factory = ChildScratch.class) Path directory)
      throws Exception {
    Random random = new Random(SEED);
    for (int kill = 0; kill < KILLS; kill++) {
      Path home = directory.resolve("home" + kill);
      Path given = directory.resolve("given" + kill);
      try (ChildJvm child =
          ChildJvm.start(ChildArchive.options(), PredictionKillWorker.class, home, given)) {
        assertThat(child.awaitLines(1)).containsExactly("warm");
        LockSupport.parkNanos(random.nextInt(200_000_000));
        child.kill();
      }
      check(home, ByteBuffer.wrap(Files.readAllBytes(given)), kill);
    }
    Arrays.sort(millis);
    Arrays.sort(lost);
    System.out.printf(
        Locale.ROOT,
        "%d kills at full speed, -Dseed=%d: half lost %.0f ms at most (%d predictions), the worst"
            + " %.0f ms (%d)%n",
        KILLS,
        SEED,
        millis[KILLS / 2],
        lost[KILLS / 2],
        millis[KILLS - 1],
        lost[KILLS - 1]);
  }

  private void check(Path home, ByteBuffer given, int kill) {
    AtomicLong number = new AtomicLong();
    AtomicReference<Instant> last = new AtomicReference<>(Instant.EPOCH);
    try (Medium medium = Media.existing(home)) {
      Schema questions = Schema.of(PredictionKillWorker.Question.class);
      new LogReading(medium, "line", () -> {})
          .of(questions, () -> questions, Tasks.regression("y"))
          .forEach(
              one -> {
                assertThat(one.id()).endsWith("-" + number.incrementAndGet());
                last.set(one.time());
              });
    }
    lost[kill] = given.getLong(0) - number.get();
    millis[kill] =
        Math.max(0, given.getLong(Long.BYTES) - requireNonNull(last.get()).toEpochMilli());
    assertThat(lost[kill]).as("predictions lost").isLessThanOrEqualTo(MOST_WAITING);
  }
}
