package io.lifecycle4j.core.storms;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.storms.KillWrite.Outcome;
import io.lifecycle4j.crashkit.ChildScratch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Eight processes of two writers and a reader each work on one home. */
@OnlyLarger
@Timeout(7_200)
class ContentionStormTest {
  private static final int PROCESSES = 8;
  private static final int SECONDS = Volume.of(2, 8, 120);
  private static final int LEAST = Volume.of(25, 60, 100);
  private static final int HOMES = Volume.of(1, 1, 15);
  private static final long SEED = Long.getLong("seed", 20_260_102);

  @Test
  void losesAndDoublesNothing(@TempDir(factory = ChildScratch.class) Path directory)
      throws Exception {
    for (int home = 0; home < HOMES; home++) {
      Path place = Files.createDirectory(directory.resolve("storm" + home));
      losesAndDoublesNothing(place, SEED + home);
    }
  }

  private static void losesAndDoublesNothing(Path directory, long seed) throws Exception {
    System.out.println("contention storm: seed " + seed);
    ContentionStorm storm =
        new ContentionStorm(directory.resolve("home").toUri(), directory, seed, PROCESSES);
    storm.run(SECONDS, LEAST);
    Map<KillKind, Long> made =
        storm.writes().stream()
            .filter(write -> write.outcome() == Outcome.ACKNOWLEDGED)
            .collect(Collectors.groupingBy(KillWrite::kind, TreeMap::new, Collectors.counting()));
    System.out.printf(
        "%d commits in %d s (%d/s) %s, %d refused, %d reads%n",
        storm.count(Outcome.ACKNOWLEDGED),
        SECONDS,
        storm.count(Outcome.ACKNOWLEDGED) / SECONDS,
        made,
        storm.count(Outcome.REFUSED),
        storm.reads());

    storm.check();

    assertThat(storm.count(Outcome.PENDING)).isZero();
    assertThat(storm.count(Outcome.ACKNOWLEDGED)).isGreaterThan(10L * LEAST);
    assertThat(storm.tails()).isEqualTo(2 * PROCESSES);
  }
}
