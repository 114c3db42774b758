package io.lifecycle4j.core.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.profile.ColumnProfile;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrequentTextsTest {
  private static long total(Map<String, Long> categories) {
    return categories.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The fourth power of a share: few texts are frequent, most come once. */
  private static String draw(Random random) {
    return "t" + (int) (Math.pow(random.nextDouble(), 4) * 500_000);
  }

  @Test
  void findsTheFrequentAmongAnyNumberOfTexts() {
    int rows = 300_000;
    FrequentTexts texts = new FrequentTexts(false);
    Map<String, Long> truth = new HashMap<>();
    Random random = new Random(11);
    for (int i = 0; i < rows; i++) {
      String text = draw(random);
      texts.add(text);
      truth.merge(text, 1L, Long::sum);
    }
    assertThat(truth.size()).isGreaterThan(50_000);
    checkAgainst(truth, texts.categories(Long.MAX_VALUE), rows);
  }

  private static void checkAgainst(
      Map<String, Long> truth, Map<String, Long> categories, int rows) {
    assertThat(total(categories)).isEqualTo(rows);
    assertThat(categories).hasSize(ColumnProfile.MAX_CATEGORIES + 1);
    long bound = rows / FrequentTexts.CAPACITY;
    truth.forEach(
        (text, count) ->
            assertThat(categories.getOrDefault(text, 0L))
                .as(text)
                .isBetween(count - bound - 1, count));
    assertThat(categories.get("t0")).isGreaterThan(9_000);
  }

  @Test
  void isExactAsLongAsItPromises() {
    FrequentTexts texts = new FrequentTexts(false);
    for (int i = 0; i < FrequentTexts.CAPACITY; i++) {
      for (int times = 0; times <= i % 3; times++) {
        texts.add("t" + i);
      }
    }
    assertThat(texts.categories(Long.MAX_VALUE)).containsEntry("t2", 3L).containsEntry("t2045", 3L);
  }

  @Test
  void tellsATextThatIsNamedOtherFromTheOthers() {
    FrequentTexts texts = new FrequentTexts(false);
    texts.add(ColumnProfile.OTHER);
    texts.add("\\" + ColumnProfile.OTHER);
    texts.add("x");
    assertThat(texts.categories(Long.MAX_VALUE))
        .isEqualTo(Map.of("\\(other)", 1L, "\\\\(other)", 1L, "x", 1L));
  }

  @Test
  void tellsLongTextsThatBeginTheSameApart() {
    FrequentTexts texts = new FrequentTexts(false);
    String start = "x".repeat(59) + "😀".repeat(Profiler.MAX_TEXT);
    texts.add(start + "a");
    texts.add(start + "a");
    texts.add(start + "b");
    assertThat(texts.categories(Long.MAX_VALUE).values()).containsExactlyInAnyOrder(2L, 1L);
    assertThat(texts.categories(Long.MAX_VALUE).keySet())
        .allSatisfy(key -> assertThat(key).startsWith("x".repeat(59) + "… ").hasSize(77));
  }

  @Test
  void keepsNoPrivateText() {
    FrequentTexts texts = new FrequentTexts(true);
    texts.add("987-65-4321");
    texts.add("987-65-4321");
    assertThat(texts.categories(Long.MAX_VALUE))
        .isEqualTo(Map.of(TextKey.ofPrivate("987-65-4321"), 2L))
        .doesNotContainKey("987-65-4321");
  }
}
