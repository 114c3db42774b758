package io.lifecycle4j.core.storms;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.tracking.HomeExperiments;
import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.Run;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Random;

/**
 * A process that records runs until it is killed, and notes down outside the home what it was told
 * to be recorded.
 *
 * <p>The value of each point is its place in the run, which is also its time. A line is the run,
 * what is recorded of it at least, and what may be at most.
 */
final class RunKillWorker {
  static final String EXPERIMENT = "storm";
  static final String METRIC = "place";
  static final String CHECKPOINTS = "checkpoint";

  private static final int LONGEST = 400;

  private final HomeExperiments experiments;
  private final AckFile notes;
  private final Runnable first;
  private final Random random;
  private boolean safe;

  /** The next place, also the time that the clock shows. */
  private long next;

  private RunKillWorker(Medium medium, AckFile notes, Runnable first, long seed) {
    InstantSource clock = () -> Fixtures.TIME.plusMillis(next);
    this.experiments = Tracking.experiments(Tracking.over(medium), run -> false, clock);
    this.notes = notes;
    this.first = first;
    this.random = new Random(seed);
  }

  /**
   * Records.
   *
   * @param arguments where the home is, the file of notes, the seed, how many runs
   */
  public static void main(String[] arguments) throws Exception {
    long seed = Long.parseLong(arguments[2]);
    try (Medium warm = Media.memory();
        AckFile nowhere = new AckFile(Path.of(arguments[1] + "-warm"))) {
      new RunKillWorker(warm, nowhere, () -> {}, 1).record(1);
    }
    try (Medium medium = Medium.open(URI.create(arguments[0]));
        AckFile notes = new AckFile(Path.of(arguments[1]))) {
      new RunKillWorker(medium, notes, () -> System.out.println("acknowledged"), seed)
          .record(Integer.parseInt(arguments[3]));
    }
  }

  private void record(int runs) throws Exception {
    for (int i = 0; i < runs; i++) {
      next = 0;
      boolean waits = random.nextBoolean();
      var planned = experiments.newRun(EXPERIMENT);
      Run run = (waits ? planned.synchronous() : planned).start();
      note("start", run, 0);
      run = log(run, waits);
      if (random.nextInt(4) == 0) {
        note("killing", run, next);
        run.kill("for the test");
        note("killed", run, next);
        long from = next;
        note("resuming", run, from);
        run = experiments.resume(run.id(), from);
        note("resume", run, from);
        run = log(run, false);
      }
      note("finishing", run, next);
      run.finish();
      note("finished", run, next);
    }
  }

  /** Logs points alone and in batches, with checkpoints, and flushes now and then. */
  private Run log(Run run, boolean waits) throws Exception {
    int most = 1 + random.nextInt(LONGEST);
    for (int i = 0; i < most; i++) {
      switch (random.nextInt(12)) {
        case 0 -> batch(run);
        case 1 -> checkpoint(run);
        default -> point(run);
      }
      if (waits || random.nextInt(20) == 0) {
        run.flush();
        note("safe", run, next);
        acknowledge();
      }
    }
    return run;
  }

  private void point(Run run) {
    run.log(METRIC, (double) next, next);
    next++;
  }

  private void batch(Run run) throws Exception {
    long first = next;
    int size = 2 + random.nextInt(5);
    next += size;
    run.batch(
        parts -> {
          for (long place = first; place < first + size; place++) {
            parts.log(METRIC, (double) place, place);
          }
          parts.tag("batch " + first, Integer.toString(size));
        });
  }

  private void checkpoint(Run run) {
    run.checkpoint(CHECKPOINTS, next, Content.of("state " + next));
  }

  private void acknowledge() {
    if (!safe) {
      safe = true;
      first.run();
    }
  }

  private void note(String what, Run run, long places) throws Exception {
    notes.write(what + " " + run.id() + " " + places);
  }
}
