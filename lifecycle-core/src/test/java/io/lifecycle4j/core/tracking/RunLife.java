package io.lifecycle4j.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.crashkit.Disk;
import io.lifecycle4j.crashkit.MemoryFileSystem;
import io.lifecycle4j.crashkit.PowerCut;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.NewRun;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStart;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One run on a disk in memory, and the plain model of it. */
final class RunLife implements AutoCloseable {
  private static final InstantSource CLOCK = InstantSource.fixed(Fixtures.TIME);

  private final Random random;
  private Disk before = new Disk();
  private Disk disk = new Disk();
  private Medium medium;
  private ExperimentTracker tracker;
  private HomeExperiments experiments;
  private @Nullable Run run;
  private String id;
  private PlainRun model = new PlainRun();

  /** How the run stood since the last write that survives a power cut. */
  private final List<PlainRun> possible = new ArrayList<>();

  /** The first of them that the death of the process may leave. */
  private int recorded;

  /** Whether the run waits with every call; else it is recorded in the background. */
  private boolean waits;

  RunLife(long seed) {
    random = new Random(seed);
    medium = Media.file(new MemoryFileSystem(disk).getPath("/home"));
    tracker = Tracking.over(medium);
    experiments = Tracking.experiments(tracker, source -> false, CLOCK);
    id = start();
  }

  private void open(Disk now) {
    before = new Disk(now);
    disk = now;
    medium = Media.file(new MemoryFileSystem(disk).getPath("/home"));
    tracker = Tracking.over(medium);
    experiments = Tracking.experiments(tracker, source -> false, CLOCK);
    run = null;
  }

  private String start() {
    waits = random.nextBoolean();
    NewRun planned = experiments.newRun("fraud");
    Run started = (waits ? planned.synchronous() : planned).start();
    run = started;
    model = new PlainRun();
    durable();
    return started.id();
  }

  private void durable() {
    possible.clear();
    logged();
    recorded();
  }

  private void logged() {
    possible.add(model.copy());
    if (waits) {
      recorded();
    }
  }

  private void recorded() {
    recorded = possible.size() - 1;
  }

  /** Does something, and looks whether the run is what it should be. */
  void act(int action) {
    int kind = action % 20;
    int number = action / 20 % 4;
    Run going = run;
    if (kind >= 14) {
      dieOrGoOn(kind, number);
    } else if (going == null) {
      change(kind, number);
    } else {
      record(going, kind, number);
    }
    check();
  }

  private void record(Run going, int kind, int number) {
    String name = "n" + number;
    switch (kind) {
      case 0 -> param(going, name);
      case 1, 2, 3 -> point(going, name);
      case 4, 5 -> tag(going, name, kind == 5);
      case 6, 7, 8 -> name(going, kind, number);
      case 9, 10 -> batch(going, name);
      case 11 -> going.flush();
      default -> {
        end(going, kind == 12);
        return;
      }
    }
    logged();
    if (kind == 11) {
      recorded();
    }
  }

  private void param(Run going, String name) {
    String value = "v" + random.nextInt(2);
    String known = model.settled.get(name);
    if (known == null || known.equals(value)) {
      going.param(name, value);
      model.params.put(name, value);
      model.settled.put(name, value);
    } else {
      assertThatThrownBy(() -> going.param(name, value)).isInstanceOf(ConflictException.class);
    }
  }

  private void point(Run going, String metric) {
    PlainRun.Point point = new PlainRun.Point(metric, random.nextInt(6), random.nextInt(5));
    if (point.step() < model.firstStep()) {
      assertThatThrownBy(() -> going.log(metric, point.value(), point.step()))
          .isInstanceOf(InvalidValueException.class);
    } else {
      going.log(metric, point.value(), point.step());
      model.points.add(point);
    }
  }

  private void tag(Run going, String name, boolean removed) {
    String value = "t" + random.nextInt(3);
    if (removed) {
      going.removeTag(name);
      model.tags.remove(name);
    } else {
      going.tag(name, value);
      model.tags.put(name, value);
    }
  }

  private void name(Run going, int kind, int number) {
    String name = "n" + number;
    RunInput input =
        new RunInput(new VersionRef("rides", 1 + number, new BlobId("a".repeat(64))), "train");
    switch (kind) {
      case 6 -> {
        going.artifact(name, Content.of(name));
        model.artifacts.add(name);
      }
      case 7 -> {
        going.input(input);
        model.inputs.add(input);
      }
      default -> {
        going.checkpoint(name, number, Content.of(name));
        model.checkpoints.add((long) number);
      }
    }
  }

