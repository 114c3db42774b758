package io.lifecycle4j.djl;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.ChildJvm;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What serves for long neither fails nor grows. */
@Timeout(3_600)
@OnlyLarger
@EnabledOnOs(OS.LINUX) // tells its resident memory
class LongServingTest {
  private static final List<String> FIXED_HEAP = List.of("-Xms64m", "-XX:+AlwaysPreTouch");

  /** Most growth comes at first, such as of compiled code. */
  private static final int WARM_SWAPS = Volume.of(20, 300, 1_000);

  private static final int SWAPS = Volume.of(20, 700, 10_000);
  private static final int WARM_PREDICTIONS = Volume.of(50_000, 200_000, 500_000);
  private static final int PREDICTIONS = Volume.of(50_000, 1_000_000, 10_000_000);

  /** In KiB. */
  private static final long MOST_OF_SWAPS = 10 << 10;

  private static final long MOST_OF_100_000_PREDICTIONS = 1 << 10;

  @TempDir private Path directory;

  private List<String> run(Object... arguments) throws Exception {
    try (ChildJvm child = ChildJvm.start(FIXED_HEAP, LongServingWorker.class, arguments)) {
      String line = child.awaitEnd().get(0);
      System.out.println(List.of(arguments).subList(1, 5) + ": " + line + " KiB");
      return List.of(line.split(" ", -1));
    }
  }

  private static long figure(List<String> words, String name) {
    return Long.parseLong(words.get(words.indexOf(name) + 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"java", "djl"})
  void failsNoCallWhileVersionsChangeAndGrowsNot(String engine) throws Exception {
    List<String> words = run(directory, engine, "swaps", WARM_SWAPS, SWAPS);
    assertThat(figure(words, "failed")).isZero();
    assertThat(figure(words, "wrong")).as("answers of another version").isZero();
    assertThat(figure(words, "calls")).isPositive();
    assertGrowth(words, MOST_OF_SWAPS);
  }

  @Test
  void growsNotWithPredictions() throws Exception {
    List<String> words = run(directory, "java", "predictions", WARM_PREDICTIONS, PREDICTIONS);
    assertThat(figure(words, "lost")).isZero();
    assertGrowth(words, PREDICTIONS / 100_000 * MOST_OF_100_000_PREDICTIONS);
  }

  /** A short run says nothing about growth: it is still warming up. */
  private static void assertGrowth(List<String> words, long most) {
    if (Volume.isLarger()) {
      assertThat(figure(words, "grown")).as("resident memory in KiB").isLessThanOrEqualTo(most);
    }
  }
}
