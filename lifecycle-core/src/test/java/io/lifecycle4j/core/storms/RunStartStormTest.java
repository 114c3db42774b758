package io.lifecycle4j.core.storms;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.contract.ChildJvm;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.crashkit.ChildScratch;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Eight processes start runs in one home at once. */
@OnlyLarger
@Timeout(600)
class RunStartStormTest {
  private static final int PROCESSES = 8;
  private static final Duration TIME = Duration.ofMillis(Volume.of(500, 3_000, 30_000));

  @Test
  void startsEveryRunOnce(@TempDir(factory = ChildScratch.class) Path directory) throws Exception {
    List<ChildJvm> children = new ArrayList<>();
    List<String> names = new ArrayList<>();
    try {
      for (int i = 0; i < PROCESSES; i++) {
        children.add(
            ChildJvm.start(
                ChildArchive.options(), RunStartWorker.class, directory.toUri(), "w" + i, TIME));
      }
      for (int i = 0; i < PROCESSES; i++) {
        List<String> lines = children.get(i).awaitEnd();
        int runs = Integer.parseInt(lines.get(lines.size() - 1));
        for (int run = 0; run < runs; run++) {
          names.add("w" + i + "-" + run);
        }
      }
    } finally {
      children.forEach(ChildJvm::close);
    }
    System.out.println(names.size() + " runs of " + PROCESSES + " processes in " + TIME);
    try (Lifecycle home = Lifecycle.open(directory)) {
      List<RunRecord> found = home.experiments().runs("starts");
      assertThat(found)
          .extracting(run -> run.info().name())
          .containsExactlyInAnyOrderElementsOf(names);
      assertThat(found).extracting(RunRecord::id).doesNotHaveDuplicates();
      assertThat(found).allMatch(run -> run.status() == RunStatus.FINISHED);
      assertThat(found).allMatch(run -> run.metric("loss").isPresent());
    }
  }
}
