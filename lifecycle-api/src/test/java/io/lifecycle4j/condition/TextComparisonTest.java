package io.lifecycle4j.condition;

import static io.lifecycle4j.condition.Conditions.datasetDigest;
import static io.lifecycle4j.condition.Conditions.datasetName;
import static io.lifecycle4j.condition.Conditions.endTime;
import static io.lifecycle4j.condition.Conditions.param;
import static io.lifecycle4j.condition.Conditions.startTime;
import static io.lifecycle4j.condition.Conditions.tag;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextComparisonTest {
  private static final Facts NOTHING = new Known();

  @Test
  void comparesTexts() {
    Facts facts = new Known().text(tag("team"), "Fraud");

    assertThat(tag("team").is("Fraud").holds(facts)).isTrue();
    assertThat(tag("team").is("fraud").holds(facts)).isFalse();
    assertThat(tag("team").isNot("fraud").holds(facts)).isTrue();
    assertThat(tag("team").isNot("Fraud").holds(facts)).isFalse();
    assertThat(tag("team").in("a", "Fraud").holds(facts)).isTrue();
    assertThat(tag("team").in(List.of("a", "fraud")).holds(facts)).isFalse();
    assertThat(tag("team").notIn("a", "Fraud").holds(facts)).isFalse();
    assertThat(tag("team").notIn(List.of("a")).holds(facts)).isTrue();
    assertThat(tag("team").isPresent().holds(facts)).isTrue();
    assertThat(tag("team").isMissing().holds(facts)).isFalse();
  }

  @Test
  void isFalseWithoutTheTextAlsoForIsNotAndNotIn() {
    assertThat(tag("team").is("x").holds(NOTHING)).isFalse();
    assertThat(tag("team").isNot("x").holds(NOTHING)).isFalse();
    assertThat(tag("team").notIn("x").holds(NOTHING)).isFalse();
    assertThat(tag("team").is("x").not().holds(NOTHING)).isTrue();
    assertThat(tag("team").isPresent().holds(NOTHING)).isFalse();
    assertThat(tag("team").isMissing().holds(NOTHING)).isTrue();
  }

  @Test
  void holdsWhenOneOfSeveralTextsDoes() {
    Facts facts = new Known().text(datasetName(), "rides", "fraud").text(datasetDigest(), "1");

    assertThat(datasetName().is("fraud").holds(facts)).isTrue();
    assertThat(datasetName().isNot("fraud").holds(facts)).isTrue();
    assertThat(datasetName().is("fraud").not().holds(facts)).isFalse();
    assertThat(datasetName().notIn("fraud", "rides").holds(facts)).isFalse();
    assertThat(datasetName().is("rides").and(datasetName().is("fraud")).holds(facts)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "0.01, true",
    "1e-2, true",
    "1E-2, true",
    "-5, true",
    "+.5, true",
    "5., false",
    "0x1p-3, false",
    "0.01d, false",
    "' 0.01', false",
    "'', false",
    "nan, false",
    "-inf, true",
    "-Infinity, true",
    "inf, false",
    "INFINITY, false",
    "1_0, false",
    "0.01.0, false",
    "e5, false",
    ".e5, false",
    "., false",
    "-, false",
    "1e, false",
    "1e+, false",
    "٣, false",
    "small, false"
  })
  void readsParametersAsNumbers(String text, boolean belowOne) {
    Facts facts = new Known().text(param("lr"), text);

    assertThat(param("lr").below(1).holds(facts)).isEqualTo(belowOne);
  }

  @Test
  void takesNanAsAParameterForNoOtherNumber() {
    Facts facts = new Known().text(param("lr"), "NaN");

    assertThat(param("lr").isNot(1.0).holds(facts)).isTrue();
    assertThat(param("lr").is(1.0).holds(facts)).isFalse();
    assertThat(param("lr").isNot(1.0).holds(new Known().text(param("lr"), "x"))).isFalse();
  }

  @Test
  void comparesTimesByTheMillisecond() {
    Facts facts = new Known().number(startTime(), 1_700_000_000_500.0);
    Instant start = Instant.ofEpochMilli(1_700_000_000_500L);

    assertThat(startTime().after(start.minusMillis(1)).holds(facts)).isTrue();
    assertThat(startTime().after(start).holds(facts)).isFalse();
    assertThat(startTime().before(start).holds(facts)).isFalse();
    assertThat(startTime().before(start.plusMillis(1)).holds(facts)).isTrue();
    assertThat(startTime().after(start.plusNanos(999_999))).isEqualTo(startTime().after(start));
    assertThat(startTime().before(Instant.MAX).holds(facts)).isTrue();
    assertThat(startTime().after(Instant.ofEpochMilli(-1))).isEqualTo(startTime().above(-1));
    assertThat(endTime().isMissing().holds(facts)).isTrue();
  }

  @Test
  void asksMetricsForNumbersAndAllElseForTexts() {
    Facts facts = new Known().number(param("lr"), 0.5).text(Conditions.metric("lr"), "0.5");

    assertThat(param("lr").below(1).holds(facts)).isFalse();
    assertThat(param("lr").isMissing().holds(facts)).isTrue();
    assertThat(Conditions.metric("lr").isMissing().holds(facts)).isTrue();
    assertThat(Conditions.metric("lr").below(1).holds(Map.of("lr", 0.5))).isTrue();
  }
}
