package io.lifecycle4j.core.storms;

import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.storage.spi.Medium;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;

/**
 * A process that writes to a home until it is killed; it says when what it should write is safe.
 */
final class KillWorker {
  private static final long WARM_SEED = 4;
  private static final int WARM_WRITES = 8;

  private KillWorker() {}

  /**
   * Writes.
   *
   * @param arguments where the home is, the name of the worker, its file of notes, the seed, the
   *     slot, how many writes, the kinds to prefer
   */
  public static void main(String[] arguments) throws Exception {
    URI home = URI.create(arguments[0]);
    long seed = Long.parseLong(arguments[3]);
    Set<KillKind> preferred = KillKind.named(arguments[6]);
    Set<KillKind> kinds = KillKind.some(new Random(seed));
    if (!kinds.containsAll(preferred)) {
      kinds = KillKind.supported(); // what comes before a preferred one, too
    }
    warmUp(Path.of(arguments[2] + "-warm"), kinds);
    try (AckFile file = new AckFile(Path.of(arguments[2]))) {
      KillNotes notes =
          new KillNotes(arguments[1], file, preferred, () -> System.out.println("acknowledged"));
      try (KillWorkload workload =
          new KillWorkload(
              () -> Medium.open(home), notes, seed, Integer.parseInt(arguments[4]), kinds)) {
        workload.prefer(preferred);
        workload.run(Integer.parseInt(arguments[5]));
      }
    }
  }

  /** Writes to memory first, so that a kill comes in the middle of writes, not of class loading. */
  private static void warmUp(Path notes, Set<KillKind> all) throws Exception {
    Set<KillKind> kinds = EnumSet.copyOf(all);
    kinds.remove(KillKind.REOPEN); // memory would forget
    try (AckFile file = new AckFile(notes);
        KillWorkload workload =
            new KillWorkload(Media::memory, new KillNotes("warm", file), WARM_SEED, 0, kinds)) {
      workload.run(WARM_WRITES);
    }
    Files.delete(notes);
  }
}
