package io.lifecycle4j.crashkit;

import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What a workload did to a disk, and when each step began and was acknowledged.
 *
 * @param base the disk before; all of it is durable
 * @param trace the changes, in order
 * @param marks one for each step, in order
 */
record Recording(Disk base, List<Change> trace, List<Mark> marks) {
  static final String HOME = "/data/home";

  /** When a step began and was acknowledged, as lengths of the record. */
  static final class Mark {
    final Workload.Step step;
    final int begun;
    volatile int acknowledged = Integer.MAX_VALUE;

    Mark(Workload.Step step, int begun) {
      this.step = step;
      this.begun = begun;
    }

    boolean covers(String part) {
      return step.part().equals(part) || step.part().equals(Workload.ALL);
    }
  }

  /** How many steps may, and how many must, be seen. */
  record Bounds(int least, int most) {}

  /** Runs a workload on a fresh home. */
  static Recording of(
      Workload workload, Function<Path, Medium> open, UnaryOperator<Disk> recorder) {
    Disk base = prepared(workload, open);
    Disk disk = recorder.apply(new Disk(base));
    List<Mark> marks = new ArrayList<>();
    List<CompletableFuture<?>> waiting = new ArrayList<>();
    try (Session session = session(disk, open)) {
      session.medium();
      for (Workload.Step step : workload.steps()) {
        Mark mark = new Mark(step, disk.position());
        marks.add(mark);
        CompletableFuture<?> future = step.run(session);
        if (future == null) {
          mark.acknowledged = disk.position();
        } else {
          waiting.add(future.thenRun(() -> mark.acknowledged = disk.position()));
        }
      }
      waiting.forEach(CompletableFuture::join);
    }
    return new Recording(base, disk.trace(), marks);
  }

  /** Returns a disk as it is before the first step; all of it is durable. */
  static Disk prepared(Workload workload, Function<Path, Medium> open) {
    Disk disk = new Disk();
    disk.create(disk.root(), "data", true);
    if (!workload.isFirstStart()) {
      try (Session session = session(disk, open)) {
        session.medium();
        workload.prepare(session);
      }
    }
    return new Disk(disk);
  }

  static Session session(Disk disk, Function<Path, Medium> open) {
    MemoryFileSystem files = new MemoryFileSystem(disk);
    return new Session(open, files.getPath(HOME));
  }

  /** Tells what must be seen in a part when the record ends early. */
  Bounds bounds(String part, int length, boolean powerCut) {
    int least = 0;
    int most = 0;
    for (int i = 0; i < marks.size(); i++) {
      Mark mark = marks.get(i);
      if (mark.begun <= length) {
        most = i + 1;
      }
      if (mark.acknowledged <= length && mark.covers(part) && survives(mark, powerCut)) {
        least = i + 1;
      }
    }
    return new Bounds(least, most);
  }

  private static boolean survives(Mark mark, boolean powerCut) {
    Durability durability = mark.step.durability();
    return durability == Durability.POWER || (durability == Durability.PROCESS && !powerCut);
  }
}
