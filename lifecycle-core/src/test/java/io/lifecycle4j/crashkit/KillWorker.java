package io.lifecycle4j.crashkit;

import io.lifecycle4j.core.storage.Media;
import java.net.URI;
import java.nio.file.Path;

/** A process that writes to a home until it is killed; it says when its first write is safe. */
final class KillWorker {
  private KillWorker() {}

  /**
   * Writes.
   *
   * @param arguments where the home is, the name of the worker, its file of notes, the seed, the
   *     slot, how many writes
   */
  public static void main(String[] arguments) throws Exception {
    URI home = URI.create(arguments[0]);
    try (AckFile file = new AckFile(Path.of(arguments[2]))) {
      KillNotes notes =
          new KillNotes(arguments[1], file, () -> System.out.println("acknowledged"));
      try (KillWorkload workload =
          new KillWorkload(
              () -> Media.open(home),
              notes,
              Long.parseLong(arguments[3]),
              Integer.parseInt(arguments[4]),
              KillKind.supported())) {
        workload.run(Integer.parseInt(arguments[5]));
      }
    }
  }
}
