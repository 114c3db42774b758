package io.lifecycle4j.core.model;

import static io.lifecycle4j.schema.Tasks.classification;
import static io.lifecycle4j.schema.Tasks.multiLabel;
import static io.lifecycle4j.schema.Tasks.quantiles;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.lifecycle4j.core.profile.Statistics;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnswerColumnsTest {
  private static final int CALLS = 10_000;

  private record Point(double x) {}

  private static final Columns<Point> POINTS = Columns.of(Point.class);
  private static final Row ROW = POINTS.row(new Point(7));

  /** Holds what it receives. */
  private static final class Values implements Statistics.Sink {
    private final double[] numbers;

    Values(int statistics) {
      numbers = new double[statistics];
    }

    @Override
    public void number(int statistic, double value) {
      numbers[statistic] = value;
    }

    @Override
    public void text(int statistic, String value) {
      numbers[statistic] = value.length();
    }
  }

  private static double[] values(Task<?> task, Object answer, double... outputs) {
    AnsweredRow row = new AnsweredRow(POINTS.schema(), task);
    Statistics statistics = Statistics.of(row.schema());
    Values values = new Values(statistics.names().size());
    statistics.observe(row.show(ROW, answer, outputs), values);
    return values.numbers;
  }

  private static List<String> classes(int number) {
    return IntStream.range(0, number).mapToObj(i -> "class " + i).toList();
  }

  private static Task<String> task(int classes) {
    return classification("kind", classes(classes).toArray(String[]::new));
  }

  @Test
  void areAllProbabilitiesAndTheLargest() {
    assertThat(AnswerColumns.of(classification("kind", "a", "b", "c")).names())
        .containsExactly(
            "prediction",
            "prediction.probability.a",
            "prediction.probability.b",
            "prediction.probability.c",
            "prediction.confidence");
    double[] found =
        values(classification("kind", "a", "b", "c"), "c", Math.log(2), Math.log(3), Math.log(5));
    assertThat(found).containsExactly(new double[] {7, 1, 0.2, 0.3, 0.5, 0.5}, within(1e-6));
  }

  @Test
  void areThatOfThePositiveOfTwoClasses() {
    assertThat(AnswerColumns.of(classification("kind", "no", "yes").positive("no")).names())
        .containsExactly("prediction", "prediction.probability.no", "prediction.confidence");
    assertThat(values(classification("kind", "no", "yes"), "no", Math.log(3), 0))
        .containsExactly(new double[] {7, 2, 0.25, 0.75}, within(1e-6));
    assertThat(AnswerColumns.of(multiLabel("wet", "cold")).names())
        .containsExactly(
            "prediction",
            "prediction.probability.wet",
            "prediction.probability.cold",
            "prediction.confidence");
    assertThat(values(multiLabel("wet", "cold"), List.of("cold"), Math.log(3), 0))
        .containsExactly(new double[] {7, 6, 0.75, 0.5, 0.75}, within(1e-6));
  }

  @Test
  void areTheLargestProbabilityAloneOfMoreThanAThousandClasses() {
    assertThat(AnswerColumns.of(task(1_000)).names()).hasSize(1_002);
    assertThat(AnswerColumns.of(task(1_001)).names())
        .containsExactly("prediction", "prediction.confidence");
    double[] outputs = new double[1_001];
    outputs[3] = Math.log(1_000);
    assertThat(values(task(1_001), "class 3", outputs))
        .containsExactly(new double[] {7, 7, 0.5}, within(1e-6));
  }

  @Test
  void areEachNumberOfSeveral() {
    assertThat(AnswerColumns.of(regression("price")).names()).containsExactly("prediction");
    assertThat(AnswerColumns.of(quantiles("price", 0.1, 0.9)).names())
        .containsExactly("prediction", "prediction.0.1", "prediction.0.9");
    assertThat(values(regression("price", "rent"), List.of(1.0, 4.0)))
        .containsExactly(7, 2.5, 1, 4);
    assertThat(values(regression("price", "rent"), List.of(1.0, 2.0, 3.0)))
        .as("of another version")
        .containsExactly(7, 2, Double.NaN, Double.NaN);
  }

  @Test
  void areMissingWhereOutputsAreNotKnown() {
    AnsweredRow row = new AnsweredRow(POINTS.schema(), task(2));
    assertThat(row.show(ROW, "class 0", new double[] {1, 2}).number(2)).isFinite();
    assertThat(row.show(ROW, "class 0").number(2)).isNaN();
    assertThat(row.show(ROW, "class 0", new double[] {1}).number(3)).isNaN();
    assertThat(AnswerColumns.of(task(2)).ofOutputs())
        .containsExactly("prediction.probability.class 1", "prediction.confidence");
    assertThat(AnswerColumns.of(regression("price", "rent")).ofOutputs()).isEmpty();
  }

  @Test
  void haveTheirPlaceAsNameIfTheClassCannotBeOne() {
    assertThat(AnswerColumns.of(classification("kind", "a/b", "#1", "c\n")).names())
        .containsExactly(
            "prediction",
            "prediction.probability.#1",
            "prediction.probability.#1#",
            "prediction.probability.#3",
            "prediction.confidence");
  }

  @Test
  void leaveTheirNamesToNoOther() {
    Schema rows = Schema.builder().column("prediction.confidence", DataType.FLOAT64).build();
    assertThatThrownBy(() -> AnswerColumns.of(task(2)).after(rows))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid columns: prediction.confidence (prediction.confidence is the name of the"
                + " answer)");
    assertThat(AnswerColumns.of(regression("price")).after(rows).columns()).hasSize(2);
  }

  @Test
  void areReadWithoutAnAllocation() {
    AnsweredRow row = new AnsweredRow(POINTS.schema(), task(20));
    Statistics statistics = Statistics.of(row.schema());
    Values values = new Values(statistics.names().size());
    double[] outputs = new double[20];
    Arrays.setAll(outputs, i -> i);
    for (int i = 0; i < 100; i++) {
      statistics.observe(row.show(ROW, "class 19", outputs), values); // loads classes
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    threads.getCurrentThreadAllocatedBytes();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < CALLS; i++) {
      statistics.observe(row.show(ROW, "class 19", outputs), values);
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(8L * CALLS);
  }
}
