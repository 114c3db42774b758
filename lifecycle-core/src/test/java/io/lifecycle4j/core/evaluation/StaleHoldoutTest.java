package io.lifecycle4j.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.LoggedLines;
import io.lifecycle4j.error.SealedDataException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A holdout that many versions were evaluated on warns, and then stops. */
class StaleHoldoutTest {
  private static final int ROWS = 400;

  /**
   * Evaluates one more version.
   *
   * @param others how many other versions were evaluated on the rows
   * @param fresh on how many rows none was
   * @return what is logged
   */
  private static List<String> warnings(int others, int fresh) {
    int[] seen = new int[ROWS];
    Arrays.fill(seen, fresh, ROWS, others);
    List<String> warnings = new ArrayList<>();
    new LookShares(seen, List.of(), OptionalInt.empty())
        .checkNotStale("evaluate fraud:9", ROWS, LoggedLines.of("warn", warnings));
    return warnings;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10, 14})
  void isSilentAtFirst(int others) {
    assertThat(warnings(others, 0)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 17, 19})
  void warnsBeforeItStops(int others) {
    assertThat(warnings(others, 0))
        .singleElement()
        .asString()
        .startsWith(
            String.format(
                Locale.ROOT,
                "The holdout is soon used up, to evaluate fraud:9: other versions were evaluated on"
                    + " these 400 rows, 0 of them fresh, until a chance of %.1e is left for",
                LookShares.share(others)))
        .endsWith("(hold out fresh rows; at most about 20 versions may be evaluated on the same)");
  }

  @Test
  void stops() {
    assertThatThrownBy(() -> warnings(20, 0))
        .isInstanceOf(SealedDataException.class)
        .hasMessageStartingWith("Cannot evaluate fraud:9: its holdout is used up: ")
        .hasMessageEndingWith("(train it on a split that holds out fresh rows)");
  }

  @Test
  void isNotStaleWithEnoughFreshRows() {
    assertThat(warnings(15, 30)).isEmpty();
    assertThat(warnings(40, 30)).isEmpty();
  }
}
