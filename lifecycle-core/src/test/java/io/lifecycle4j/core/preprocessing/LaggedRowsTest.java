package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.preprocessing.Steps.impute;
import static io.lifecycle4j.preprocessing.Steps.lag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.data.Rows;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.Columns;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaggedRowsTest {
  /** A row of the dataset. */
  private record Day(LocalDate date, String station, double rides) {}

  /** A request, which brings the earlier number. */
  private record Question(double ridesBefore) {}

  private static final Step LAG =
      lag("ridesBefore", "rides", Duration.ofDays(2), "date", "station");
  private static final Columns<Question> QUESTIONS = Columns.of(Question.class);

  private static Day day(int day, String station, double rides) {
    return new Day(LocalDate.of(2004, 1, day), station, rides);
  }

  private static final List<Day> DAYS =
      List.of(
          day(1, "a", 1),
          day(1, "b", 10),
          day(2, "a", 2),
          day(3, "a", 3),
          day(3, "b", 30),
          day(5, "a", 5),
          day(6, "a", 6),
          day(7, "b", 70));

  private static InputRows<Day> rows(List<Day> days) {
    return new InputRows<>(Columns.of(Day.class), days);
  }

  private static FittedPreprocessing fit(List<Day> days, Step... steps) {
    return StepFitting.of(QUESTIONS.schema(), List.of(steps)).fit(rows(days).training());
  }

  private static float[] write(FittedPreprocessing fitted, Rows rows) {
    RowWriter writer = RowWriter.of(fitted, rows.schema());
    FloatBuffer target = FloatBuffer.allocate(100);
    rows.forEach(row -> writer.write(row, target));
    float[] written = new float[target.flip().remaining()];
    target.get(written);
    return written;
  }

  @Test
  void givesTheNumberOfExactlyThatTimeBeforeInTheSameSeries() {
    FittedPreprocessing fitted = fit(DAYS, LAG, impute("ridesBefore").constant(-1));
    assertThat(write(fitted, LaggedRows.of(fitted, rows(DAYS))))
        .containsExactly(-1, -1, -1, 1, 10, 3, -1, -1);
  }

  @Test
  void learnsFromTheDerivedColumn() {
    FittedPreprocessing fitted = fit(DAYS, LAG, impute("ridesBefore").mean());
    assertThat(fitted.steps())
        .containsExactly(
            new FittedStep.Lagged("ridesBefore", "rides", 172_800, "date", "station"),
            new FittedStep.Fill("ridesBefore", (1 + 10 + 3) / 3.0));
  }

  @Test
  void takesWhatARequestBrings() {
    FittedPreprocessing fitted = fit(DAYS, LAG, impute("ridesBefore").mean());
    InputRows<Question> requests = new InputRows<>(QUESTIONS, List.of(new Question(12)));
    assertThat(LaggedRows.of(fitted, requests)).isSameAs(requests);
    assertThat(write(fitted, requests)).containsExactly(12);
  }

  @Test
  void looksBackInOneSeriesWhenThereIsNoGroup() {
    List<Day> days = List.of(day(1, "", 1), day(3, "", 3), day(5, "", 5));
    FittedPreprocessing fitted =
        fit(
            days,
            lag("ridesBefore", "rides", Duration.ofDays(4), "date"),
            impute("ridesBefore").constant(0));
    assertThat(write(fitted, LaggedRows.of(fitted, rows(days)))).containsExactly(0, 0, 1);
  }

  @Test
  void refusesRowsThatAreNotInTheOrderOfTime() {
    List<Day> days = new ArrayList<>(DAYS);
    days.add(day(6, "a", 66));
    assertThatThrownBy(() -> fit(days, LAG))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage(
            "Cannot fill ridesBefore: date does not grow in series 'a' (rows must be in order of"
                + " time, one for each)");
  }

  @Test
  void saysWhichColumnALagLacks() {
    assertThatThrownBy(() -> fit(DAYS, lag("ridesBefore", "rides", Duration.ofDays(2), "day")))
        .isInstanceOf(NotFoundException.class)
        .hasMessage(
            "Cannot fill ridesBefore: column does not exist: day (there are date, station, rides)");
    assertThatThrownBy(() -> fit(DAYS, lag("ridesBefore", "station", Duration.ofDays(2), "date")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Cannot fill ridesBefore: column station is STRING (must be a number)");
    assertThatThrownBy(() -> fit(DAYS, lag("ridesBefore", "rides", Duration.ofDays(2), "rides")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Cannot fill ridesBefore: column rides is FLOAT64 (must be a time)");
  }
}
