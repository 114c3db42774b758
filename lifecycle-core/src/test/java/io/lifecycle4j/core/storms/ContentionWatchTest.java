package io.lifecycle4j.core.storms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.ChildJvm;
import io.lifecycle4j.contract.OnlyLarger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who hangs is ended; who gets on, however slowly, is not. */
@Timeout(120)
@OnlyLarger
class ContentionWatchTest {
  private static final Duration PATIENCE = Duration.ofMillis(1_500);
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final int NOTES = 7;

  @TempDir private Path directory;

  /** Hangs, or notes some lines, each within the patience of the watch. */
  static final class Slow {
    private Slow() {}

    public static void main(String[] arguments) throws Exception {
      if (Boolean.parseBoolean(arguments[1])) {
        await(Duration.ofDays(1));
      }
      try (AckFile notes = new AckFile(Path.of(arguments[0]))) {
        for (int i = 0; i < NOTES; i++) {
          notes.write("note");
          await(PAUSE);
        }
      }
    }

    private static void await(Duration time) {
      long end = System.nanoTime() + time.toNanos();
      while (System.nanoTime() - end < 0) {
        LockSupport.parkNanos(end - System.nanoTime());
      }
    }
  }

  private ChildJvm start(boolean hangs) throws Exception {
    return ChildJvm.start(Slow.class, directory.resolve("notes"), hangs);
  }

  @Test
  void waitsForWhoGetsOnLongerThanForWhoHangs() throws Exception {
    try (ContentionWatch watch = new ContentionWatch(PATIENCE);
        ChildJvm child = start(false)) {
      watch.add("slow", child, List.of(directory.resolve("notes")));
      assertThat(child.awaitEnd()).isEmpty();
      assertThat(watch.hung()).isEmpty();
      assertThat(AckFile.read(directory.resolve("notes"))).hasSize(NOTES);
    }
  }

  @Test
  void endsWhoHangsAndNamesIt() throws Exception {
    try (ContentionWatch watch = new ContentionWatch(PATIENCE);
        ChildJvm child = start(true)) {
      watch.add("still", child, List.of(directory.resolve("notes")));
      assertThatThrownBy(child::awaitEnd).hasMessage("process ended with 137");
      assertThat(watch.hung()).singleElement().asString().startsWith("still noted nothing for ");
    }
  }
}
