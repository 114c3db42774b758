package io.lifecycle4j.core.storms;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.crashkit.ChildScratch;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes die at any moment; what they were told to be stored is there. */
@OnlyLarger
@Timeout(7_200)
class KillStormTest {
  private static final int KILLS = Volume.of(15, 15, 10_000);
  private static final long SEED = Long.getLong("seed", 20_260_102);

  @Test
  void losesNothingThatWasAcknowledged(@TempDir(factory = ChildScratch.class) Path directory)
      throws Exception {
    System.out.println("kill storm: seed " + SEED);
    long begin = System.nanoTime();
    KillStorm storm = new KillStorm(Path::toUri, directory, SEED, KILLS);
    storm.run();

    Map<KillKind, Integer> acknowledged = storm.acknowledged();
    System.out.printf(
        "%d kills in %d s (%s), acknowledged %s, killed in %s%n",
        storm.killed(),
        (System.nanoTime() - begin) / 1_000_000_000,
        storm.times(),
        acknowledged,
        storm.pending());
    assertThat(storm.killed()).isGreaterThanOrEqualTo(KILLS);
    assertThat(acknowledged.keySet()).containsAll(KillKind.supported());
    assertThat(storm.pending().values().stream().mapToInt(Integer::intValue).sum())
        .isGreaterThan(KILLS / 2);
  }
}
