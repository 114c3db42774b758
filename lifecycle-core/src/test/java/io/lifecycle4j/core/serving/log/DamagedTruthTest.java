package io.lifecycle4j.core.serving.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.serving.truth.GroundTruths;
import io.lifecycle4j.core.storage.ForwardingMedium;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.storage.spi.Medium;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is erased loses its labels, at once or when these can be read, and keeps nothing else. */
class DamagedTruthTest extends UpkeptLog {
  /** Records two labels, so that damage in the first is not taken for a torn end. */
  private void label(String model, String id) {
    try (GroundTruths truths = new GroundTruths(medium.journals(), model, () -> Fixtures.TIME)) {
      truths.record(Map.of(id, "diagnosis of " + id));
      truths.record(Map.of("z-1", "of another one"));
    }
  }

  /** Changes a byte of a label; doing so again mends it. */
  private void flipLabel() {
    Tree.files(directory)
        .forEach(
            (file, bytes) -> {
              int at = new String(bytes, ISO_8859_1).indexOf("iagnosis of ");
              if (at > 0) {
                flip(file, at - 1);
              }
            });
  }

  private void mendAndRun() {
    flipLabel();
    assertThat(isOnDisk("diagnosis of s0-1")).isTrue();
    wait(Duration.ofMinutes(1));
    upkeep.run();
    assertThat(isOnDisk("diagnosis of s0-1")).isFalse();
    assertThat(isOnDisk("of another one")).isTrue();
    assertThat(Parts.read(medium.journals()).erasing()).isEmpty();
  }

  @Test
  void erasesKeyAndInputThoughTheGroundTruthIsCorrupt() {
    session("a", "walter");
    upkeep.run();
    label("a", "s0-1");
    flipLabel();
    assertThat(erase("a", "walter").left())
        .singleElement()
        .asString()
        .startsWith("ground truth (Corrupt ");
    assertThat(isOnDisk(about("a", "walter"))).isFalse();
    mendAndRun();
  }

  @Test
  void movesWhatAnErasureHidesThoughTheGroundTruthIsCorrupt() {
    session("a", "walter");
    try (RollUp dies = requireNonNull(RollUp.open(medium, () -> now))) {
      Map<String, Long> ends = dies.inJournals("a", "walter").ends();
      ErasedKey key = ErasedKey.begin("a", "walter", "dpo", "asked", now, ends, 1);
      dies.parts().erase(key);
      dies.parts().erase(key.complete());
    }
    label("a", "s0-1");
    flipLabel();
    upkeep.run();
    assertThat(parts("a")).hasSize(1);
    assertThat(isOnDisk(about("a", "walter"))).isFalse();
    mendAndRun();
  }

  /** Counts how often labels are removed. */
  private static final class Removals extends ForwardingMedium {
    private int count;

    Removals(Medium inner) {
      super(inner);
    }

    @Override
    protected @Nullable Object call(Object target, Method method, Object[] arguments)
        throws Throwable {
      boolean shared = method.getName().equals("shared");
      count += shared && GroundTruths.owns(String.valueOf(arguments[0])) ? 1 : 0;
      return super.call(target, method, arguments);
    }
  }

  @Test
  void removesTheLabelsOfAllPartsAtOnce() {
    for (int i = 0; i < 5; i++) {
      session("a", "walter");
      upkeep.run();
      label("a", "s" + i + "-1");
    }
    assertThat(parts("a")).hasSize(5);
    Removals removals = new Removals(medium);
    upkeep.close();
    open(removals);
    assertThat(erase("a", "walter").predictions()).isEqualTo(5);
    assertThat(isOnDisk("diagnosis of ")).isFalse();
    assertThat(isOnDisk("of another one")).isTrue();
    assertThat(removals.count).isEqualTo(1);
  }
}
