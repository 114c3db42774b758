package io.lifecycle4j.condition;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.condition.Conditions.param;
import static io.lifecycle4j.condition.Conditions.tag;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That the parser parses this text to an equal condition is tested where the parser is. */
class TextFormTest {
  @Test
  void showsAConditionAsItIsParsed() {
    assertThat(metric("rmse").atMost(2.5)).hasToString("metrics.rmse <= 2.5");
    assertThat(metric("rows").isNot(100)).hasToString("metrics.rows != 100");
    assertThat(tag("team").in("a", "b")).hasToString("tags.team IN ('a', 'b')");
    assertThat(tag("team").is("it's")).hasToString("tags.team = \"it's\"");
    assertThat(param("lr").isMissing()).hasToString("params.lr IS NULL");
    assertThat(param("lr").isPresent()).hasToString("params.lr IS NOT NULL");
    assertThat(Conditions.always()).hasToString("TRUE");
  }

  @Test
  void putsInParenthesesWhatBelongsTogether() {
    Condition good = metric("rmse").below(1);
    Condition large = metric("rows").above(9);
    assertThat(good.and(large).or(good.not()))
        .hasToString("(metrics.rmse < 1 AND metrics.rows > 9) OR NOT metrics.rmse < 1");
    assertThat(good.or(large).not()).hasToString("NOT (metrics.rmse < 1 OR metrics.rows > 9)");
    assertThat(good.not().not()).hasToString("metrics.rmse < 1");
  }

  @ParameterizedTest
  @CsvSource({
    "loss, metrics.loss",
    "val.loss_2, metrics.val.loss_2",
    "2nd, metrics.`2nd`",
    "val..loss, metrics.`val..loss`",
    "of day, metrics.`of day`"
  })
  void quotesKeysThatAreNoPlainWords(String key, String text) {
    assertThat(metric(key)).hasToString(text);
  }

  @Test
  void doublesAQuoteThatNoOtherQuoteCanReplace() {
    assertThat(tag("a").is("'\"`")).hasToString("tags.a = `'\"```");
  }
}
