package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.storage.Durability.POWER;
import static io.lifecycle4j.storage.Durability.PROCESS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.crashkit.CrashExplorer;
import io.lifecycle4j.crashkit.FaultExplorer;
import io.lifecycle4j.crashkit.Session;
import io.lifecycle4j.crashkit.Workload;
import io.lifecycle4j.storage.Batch;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.Journal;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.RunBatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The power fails, or an operation does, anywhere while a run is rewritten: nothing is lost. */
@Tag(Volume.TAG)
class RewrittenRunCrashTest {
  private static final long SEED = Long.getLong("seed", 1);
  private static final int STATES = Volume.of(100, 1_000, 50_000);
  private static final int THREADS = 6;
  private static final String RUN = "run-a";

  private static RunEntries entries(Session session) {
    return new RunEntries(session.medium().journals(), session.medium().blobs());
  }

  private static Journal journal(Session session) {
    return session.owned(RUN);
  }

  private static Workload log(Workload workload, Durability durability, int step) {
    byte[] payload = PointFrame.write(List.of(point("loss", step), point("acc", step)));
    return workload.step(
        RUN, durability, session -> journal(session).append(Batch.of(payload, durability)));
  }

  private static RunBatch.Point point(String metric, int step) {
    Instant time = Instant.ofEpochSecond(step, step);
    return new RunBatch.Point(metric, new MetricPoint(step, 0.1 * step, time));
  }

  /** Every point and every fact, in order, wherever they are. */
  private static Object seen(Session session) {
    List<String> items = new ArrayList<>();
    entries(session)
        .read(
            RUN,
            1,
            entry -> {
              if (PointFrame.is(entry.payload())) {
                PointFrameReader.read(
                    entry.payload(),
                    "it",
                    series ->
                        (step, value, second, nano) ->
                            items.add(series + " " + step + " " + value + " " + second));
              } else {
                items.add(new String(entry.payload(), UTF_8));
              }
            });
    return items;
  }

  private static void tag(Session session, String value) {
    byte[] facts = RunFacts.write(RunBatch.builder().tag("tag", value).build());
    journal(session).append(Batch.of(facts, POWER));
  }

  private static Workload rewrites() {
    Workload workload = Workload.named("rewrite a run").view(RUN, RewrittenRunCrashTest::seen);
    for (int step = 0; step < 6; step++) {
      log(workload, step == 2 ? POWER : PROCESS, step);
    }
    workload.step(RUN, POWER, session -> tag(session, "a"));
    log(workload, PROCESS, 6);
    workload.step(RUN, POWER, session -> entries(session).rewrite(RUN, journal(session)));
    log(workload, PROCESS, 7);
    log(workload, POWER, 8);
    workload.step(RUN, POWER, session -> entries(session).rewrite(RUN, journal(session)));
    return workload.probe(
        RUN,
        session -> {
          entries(session).trim(journal(session)); // as who goes on with a run does
          tag(session, "probe");
        });
  }

  @Test
  void runsOnTheModel() {
    assertThat(rewrites().rehearse(Media::memory).values()).isNotEmpty();
  }

  @Test
  @Timeout(3_600)
  void losesAndRepeatsNoPointWhateverAPowerCutLeaves() {
    CrashExplorer explorer = new CrashExplorer(Media::file, Media::memory, SEED, THREADS);
    System.out.println("Crash states, -Dseed=" + SEED);
    CrashExplorer.Report report = explorer.explore(rewrites(), STATES);
    System.out.println("  " + report);
    assertThat(report.violations()).isEmpty();
    assertThat(report.states()).isGreaterThan(100);
  }

  @Test
  @Timeout(3_600)
  void losesAndRepeatsNoPointWhicheverOperationFails() {
    FaultExplorer.Report report =
        new FaultExplorer(Media::file, Media::memory, THREADS)
            .onceFromEach(Volume.of(7, 1, 1))
            .lastingFromEach(Volume.of(7, 1, 1))
            .each(rewrites());
    System.out.println("Faults at each operation\n  " + report);
    assertThat(report.violations()).isEmpty();
  }
}
