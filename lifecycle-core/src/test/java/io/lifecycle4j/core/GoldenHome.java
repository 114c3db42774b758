package io.lifecycle4j.core;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalSnapshot;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * Writes a home of the format of today, to be kept and opened for ever.
 *
 * <p>Run it once for each format: {@code java -Duser.name=alice … GoldenHome
 * src/test/resources/golden/N}. It writes the home there, and beside it in {@code N.txt} what can
 * be read of it.
 */
final class GoldenHome {
  static final List<Content> SMALL = List.of(Content.of("one"), Content.of(""), Content.of("two"));

  private GoldenHome() {}

  public static void main(String[] arguments) throws IOException {
    Path home = Path.of(arguments[0]);
    try (Lifecycle life = open(home)) {
      SmallLife.live(life);
    }
    try (Medium medium = Media.file(home);
        Journal journal = medium.journals().owned("golden")) {
      medium.blobs().putAll(SMALL);
      for (int i = 1; i <= 5; i++) {
        journal.append(Fixtures.batch(Batch.ANY, Durability.POWER, "entry " + i));
      }
      journal.snapshot(new JournalSnapshot(4, medium.blobs().put(SMALL.get(0))));
      journal.trim(3);
    }
    List<String> lines;
    try (Lifecycle life = open(home)) {
      lines = SmallLife.read(life);
    }
    Files.write(Path.of(arguments[0] + ".txt"), lines);
  }

  static Lifecycle open(Path home) {
    return SmallLife.open(home.toUri(), InstantSource.fixed(SmallLife.NOON));
  }
}
