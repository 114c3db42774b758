package io.lifecycle4j.core.storms;

import static java.util.stream.Collectors.joining;

import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** The public writes that a process may be killed in. */
public enum KillKind {
  /** A batch, waited for. */
  APPEND(12),
  /** A batch, acknowledged later. */
  ASYNC(8),
  /** A batch that must come right behind what the writer saw. */
  COMPARE(3),
  /** A batch that was acknowledged before, with its token. */
  RESEND(2),
  /** The state that a journal adds up to. */
  SNAPSHOT(2),
  /** The erasure of old entries. */
  TRIM(2),
  /** One blob. */
  BLOB(3),
  /** Several blobs in one commit. */
  PUT_ALL(3),
  /** A blob quarantined. */
  QUARANTINE(1),
  /** A blob brought back. */
  RESTORE(1),
  /** The deletion of what was quarantined. */
  PURGE(1),
  /** A version of a dataset. */
  COMMIT(2),
  /** The start of a run. */
  START(2),
  /** Metrics of a run. */
  LOG(4),
  /** The end of a run. */
  END(1),
  /** A version of a model. */
  REGISTER(2),
  /** A version put into production. */
  PROMOTE(3),
  /** A home that is closed and opened again. */
  REOPEN(1);

  private final int weight;

  KillKind(int weight) {
    this.weight = weight;
  }

  int weight() {
    return weight;
  }

  /** Tells whether such a write puts a batch into a journal. */
  boolean appends() {
    return this == APPEND || this == ASYNC || this == COMPARE;
  }

  /** What the medium under test can do. */
  public static Set<KillKind> supported() {
    return EnumSet.allOf(KillKind.class);
  }

  /** Names kinds in one argument of a process. */
  static String names(Set<KillKind> kinds) {
    return kinds.stream().map(Enum::name).collect(joining(","));
  }

  static Set<KillKind> named(String names) {
    Set<KillKind> kinds = EnumSet.noneOf(KillKind.class);
    if (!names.isEmpty()) {
      Stream.of(names.split(",", -1)).map(KillKind::valueOf).forEach(kinds::add);
    }
    return kinds;
  }

  /** Tells whether such a write goes through a store of datasets, runs or models. */
  boolean isOfStores() {
    return compareTo(COMMIT) >= 0 && compareTo(PROMOTE) <= 0;
  }

  /**
   * Chooses kinds: every second time those of journals and blobs alone, which start far faster than
   * the stores, every fourth time those of the stores alone, which the frequent ones hide.
   */
  static Set<KillKind> some(Random random) {
    Set<KillKind> kinds = supported();
    switch (random.nextInt(4)) {
      case 0, 1 -> kinds.removeIf(KillKind::isOfStores);
      case 2 -> kinds.removeIf(kind -> kind != APPEND && !kind.isOfStores());
      default -> {
        // all
      }
    }
    return kinds;
  }
}
