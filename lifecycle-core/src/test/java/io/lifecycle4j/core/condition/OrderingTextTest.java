package io.lifecycle4j.core.condition;

import static io.lifecycle4j.condition.Conditions.datasetName;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.condition.Ordering;
import io.lifecycle4j.error.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderingTextTest {
  @ParameterizedTest
  @CsvSource({
    "metrics.accuracy DESC, metrics.accuracy DESC",
    "metric.accuracy desc, metrics.accuracy DESC",
    "  metrics.`val/loss`, metrics.`val/loss` ASC",
    "params.\"a b\" asc , params.`a b` ASC",
    "created Desc, attributes.start_time DESC",
    "`Run Name`, attributes.run_name ASC",
    "metrics.a.b, metrics.a.b ASC"
  })
  void readsItsTextForm(String text, String printed) {
    Ordering ordering = Ordering.parse(text);

    assertThat(ordering).hasToString(printed).isEqualTo(Ordering.parse(printed));
  }

  @Test
  void refusesWhatIsNoOrder() {
    assertThatThrownBy(() -> Ordering.parse("metrics.acc UP"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid order 'metrics.acc UP' at character 13: 'UP' (expected ASC, DESC or the end)");
    assertThatThrownBy(() -> Ordering.parse(""))
        .hasMessage(
            "Invalid order '' at character 1: the text ends (expected a subject such as"
                + " metrics.accuracy)");
    assertThatThrownBy(() -> Ordering.parse("datasets.name"))
        .hasMessageEndingWith("(expected what a run has one of, such as a metric)");
    assertThatThrownBy(() -> datasetName().ascending())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Cannot order by datasets.name: a run may have several (order by a metric, param, tag"
                + " or attribute)");
  }
}
