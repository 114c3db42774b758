package io.lifecycle4j.core.condition;

import static io.lifecycle4j.condition.Conditions.datasetName;
import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.condition.Conditions.runName;
import static io.lifecycle4j.condition.Conditions.startTime;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.condition.Facts;
import io.lifecycle4j.condition.Ordering;
import io.lifecycle4j.error.InvalidValueException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderingTest {
  private static final Facts LOW = new Known().number(metric("acc"), 0.2).text(runName(), "b");
  private static final Facts HIGH = new Known().number(metric("acc"), 0.9).text(runName(), "a");
  private static final Facts NAN = new Known().number(metric("acc"), Double.NaN);
  private static final Facts MISSING = new Known();

  @Test
  void putsNanAndThenWhatIsMissingLastInBothDirections() {
    assertThat(Stream.of(MISSING, LOW, NAN, HIGH).sorted(metric("acc").descending().comparator()))
        .containsExactly(HIGH, LOW, NAN, MISSING);
    assertThat(Stream.of(NAN, MISSING, HIGH, LOW).sorted(metric("acc").ascending().comparator()))
        .containsExactly(LOW, HIGH, NAN, MISSING);
  }

  @Test
  void ordersTextsAndPutsWhatIsMissingLast() {
    assertThat(Stream.of(MISSING, LOW, HIGH).sorted(runName().ascending().comparator()))
        .containsExactly(HIGH, LOW, MISSING);
    assertThat(Stream.of(MISSING, HIGH, LOW).sorted(runName().descending().comparator()))
        .containsExactly(LOW, HIGH, MISSING);
  }

  @Test
  void ordersTimesAndTakesTheZerosForOne() {
    Facts early = new Known().number(startTime(), 1).number(metric("x"), 0.0);
    Facts late = new Known().number(startTime(), 2).number(metric("x"), -0.0);

    assertThat(startTime().descending().comparator().compare(early, late)).isPositive();
    assertThat(metric("x").ascending().comparator().compare(early, late)).isZero();
  }

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
