package io.lifecycle4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.evaluation.PredictedRows;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Tensor;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Inputs as rows, and what is predicted for rows. */
class RowsTest {
  /** An input. */
  record Point(double x, String name) {}

  private static final Columns<Point> COLUMNS = Columns.of(Point.class);

  @Test
  void areInputsInTheirOrder() {
    List<Point> points = new ArrayList<>(List.of(new Point(1, "a"), new Point(2, "b")));
    Rows rows = Rows.of(COLUMNS, points);
    points.clear();

    assertThat(rows.schema()).isEqualTo(COLUMNS.schema());
    for (int pass = 0; pass < 2; pass++) {
      List<String> seen = new ArrayList<>();
      rows.forEach(row -> seen.add(row.text(1) + row.number(0)));
      assertThat(seen).containsExactly("a1.0", "b2.0");
    }
    assertThat(rows.row(1).text(1)).isEqualTo("b");
    assertThatThrownBy(() -> rows.row(2))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid row number: 2 (there are 2, from 0)");
  }

  @Test
  void haveAnOutputForEachPrediction() {
    Tensor scores = Tensor.of("scores", new float[] {0.1f, 0.9f, 0.8f, 0.2f}, 2, 2);
    PredictedRows predicted = new PredictedRows(List.of("b", "a"), List.of(scores));

    assertThat(predicted.outputs().get(0).number(2)).isEqualTo(0.8f);
    assertThatThrownBy(() -> predicted.outputs().get(0).set(0, 1))
        .isInstanceOf(ReadOnlyBufferException.class);
    assertThatThrownBy(() -> new PredictedRows(List.of("b"), List.of(scores)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid outputs: scores ");
  }
}
