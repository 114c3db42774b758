package io.lifecycle4j.crashkit;

import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Cuts the power of a disk, for tests that go on with what is left. */
public final class PowerCut {
  private PowerCut() {}

  /**
   * Returns what may be left: everything that was forced, and of the rest what chance says.
   *
   * @param before the disk before its record began
   * @param disk the disk
   * @param random chooses
   * @return another disk
   */
  public static Disk of(Disk before, Disk disk, Random random) {
    List<Change> trace = disk.trace(); // asked once: somebody may still write
    Cut cut = new Cut(before, trace, trace.size());
    return new Disk(cut.build(cut.random(random), UnaryOperator.identity()));
  }
}
