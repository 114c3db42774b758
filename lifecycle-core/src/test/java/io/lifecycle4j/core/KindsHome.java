package io.lifecycle4j.core;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.data.SampleLocations;
import io.lifecycle4j.core.serving.log.PartKinds;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.maintenance.Lease;
import io.lifecycle4j.maintenance.Maintenance;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;

/**
 * Writes a home with each kind of entry, file and document that there is, to be kept and opened for
 * ever.
 *
 * <p>Run it when there is a new kind: {@code java -Duser.name=alice … KindsHome
 * src/test/resources/golden/NAME}. It writes the home there, and beside it in {@code NAME.txt} what
 * can be read of it. A home that is kept already is never written anew.
 */
final class KindsHome {
  private KindsHome() {}

  public static void main(String[] arguments) throws IOException {
    Path home = Path.of(arguments[0]);
    Path scratch = Files.createTempDirectory("kinds");
    write(home, scratch);
    delete(home.resolve("cache")); // paths of this machine
    deleteEmpty(home); // git keeps no empty directory
    Path copy = scratch.resolve("copy"); // who reads notices a run that died, and answers anew
    GoldenHomeTest.copy(home, copy);
    try (Lifecycle life = open(copy)) {
      Files.write(Path.of(arguments[0] + ".txt"), KindsReading.lines(life));
    }
    delete(scratch);
  }

  private static void delete(Path directory) throws IOException {
    for (Path path : Tree.paths(directory).stream().sorted(Comparator.reverseOrder()).toList()) {
      Files.delete(path);
    }
  }

  private static void deleteEmpty(Path home) throws IOException {
    for (Path path : Tree.paths(home).stream().sorted(Comparator.reverseOrder()).toList()) {
      if (Files.isDirectory(path) && Tree.paths(path).equals(List.of(path))) {
        Files.delete(path);
      }
    }
  }

  /** Opens a home as the life did: at its noon, with what stands elsewhere. */
  static Lifecycle open(Path home) {
    return Lifecycle.builder()
        .directory(home)
        .clock(InstantSource.fixed(SmallLife.NOON))
        .engine(new FatalLoadTest.NativeEngine(new LinearEngine()))
        .locations(new SampleLocations(KindsData.ELSEWHERE))
        .withoutEnvironment() // what is kept is the same on every machine
        .open();
  }

  /**
   * Lives in a new home.
   *
   * @param scratch an empty directory for files that become data
   */
  static void write(Path home, Path scratch) throws IOException {
    DatasetVersion rides;
    try (Lifecycle life = open(home)) {
      KindsData.live(life, scratch);
      KindsModels.answer(life);
      rides = life.datasets().dataset("rides").version(2);
      try (Medium medium = Media.file(home)) {
        KindsRuns.live(medium, rides.ref());
        KindsModels.move(medium, rides);
        KindsModels.skip(life, medium);
        PartKinds.write(medium);
        KindsModels.count(medium);
      }
      maintain(life.maintenance(), rides.id());
    }
  }

  private static void maintain(Maintenance maintenance, BlobId blob) {
    maintenance.pin("kept", List.of(blob));
    maintenance.pin("given up", List.of(blob));
    maintenance.unpin("given up");
    Lease held = maintenance.lease(Duration.ofDays(1));
    held.renew(Duration.ofDays(2)); // and never released: its process may have died
    maintenance.lease(Duration.ofDays(1)).close();
    maintenance.verifyNext(0.5, VerifyDepth.STRUCTURE); // ends at a blob
    maintenance.verifyNext(1, VerifyDepth.CHECKSUM); // ends at a journal
    maintenance.verifyNext(0.5, VerifyDepth.HASH);
  }
}
