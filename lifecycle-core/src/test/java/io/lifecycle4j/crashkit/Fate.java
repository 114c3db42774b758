package io.lifecycle4j.crashkit;

import io.lifecycle4j.crashkit.Change.Link;
import io.lifecycle4j.crashkit.Change.Rename;
import io.lifecycle4j.crashkit.Change.Write;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * What a power cut may leave of a change that was not forced.
 *
 * @param kind what is left
 * @param cut for a torn write, how many of its bytes are on one side
 */
record Fate(Kind kind, int cut) {
  static final Fate DONE = new Fate(Kind.DONE, 0);
  static final Fate MISSING = new Fate(Kind.MISSING, 0);
  private static final Fate BOTH_NAMES = new Fate(Kind.BOTH_NAMES, 0);

  private static final int EACH_BYTE = 256;
  private static final int SECTOR = 512;
  private static final int MOST_SECTORS = 64;

  /** The ways. */
  enum Kind {
    /** All of it. */
    DONE,
    /** Nothing. */
    MISSING,
    /** The first bytes of a write; the file is no longer than they are. */
    FIRST,
    /** The bytes of a write but the first, which are zeros if nothing was there. */
    LAST,
    /** The first bytes of a write, then zeros: the length came before the data. */
    ZEROS,
    /** The first bytes of a write, then anything. */
    GARBAGE,
    /** A file moved to another directory is in both. */
    BOTH_NAMES
  }

  /** Lists what may be left of a change. */
  static List<Fate> of(Change change) {
    List<Fate> fates = new ArrayList<>(List.of(DONE, MISSING));
    if (change instanceof Write write) {
      fates.add(new Fate(Kind.ZEROS, 0));
      fates.add(new Fate(Kind.GARBAGE, 0));
      for (int cut : cuts(write)) {
        for (Kind kind : List.of(Kind.FIRST, Kind.LAST, Kind.ZEROS, Kind.GARBAGE)) {
          fates.add(new Fate(kind, cut));
        }
      }
    } else if (change instanceof Rename rename && rename.from() != rename.inode()) {
      fates.add(BOTH_NAMES);
    }
    return fates;
  }

  /** Each byte of a short write; of a long one, its ends and the borders of sectors. */
  private static List<Integer> cuts(Write write) {
    List<Integer> cuts = new ArrayList<>();
    int length = write.bytes().length;
    if (length <= EACH_BYTE) {
      for (int cut = 1; cut < length; cut++) {
        cuts.add(cut);
      }
      return cuts;
    }
    cuts.addAll(List.of(1, 7, 8, 9, length / 2, length - 8, length - 1));
    int border = (int) (SECTOR - write.offset() % SECTOR);
    int step = Math.max(1, length / SECTOR / MOST_SECTORS) * SECTOR;
    for (int cut = border; cut < length; cut += step) {
      cuts.add(cut);
    }
    return cuts;
  }

  /** Does to a disk what is left of a change. */
  void apply(Disk disk, Change change) {
    if (kind == Kind.DONE) {
      disk.replay(change);
    } else if (kind == Kind.BOTH_NAMES && change instanceof Rename rename) {
      disk.replay(new Link(rename.inode(), rename.name(), rename.file()));
    } else if (kind != Kind.MISSING && change instanceof Write write) {
      disk.replay(torn(write));
    }
  }

  private Write torn(Write write) {
    byte[] bytes = write.bytes();
    if (kind == Kind.FIRST) {
      return new Write(write.inode(), write.offset(), Arrays.copyOf(bytes, cut));
    }
    if (kind == Kind.LAST) {
      byte[] last = Arrays.copyOfRange(bytes, cut, bytes.length);
      return new Write(write.inode(), write.offset() + cut, last);
    }
    byte[] tail = new byte[bytes.length - cut];
    if (kind == Kind.GARBAGE) {
      new Random(31L * write.offset() + cut).nextBytes(tail);
    }
    byte[] all = bytes.clone();
    System.arraycopy(tail, 0, all, cut, tail.length);
    return new Write(write.inode(), write.offset(), all);
  }

  @Override
  public String toString() {
    return cut == 0 ? kind.name() : kind + " " + cut;
  }
}
