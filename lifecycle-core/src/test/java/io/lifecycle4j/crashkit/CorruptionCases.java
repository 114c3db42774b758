package io.lifecycle4j.crashkit;

import io.lifecycle4j.crashkit.CorruptionCase.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Every damage to one file of a home: each bit flipped, each length, each earlier content, each
 * block and each batch zeroed, swapped with another and doubled, and other things in its place.
 */
final class CorruptionCases {
  private static final int BLOCK = 512;

  private final String file;
  private final byte[] good;
  private final List<byte[]> earlier;
  private final Consumer<CorruptionCase> action;

  private CorruptionCases(CorruptionHome home, String file, Consumer<CorruptionCase> action) {
    this.file = file;
    this.good = home.file(file);
    this.earlier = home.earlier(file);
    this.action = action;
  }

  /** Gives the cases of every file of a home, one after the other. */
  static void of(CorruptionHome home, Consumer<CorruptionCase> action) {
    for (String file : home.files().keySet()) {
      CorruptionCases cases = new CorruptionCases(home, file, action);
      cases.flips();
      cases.cuts();
      cases.earlier();
      cases.regions();
      for (Kind kind : List.of(Kind.DELETED, Kind.DIRECTORY, Kind.LINK, Kind.FIFO)) {
        action.accept(new CorruptionCase(file, kind, "", null));
      }
    }
  }

  private void give(Kind kind, Object detail, byte[] content) {
    if (!Arrays.equals(content, good)) {
      action.accept(new CorruptionCase(file, kind, detail.toString(), content));
    }
  }

  private void flips() {
    for (int bit = 0; bit < 8 * good.length; bit++) {
      byte[] content = good.clone();
      content[bit / 8] ^= (byte) (1 << bit % 8);
      give(Kind.FLIP, bit / 8 + "." + bit % 8, content);
    }
  }

  private void cuts() {
    give(Kind.EMPTY, "", new byte[0]);
    for (int length = 1; length < good.length; length++) {
      give(Kind.CUT, length, Arrays.copyOf(good, length));
    }
  }

  private void earlier() {
    for (int i = 0; i < earlier.size(); i++) {
      give(Kind.EARLIER, i, earlier.get(i));
    }
  }

  /** Blocks of the disk, and what the file grew by: a batch if the file is only appended to. */
  private void regions() {
    List<int[]> regions = new ArrayList<>();
    for (int from = 0; from < good.length; from += BLOCK) {
      regions.add(new int[] {from, Math.min(from + BLOCK, good.length)});
    }
    List<Integer> ends = ends();
    for (int i = 1; i < ends.size(); i++) {
      int[] grown = {ends.get(i - 1), ends.get(i)};
      if (regions.stream().noneMatch(region -> Arrays.equals(region, grown))) {
        regions.add(grown);
      }
    }
    for (int[] region : regions) {
      String where = region[0] + "-" + region[1];
      byte[] zeroed = good.clone();
      Arrays.fill(zeroed, region[0], region[1], (byte) 0);
      give(Kind.ZEROED, where, zeroed);
      give(Kind.REPEATED, where, replaced(region[1], region[1], region));
      for (int[] other : regions) {
        if (region[1] <= other[0]) {
          give(Kind.SWAPPED, where + " and " + other[0] + "-" + other[1], swapped(region, other));
        }
        if (region[0] != other[0]) {
          give(
              Kind.DOUBLED,
              where + " over " + other[0] + "-" + other[1],
              replaced(other[0], other[1], region));
        }
      }
    }
  }

  private List<Integer> ends() {
    TreeSet<Integer> ends = new TreeSet<>(List.of(0, good.length));
    for (byte[] bytes : earlier) {
      if (bytes.length < good.length) {
        ends.add(bytes.length);
      }
    }
    return List.copyOf(ends);
  }

  /** Puts a region in the place of what lies between two offsets. */
  private byte[] replaced(int from, int to, int[] region) {
    int length = region[1] - region[0];
    byte[] result = new byte[good.length - (to - from) + length];
    System.arraycopy(good, 0, result, 0, from);
    System.arraycopy(good, region[0], result, from, length);
    System.arraycopy(good, to, result, from + length, good.length - to);
    return result;
  }

  private byte[] swapped(int[] left, int[] right) {
    byte[] result = new byte[good.length];
    int at = 0;
    for (int[] part :
        new int[][] {{0, left[0]}, right, {left[1], right[0]}, left, {right[1], good.length}}) {
      System.arraycopy(good, part[0], result, at, part[1] - part[0]);
      at += part[1] - part[0];
    }
    return result;
  }
}
