package io.lifecycle4j.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.WriteBehind;
import io.lifecycle4j.crashkit.ShortStack;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.spi.RunBatch;
import io.lifecycle4j.tracking.spi.RunLog;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What was taken is recorded once, wherever an Error comes between the taking and the recording.
 */
@Timeout(60)
class RunErrorTest {
  /** A log as a tracker keeps it: what has a known token counts once. */
  private static final class Recorded implements RunLog {
    private final List<RunBatch> batches = new ArrayList<>();
    private int failures;

    @Override
    public void append(RunBatch batch, Durability durability) {
      if (failures-- > 0) {
        throw new OutOfMemoryError("test");
      }
      batches.add(batch); // in one step: the error may come within any call
      if (failures-- > 0) {
        throw new OutOfMemoryError("test");
      }
    }

    @Override
    public void close() {
      failures = 0;
    }

    private List<Long> steps() {
      Set<UUID> tokens = new HashSet<>();
      return batches.stream()
          .filter(batch -> tokens.add(batch.token()))
          .flatMap(batch -> batch.points().stream())
          .map(point -> point.point().step())
          .toList();
    }
  }

  private final Recorded log = new Recorded();
  private final RunIntake intake =
      new RunIntake(
          RunRecord.builder(new RunInfo("r1", "fraud", Fixtures.TIME)).build(),
          Long.MIN_VALUE,
          InstantSource.fixed(Fixtures.TIME));
  private long nanos;
  private final RunBuffer buffer =
      new RunBuffer(
          intake,
          log,
          Durability.PROCESS,
          false,
          new WriteBehind("runs"),
          ended -> {},
          () -> nanos += 2_000_000_000);

  private static List<Long> range(long to) {
    return LongStream.range(0, to).boxed().toList();
  }

  @Test
  void losesNoPointToAnErrorAtAnyPoint() throws InterruptedException {
    intake.log("loss", 1);
    buffer.write(); // all classes are there
    long[] taken = {1};
    int errors =
        ShortStack.times(
            () -> {
              intake.log("loss", 1);
              taken[0]++;
              buffer.write();
            });
    buffer.flush();
    assertThat(errors).as("errors").isGreaterThan(3);
    assertThat(taken[0]).isGreaterThan(100);
    assertThat(log.steps()).isEqualTo(range(taken[0]));
  }

  @Test
  void recordsOnceWhatAnErrorCameBeforeOrBehind() {
    for (int failures = 1; failures <= 4; failures++) {
      intake.log("loss", 1);
      log.failures = failures;
      while (buffer.write()) {
        assertThat(log.failures).isLessThan(failures);
      }
    }
    buffer.flush();
    assertThat(log.steps()).isEqualTo(range(4));
  }
}
