package io.lifecycle4j.core.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.crashkit.ChildScratch;
import io.lifecycle4j.crashkit.CorruptionHome;
import io.lifecycle4j.crashkit.CorruptionHome.End;
import io.lifecycle4j.crashkit.CorruptionStorm;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every damage to a small home shows, or does no harm. */
@OnlyLarger
@Timeout(600)
class CorruptionStormTest {
  private static final int LARGEST = 8 * 1024;

  /** So many bytes that a journal of the home goes on in a second file. */
  private static final int SEGMENT = 300;

  @TempDir(factory = ChildScratch.class)
  private Path directory;

  @Test
  void noticesEveryDamageToAClosedHome() throws Exception {
    assertNoticed(End.CLOSED);
  }

  @Test
  void keepsAnExactPrefixOfAHomeThatWasNotClosed() throws Exception {
    assertNoticed(End.OPEN);
  }

  private void assertNoticed(End end) throws Exception {
    Function<Path, Medium> opener = path -> SmallSegments.open(path, SEGMENT);
    CorruptionHome home = CorruptionHome.write(directory.resolve("home"), opener, end);
    assertThat(home.bytes()).isBetween(1_024, LARGEST);
    assertThat(home.files().keySet())
        .as("files")
        .anyMatch(name -> name.matches("quarantine/[0-9a-f]{64}.*"));
    assertThat(home.files().keySet().stream().filter(name -> name.matches("journals/log/.*l4j")))
        .as("segments of one journal")
        .hasSizeGreaterThan(1);
    CorruptionStorm storm = new CorruptionStorm(home, end, opener).oneIn(Volume.of(20, 9, 1));
    long begin = System.nanoTime();
    storm.run(directory);
    System.out.println(storm.summary() + " in " + (System.nanoTime() - begin) / 1_000_000 + " ms");
    assertThat(storm.violations()).isEmpty();
  }
}