  private void batch(Run going, String name) {
    int size = random.nextInt(4);
    String value = "t" + random.nextInt(3);
    long first = model.firstStep();
    going.batch(
        parts -> {
          parts.tag(name, value);
          for (long step = first; step < first + size; step++) {
            parts.log(name, size, step);
          }
        });
    model.tags.put(name, value);
    for (long step = first; step < first + size; step++) {
      model.points.add(new PlainRun.Point(name, step, size));
    }
  }

  private void end(Run going, boolean well) {
    if (well) {
      going.finish();
    } else {
      going.kill("enough");
    }
    run = null;
    model.status = well ? RunStatus.FINISHED : RunStatus.KILLED;
    durable();
  }

  /** Changes a run that has ended. */
  private void change(int kind, int number) {
    switch (kind) {
      case 0, 1, 2, 3, 4 -> resume(number);
      case 5, 6 -> tagEnded("n" + number);
      case 7, 8 -> {
        experiments.delete(id);
        model.deleted = true;
      }
      case 9, 10 -> {
        experiments.restore(id);
        model.deleted = false;
      }
      case 11 -> purge();
      default -> id = start();
    }
    durable();
  }

  private void resume(long fromStep) {
    if (model.deleted || model.status == RunStatus.FINISHED) {
      assertThatThrownBy(() -> experiments.resume(id, fromStep))
          .isInstanceOf(ConflictException.class);
      return;
    }
    waits = random.nextBoolean();
    RunStart planned = experiments.resuming(id, fromStep);
    run = (waits ? planned.synchronous() : planned).start();
    model.resume(fromStep);
  }

  private void tagEnded(String name) {
    if (model.deleted) {
      assertThatThrownBy(() -> experiments.tag(id, name, "later"))
          .isInstanceOf(ConflictException.class);
    } else {
      experiments.tag(id, name, "later");
      model.tags.put(name, "later");
    }
  }

  private void purge() {
    if (model.deleted) {
      experiments.purge(id);
      assertThat(experiments.find(id)).isEmpty();
      id = start();
    } else {
      assertThatThrownBy(() -> experiments.purge(id)).isInstanceOf(ConflictException.class);
    }
  }

  private void dieOrGoOn(int kind, int number) {
    switch (kind) {
      case 14, 15 -> reopen();
      case 16 -> die();
      case 17 -> cut();
      default -> look(number);
    }
  }

  /** The home is closed and opened again, which kills the run. */
  private void reopen() {
    experiments.close();
    medium.close();
    if (model.status == RunStatus.RUNNING) {
      model.status = RunStatus.KILLED;
    }
    open(new Disk(disk));
    durable();
  }

  /** The process dies: what was recorded is there, and of the rest perhaps the beginning. */
  private void die() {
    Disk left = new Disk(disk);
    goOnWith(left, recorded);
  }

  /** The power fails: the end of what was recorded may be gone. */
  private void cut() {
    goOnWith(PowerCut.of(before, disk, random), 0);
  }

  private void goOnWith(Disk left, int first) {
    experiments.close();
    medium.close();
    open(left);
    String found = PlainRun.show(tracker, record());
    List<PlainRun> states = possible.subList(first, possible.size());
    List<String> shown = states.stream().map(state -> state.dead().show()).toList();
    assertThat(found).isIn(shown);
    model = states.get(shown.lastIndexOf(found));
    durable();
  }

  private void flushIfGoing() {
    Run going = run;
    if (going != null) {
      going.flush();
      recorded();
    }
  }

  /** Another process looks. */
  private void look(int number) {
    flushIfGoing();
    try (Medium other = Media.file(new MemoryFileSystem(disk).getPath("/home"))) {
      ExperimentTracker there = Tracking.over(other);
      for (int i = 0; i <= number; i++) {
        RunRecord seen = there.find(id).orElseThrow();
        assertThat(PlainRun.show(there, seen)).isEqualTo(model.show());
      }
    }
  }

  private RunRecord record() {
    return experiments.find(id).orElseThrow();
  }

  /** To look at a run of this process records it, so one in the background is seldom looked at. */
  private void check() {
    if (run != null && !waits && random.nextInt(8) > 0) {
      return;
    }
    recorded();
    assertThat(PlainRun.show(tracker, record())).isEqualTo(model.show());
  }

  @Override
  public void close() {
    experiments.close();
    medium.close();
  }
}
