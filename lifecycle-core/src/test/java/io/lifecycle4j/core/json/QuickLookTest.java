package io.lifecycle4j.core.json;

import static io.lifecycle4j.core.json.QuickLook.isSurelyWithinLimits;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What it takes for sure a reader takes; the rest is read again. */
class QuickLookTest {
  private static String nested(int depth) {
    return "[".repeat(depth) + "1" + "]".repeat(depth);
  }

  @Test
  void isSureOfUsualDocuments() {
    assertThat(isSurelyWithinLimits("{}")).isTrue();
    assertThat(isSurelyWithinLimits("{\"a\":[1,-2.5e10,true,null],\"b\":{\"c\":\"\"}}")).isTrue();
    assertThat(isSurelyWithinLimits("[" + "{\"a\":\"[{\"},".repeat(100) + "1]")).isTrue();
  }

  @Test
  void isNotSureBeyondALimit() {
    assertThat(isSurelyWithinLimits(nested(Json.MAX_DEPTH))).isTrue();
    assertThat(isSurelyWithinLimits(nested(Json.MAX_DEPTH + 1))).isFalse();
    assertThat(isSurelyWithinLimits("[" + "1".repeat(Json.MAX_NUMBER) + ",1]")).isTrue();
    assertThat(isSurelyWithinLimits("[1," + "1".repeat(Json.MAX_NUMBER + 1) + "]")).isFalse();
    assertThat(isSurelyWithinLimits(named("n".repeat(Json.MAX_NAME - 1)))).isTrue();
    assertThat(isSurelyWithinLimits(named("n".repeat(Json.MAX_NAME + 1)))).isFalse();
    assertThat(isSurelyWithinLimits("[" + "1,".repeat(Json.MAX_TOKENS) + "1]")).isFalse();
  }

  private static String named(String name) {
    return "{\"a\":{\"" + name + "\":1}}";
  }

  /** A text with quotes in it would be taken for several short ones. */
  @Test
  void isNotSureOfEscapes() {
    assertThat(isSurelyWithinLimits(named("\\\"n".repeat(1_000)))).isFalse();
    assertThat(isSurelyWithinLimits("{\"a\":\"\\n\"}")).isFalse();
  }
}
