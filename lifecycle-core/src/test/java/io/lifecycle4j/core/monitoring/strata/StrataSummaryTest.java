package io.lifecycle4j.core.monitoring.strata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.monitoring.SameSeason;
import io.lifecycle4j.monitoring.Season;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StrataSummaryTest {
  private static final SameSeason WEEKDAYS =
      new SameSeason("time", ZoneOffset.UTC, List.of(Season.WEEKDAY));

  private final StrataSummary form = of("CH", "DE");

  private static StrataSummary of(String... segments) {
    return new StrataSummary(new Strata("country", List.of(segments), WEEKDAYS));
  }

  private static DriftSummary summary(long rows, String bytes) {
    return DriftSummary.of(rows, bytes.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  @Test
  void hasEachStratumThatHasRows() {
    DriftSummary all =
        form.write(Map.of(3, summary(7, "three"), 20, summary(2, ""), 4, summary(0, "none")));

    assertThat(all.rows()).isEqualTo(9);
    assertThat(form.read(all)).isEqualTo(Map.of(3, summary(7, "three"), 20, summary(2, "")));
  }

  @Test
  void isReadByTheSameStrataOnly() {
    DriftSummary all = form.write(Map.of(0, summary(1, "a")));

    assertThatThrownBy(() -> of("CH", "FR").read(all))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid drift summary: it was made for other strata");
  }

  @Test
  void isNeverReadInPart() {
    byte[] all = form.write(Map.of(0, summary(1, "ab"), 20, summary(5, "cd"))).bytes();
    int empty = form.write(Map.of()).bytes().length;
    int one = form.write(Map.of(0, summary(1, "ab"))).bytes().length;

    for (int length = 0; length < all.length; length++) {
      DriftSummary part = DriftSummary.of(6, Arrays.copyOf(all, length));
      if (length != empty && length != one) {
        assertThatThrownBy(() -> form.read(part)).isInstanceOf(InvalidValueException.class);
      }
    }
    for (int at = 0; at < all.length; at++) {
      byte[] broken = all.clone();
      broken[at] ^= (byte) 0x80;
      try {
        form.read(DriftSummary.of(6, broken));
      } catch (InvalidValueException e) {
        assertThat(e).hasMessageStartingWith("Invalid drift summary: ");
      }
    }
  }
}
