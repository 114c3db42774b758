package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.maintenance.TestMedium;
import io.lifecycle4j.core.observation.Observers;
import io.lifecycle4j.core.serving.ModelServer;
import io.lifecycle4j.core.serving.Servers;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.observation.Gauge;
import io.lifecycle4j.observation.LifecycleObserver;
import io.lifecycle4j.observation.Measure;
import io.lifecycle4j.observation.Observation;
import io.lifecycle4j.observation.ObservedSubject;
import io.lifecycle4j.observation.Operation;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HomeGaugesTest {
  private final List<Gauge> shown = new ArrayList<>();

  private Observers observers() {
    return Observers.of(
        List.of(
            new LifecycleObserver() {
              @Override
              public Observation start(Operation operation, ObservedSubject subject) {
                return Observation.NONE;
              }

              @Override
              public void gauge(Gauge gauge) {
                shown.add(gauge);
              }
            }));
  }

  @Test
  void letModelsOpenAndCloseWhileTheBlobsOfALargeHomeAreListed() throws Exception {
    Semaphore lists = new Semaphore(0);
    Semaphore gate = new Semaphore(0);
    try (TestMedium medium = new TestMedium(Media.memory());
        ModelServer<Double, Double> server = Servers.plain()) {
      medium.blobs().put(Content.of(new byte[10]));
      medium.before(
          "list",
          () -> {
            lists.release();
            gate.acquireUninterruptibly();
          });
      HomeGauges gauges = new HomeGauges(observers(), medium);
      Gauge bytes = shown.get(0);
      assertThat(bytes.measure()).isEqualTo(Measure.HOME_SIZE);
      FutureTask<Double> scrape = new FutureTask<>(() -> bytes.value().getAsDouble());
      new Thread(scrape).start();
      lists.acquireUninterruptibly();

      gauges.opened("line", server);
      gauges.closed("line", server);

      assertThat(scrape.isDone()).isFalse();
      gate.release();
      assertThat(scrape.get()).isEqualTo(10);
    }
  }

  @Test
  void readTheBytesOfJournalsAndOfTheDisk(@TempDir Path directory) {
    try (Medium files = Media.file(directory);
        Medium memory = Media.memory()) {
      files.journals().shared("log").append(Fixtures.batch("entry"));
      for (Medium medium : List.of(files, memory)) {
        shown.clear();
        assertThat(new HomeGauges(observers(), medium)).isNotNull();
        assertThat(shown)
            .extracting(Gauge::measure)
            .containsExactly(Measure.HOME_SIZE, Measure.JOURNAL_SIZE, Measure.DISK_FREE);
        double journals = shown.get(1).value().getAsDouble();
        double free = shown.get(2).value().getAsDouble();
        assertThat(journals).isEqualTo((Double) known(medium.journalBytes()));
        assertThat(Double.isNaN(free)).isEqualTo(medium.freeBytes().isEmpty());
        assertThat(free > 0 || medium == memory).isTrue();
      }
    }
    assertThat(shown.get(2).value().getAsDouble()).as("it is closed").isNaN();
  }

  private static double known(OptionalLong bytes) {
    return bytes.isPresent() ? bytes.getAsLong() : Double.NaN;
  }
}
