package io.lifecycle4j.core.profile;

import static io.lifecycle4j.schema.DataType.FLOAT64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Shot(String place, float[] image, double time) {}

  private static final Columns<Shot> SHOTS =
      Columns.from(Shot.class)
          .string("place", Shot::place)
          .tensor(
              Column.tensor("image", 2),
              (shot, target, offset) -> System.arraycopy(shot.image, 0, target, offset, 2))
          .float64("time", Shot::time)
          .build();

  /** Writes down what it is given. */
  private static final class Lines implements Statistics.Sink {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void number(int statistic, double value) {
      lines.add(statistic + " " + value);
    }

    @Override
    public void text(int statistic, String value) {
      lines.add(statistic + " " + value);
    }
  }

  @Test
  void givesEveryStatisticInTheOrderOfItsNames() {
    Statistics statistics = Statistics.of(SHOTS.schema());
    Lines sink = new Lines();
    statistics.observe(SHOTS.row(new Shot("roof", new float[] {1, 3}, 12)), sink);
    assertThat(statistics.names())
        .containsExactly("place", "image.mean", "image.deviation", "time");
    assertThat(sink.lines).containsExactly("0 roof", "1 2.0", "2 1.0", "3 12.0");
  }

  @Test
  void takesColumnsFromRowsWithMoreOfThem() {
    Schema wanted = new Schema(List.of(Column.of("time", FLOAT64), Column.tensor("image", 2)));
    Lines sink = new Lines();
    Statistics.of(wanted, SHOTS.schema())
        .observe(SHOTS.row(new Shot("roof", new float[] {2, 2}, 5)), sink);
    assertThat(sink.lines).containsExactly("0 5.0", "1 2.0", "2 0.0");
  }

  @Test
  void refusesAColumnThatIsNamedLikeAStatistic() {
    Schema schema =
        new Schema(List.of(Column.tensor("image", 2), Column.of("image.mean", FLOAT64)));
    assertThatThrownBy(() -> Statistics.of(schema))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid schema: [image.mean, image.deviation, image.mean] (a column has the name of a"
                + " statistic)");
  }
}
