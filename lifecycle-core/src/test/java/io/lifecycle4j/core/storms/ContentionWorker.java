package io.lifecycle4j.core.storms;

import io.lifecycle4j.contract.Together;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.Medium;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A process whose threads write to one home as others do, for some seconds: one opening of the home
 * for all of them, and one thread that only reads.
 */
final class ContentionWorker {
  static final int WRITERS = 2;
  private static final int HOT = 20;

  /** Longer than any machine takes: who hangs is found by {@link ContentionWatch}. */
  private static final Duration FOR_EVER = Duration.ofDays(1);

  private ContentionWorker() {}

  /**
   * Writes.
   *
   * @param arguments where the home is, the directory for notes, the name, the seed, the seconds,
   *     the least number of writes of each writer and of reads, however little it gets of the
   *     machine
   */
  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[1]);
    String name = arguments[2];
    Random seeds = new Random(Long.parseLong(arguments[3]));
    long[] seed = {seeds.nextLong(), seeds.nextLong(), seeds.nextLong()};
    int least = Integer.parseInt(arguments[5]);
    long end = System.nanoTime() + 1_000_000_000L * Long.parseLong(arguments[4]);
    try (Medium medium = Medium.open(URI.create(arguments[0]))) {
      Together.run(
          WRITERS + 1,
          FOR_EVER,
          thread ->
              thread == WRITERS
                  ? tail(medium, new Random(seed[thread]), end, least)
                  : write(medium, directory, name + "t" + thread, seed[thread], end, least));
    }
  }

  /** All kinds of writes but closing the home, which the other threads need. */
  static Set<KillKind> kinds() {
    Set<KillKind> kinds = KillKind.supported();
    kinds.remove(KillKind.REOPEN);
    return kinds;
  }

  private static int write(
      Medium medium, Path directory, String worker, long seed, long end, int least)
      throws Exception {
    Random random = new Random(seed);
    try (AckFile file = new AckFile(directory.resolve(worker))) {
      KillNotes notes = new KillNotes(worker, file);
      KillWorkload workload =
          new KillWorkload(() -> medium, notes, seed, KillJournals.FOUGHT, kinds());
      while (System.nanoTime() - end < 0 || notes.next() < least) {
        workload.step();
        if (random.nextInt(10) == 0) {
          putWhatOthersPut(medium, random.nextInt(HOT));
        }
      }
      workload.settle();
      return notes.next();
    }
  }

  /** A blob that others put at the same time, and that is there for whoever was told so. */
  private static void putWhatOthersPut(Medium medium, int number) {
    byte[] bytes = hot(number).text(0).bytes();
    BlobId id;
    try {
      id = medium.blobs().put(Content.of(bytes));
    } catch (OverloadedException e) {
      return; // others held the lock for longer than a writer waits
    }
    if (!Arrays.equals(medium.blobs().read(id), bytes)) {
      throw new AssertionError("Blob " + id + " has other bytes");
    }
  }

  /** Such a blob as the audit knows it: it may be there or not. */
  static KillWrite hot(int number) {
    return KillWrite.blob("hot", number);
  }

  static List<KillWrite> hot() {
    return java.util.stream.IntStream.range(0, HOT).mapToObj(ContentionWorker::hot).toList();
  }

  private static int tail(Medium medium, Random random, long end, int least) {
    List<ContentionTail> tails =
        List.of(
            new ContentionTail(KillJournals.SHARED, medium.journals().shared(KillJournals.SHARED)),
            new ContentionTail(
                KillJournals.CHAINED, medium.journals().chained(KillJournals.CHAINED)));
    int reads = 0;
    while (System.nanoTime() - end < 0 || reads < least) {
      for (ContentionTail tail : tails) {
        tail.readOn();
        if (random.nextInt(50) == 0 && tail.count() > 0) {
          tail.readAgain(1 + random.nextInt(tail.count()));
        }
        reads++;
      }
    }
    tails.forEach(tail -> System.out.println("tail " + tail.line()));
    System.out.println("reads " + reads);
    return reads;
  }
}
