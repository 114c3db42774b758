package io.lifecycle4j.core.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.crashkit.ChildScratch;
import io.lifecycle4j.crashkit.CorruptionHome;
import io.lifecycle4j.crashkit.CorruptionHome.End;
import io.lifecycle4j.crashkit.CorruptionStorm;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every damage to a small home shows, or does no harm. */
@Timeout(600)
class CorruptionStormTest {
  private static final int LARGEST = 8 * 1024;

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
    CorruptionHome home = CorruptionHome.write(directory.resolve("home"), Media::file, end);
    assertThat(home.bytes()).isBetween(1_024, LARGEST);
    CorruptionStorm storm = new CorruptionStorm(home, end, Media::file);
    long begin = System.nanoTime();
    storm.run(directory);
    System.out.println(storm.summary() + " in " + (System.nanoTime() - begin) / 1_000_000 + " ms");
    assertThat(storm.violations()).isEmpty();
  }
}
