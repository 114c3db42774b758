package io.lifecycle4j.core.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.lifecycle4j.error.InvalidValueException;
import java.lang.management.ManagementFactory;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class KnownWordsTest {
  private static final int CALLS = 10_000;

  private final KnownWords words = new KnownWords();

  @Test
  void ignoreCaseAndWhatIsBetweenThem() {
    words.add("The quick brown fox, (2nd) of its kind");

    assertThat(words.unseen("THE FOX!")).isZero();
    assertThat(words.unseen("the-lazy-2nd--dog")).isEqualTo(0.5);
    assertThat(words.unseen("foxes")).isEqualTo(1);
    assertThat(words.unseen(" ?! ")).isNaN();
    assertThat(words.unseen("")).isNaN();
  }

  @Test
  void areReadAsTheyWereWritten() {
    for (int i = 0; i < 1_000; i++) {
      words.add("word " + i);
    }
    String encoded = words.encoded();
    KnownWords read = KnownWords.of(encoded);

    assertThat(Base64.getDecoder().decode(encoded)).hasSize(1 << 12);
    assertThat(read.encoded()).isEqualTo(encoded);
    int seen = 0;
    for (int i = 0; i < 1_000; i++) {
      assertThat(read.unseen(i + " word")).isZero();
      seen += read.unseen("x" + i) == 0 ? 1 : 0;
    }
    assertThat(seen).as("taken for others").isLessThan(20);
    assertThat(new KnownWords().encoded().length()).isLessThan(100);
  }

  @Test
  void takeFewOthersForOneOfFiftyThousand() {
    for (int i = 0; i < 50_000; i++) {
      words.add("w" + i);
    }
    assertThat(Base64.getDecoder().decode(words.encoded())).hasSize(KnownWords.MOST_BYTES);
    double seen = 0;
    for (int i = 0; i < 10_000; i++) {
      seen += 1 - words.unseen("x" + i);
    }
    assertThat(seen / 10_000).isBetween(0.02, 0.04);
  }

  @Test
  void endWithTheTextThatIsRead() {
    String blank = " ".repeat(KnownWords.LONGEST - 2);
    assertThat(words.unseen(blank + "ab cd")).isEqualTo(1);
    words.add("ab");
    assertThat(words.unseen(blank + "ab cd")).isZero();
  }

  @Test
  void rejectWhatIsNoSet() {
    assertThatThrownBy(() -> KnownWords.of("?")).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> KnownWords.of("")).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> KnownWords.of(Base64.getEncoder().encodeToString(new byte[24])))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid words: 24 bytes (must be a power of two up to 65536)");
  }

  @Test
  void areFoundWithoutAnAllocation() {
    String text = "a text of some words that is read again and again";
    words.add("a text of words");
    double sum = 0;
    for (int i = 0; i < 100; i++) {
      sum += words.unseen(text);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    threads.getCurrentThreadAllocatedBytes();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < CALLS; i++) {
      sum += words.unseen(text);
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(8L * CALLS);
    assertThat(sum).isPositive();
  }
}
