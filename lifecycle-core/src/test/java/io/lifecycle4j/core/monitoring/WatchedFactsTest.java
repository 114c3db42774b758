package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.contract.Together.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.condition.WatchSubject;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.DriftReport;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who asks for a figure waits neither for a detector nor for a journal. */
@Timeout(60)
class WatchedFactsTest {
  private static final DriftReport DRIFTED =
      DriftReport.builder("fraud:1", Instant.EPOCH, 500, new DriftReport.Reference(1, 1))
          .columns(
              List.of(
                  ColumnDrift.builder(
                          Divergence.builder("amount", 0, "mean 1 -> 2").effect(0.5).build(),
                          0,
                          ColumnDrift.Verdict.DRIFT)
                      .build()))
          .build();

  private final CountDownLatch released = new CountDownLatch(1);
  private final List<String> done = new CopyOnWriteArrayList<>();
  private final WatchedFacts facts =
      new WatchedFacts(
          new ModelVersions("fraud", Registries.over(Media.memory(), InstantSource.system())),
          () -> {
            throw new ClosedException("closed");
          },
          this::slow,
          () -> done.add("judged"),
          InstantSource.system());

  private Optional<DriftReport> slow(String version) {
    try {
      released.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    done.add("read " + version);
    return Optional.of(DRIFTED);
  }

  private OptionalDouble drifted() {
    return facts.number(1, Instant.EPOCH, WatchSubject.Count.DRIFTED_COLUMNS);
  }

  @Test
  void answersWhileTheNewestReportIsRead() {
    assertThat(drifted()).as("and this thread does not wait").isEmpty();

    released.countDown();

    awaitTrue(() -> drifted().isPresent());
    assertThat(drifted()).hasValue(1);
    assertThat(done).as("and judges nothing").containsOnly("read fraud:1");
    facts.close();
  }

  @Test
  void judgesAndReadsWhenAskedToWait() {
    released.countDown();
    facts.refresh();
    assertThat(done).as("since nobody asked for drift").isEmpty();

    drifted();
    awaitTrue(() -> !done.isEmpty());
    facts.close();
    done.clear();
    facts.refresh();

    assertThat(done).containsExactly("judged", "read fraud:1");
    assertThat(drifted()).hasValue(1);
  }
}
