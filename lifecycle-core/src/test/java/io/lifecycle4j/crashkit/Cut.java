package io.lifecycle4j.crashkit;

import io.lifecycle4j.crashkit.Change.Create;
import io.lifecycle4j.crashkit.Change.FailedForce;
import io.lifecycle4j.crashkit.Change.Force;
import io.lifecycle4j.crashkit.Change.Link;
import io.lifecycle4j.crashkit.Change.Rename;
import io.lifecycle4j.crashkit.Change.Unlink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A moment at which the power fails, and what may then be on the disk.
 *
 * <p>A change of data is durable once its file was forced after it, unless a force that failed came
 * between; a change of names once the directory was. Every other one has a fate of its own,
 * whatever the order: data may come before names and names before data.
 */
final class Cut {
  private static final int SUBSETS = 10;

  private final Disk durable;
  private final int length;
  private final List<Change> open = new ArrayList<>();
  private final List<List<Fate>> fates = new ArrayList<>();

  Cut(Disk base, List<Change> trace, int length) {
    this.durable = new Disk(base);
    this.length = length;
    boolean[] forced = new boolean[length];
    boolean[] leftForced = new boolean[length];
    Map<Integer, Boolean> next = new HashMap<>(); // whether the next force of an inode succeeds
    for (int i = length - 1; i >= 0; i--) {
      Change change = trace.get(i);
      forced[i] = next.getOrDefault(change.inode(), false);
      leftForced[i] = change instanceof Rename move && next.getOrDefault(move.from(), false);
      if (change instanceof Force || change instanceof FailedForce) {
        next.put(change.inode(), change instanceof Force);
      }
    }
    for (int i = 0; i < length; i++) {
      add(trace.get(i), forced[i], leftForced[i]);
    }
    durable.hash(); // what does not change is hashed once for all states
  }

  /**
   * Adds a change.
   *
   * @param change the change
   * @param forced whether its file or directory was forced behind it
   * @param leftForced whether the directory was that it moved a file out of
   */
  private void add(Change change, boolean forced, boolean leftForced) {
    if (change instanceof Create create) {
      durable.born(create);
    }
    if (change instanceof Force || change instanceof FailedForce) {
      return;
    }
    if (forced && change instanceof Rename move && !leftForced) {
      durable.replay(new Link(move.inode(), move.name(), move.file()));
      Unlink old = new Unlink(move.from(), move.old());
      leaveOpen(old, Fate.of(old)); // the old name is not known to be gone
    } else if (!forced) {
      leaveOpen(change, Fate.of(change));
    } else if (open.stream().anyMatch(before -> before.inode() == change.inode())) {
      leaveOpen(change, List.of(Fate.DONE)); // behind a failed force: durable, but in its order
    } else {
      durable.replay(change);
    }
  }

  private void leaveOpen(Change change, List<Fate> possible) {
    open.add(change);
    fates.add(possible);
  }

  /** Builds the disk on which each change that was not forced had one of its fates. */
  Disk build(int[] choice, UnaryOperator<Disk> recorder) {
    Disk disk = recorder.apply(durable);
    for (int i = 0; i < choice.length; i++) {
      fates.get(i).get(choice[i]).apply(disk, open.get(i));
    }
    return disk;
  }

  /** Returns how many changes the record has until the power fails. */
  int length() {
    return length;
  }

  /** Chooses that everything was done. */
  int[] done() {
    return new int[open.size()];
  }

  /**
   * Gives choices of fates: all of them if they are few, else the telling ones, then random ones.
   */
  void choices(int most, Random random, Consumer<int[]> action) {
    if (product(most) <= most) {
      product(action);
      return;
    }
    subsets(most, action);
    for (int i = 0; i < open.size(); i++) {
      List<Fate> possible = fates.get(i);
      for (int n = 0; n < Math.min(possible.size(), most / open.size() + 1); n++) {
        for (int others : new int[] {0, 1}) {
          int[] choice = new int[open.size()];
          for (int j = 0; j < choice.length; j++) {
            choice[j] = Math.min(others, fates.get(j).size() - 1);
          }
          choice[i] = random.nextInt(possible.size());
          action.accept(choice);
        }
      }
    }
    for (int n = 0; n < most; n++) {
      action.accept(random(random));
    }
  }

  private int product(int limit) {
    long product = 1;
    for (List<Fate> possible : fates) {
      product = Math.min(limit + 1L, product * possible.size());
    }
    return (int) product;
  }

  private void product(Consumer<int[]> action) {
    int[] choice = new int[open.size()];
    int at = 0;
    while (at < choice.length || choice.length == 0) {
      action.accept(choice.clone());
      for (at = 0; at < choice.length && ++choice[at] == fates.get(at).size(); at++) {
        choice[at] = 0;
      }
      if (at == choice.length) {
        return;
      }
    }
  }

  /** Each change there or not. */
  private void subsets(int most, Consumer<int[]> action) {
    int fits = 31 - Integer.numberOfLeadingZeros(most);
    int free = Math.min(open.size(), Math.min(SUBSETS, fits)); // the last ones, soonest forced
    for (int bits = 0; bits < 1 << free; bits++) {
      int[] choice = new int[open.size()];
      for (int i = 0; i < free; i++) {
        int at = choice.length - 1 - i;
        choice[at] = Math.min((bits >> i) & 1, fates.get(at).size() - 1);
      }
      action.accept(choice);
    }
  }

  /** A random choice, in half of them of changes that are whole or missing. */
  int[] random(Random random) {
    int[] choice = new int[open.size()];
    boolean torn = random.nextBoolean();
    for (int i = 0; i < choice.length; i++) {
      int possible = fates.get(i).size();
      boolean any = torn && random.nextBoolean(); // one torn write beside others that are whole
      choice[i] = random.nextInt(any ? possible : Math.min(2, possible));
    }
    return choice;
  }

  String describe(int[] choice) {
    StringBuilder text = new StringBuilder("after " + length + " changes");
    for (int i = 0; i < choice.length; i++) {
      Fate fate = fates.get(i).get(choice[i]);
      if (!fate.equals(Fate.DONE)) {
        text.append("\n    ").append(fate).append(": ").append(open.get(i));
      }
    }
    return text.append("\n    choice ").append(Arrays.toString(choice)).toString();
  }
}
