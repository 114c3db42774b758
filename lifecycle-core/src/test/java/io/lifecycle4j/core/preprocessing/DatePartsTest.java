package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.preprocessing.Steps.dateParts;
import static io.lifecycle4j.preprocessing.Steps.impute;
import static io.lifecycle4j.preprocessing.Steps.missingIndicator;
import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.preprocessing.Steps.scale;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.preprocessing.DatePart;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.Columns;
import java.nio.FloatBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DatePartsTest {
  private record Ride(Optional<Instant> date, double x) {}

  private static final Columns<Ride> RIDES = Columns.of(Ride.class);

  private static Ride ride(String date) {
    return new Ride(date.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(date)), 7);
  }

  private static float[] prepared(String date, Step... steps) {
    List<Ride> training =
        List.of(ride("2003-12-31T23:59:59.999Z"), ride(""), ride("2004-02-29T00:00:00Z"));
    FittedPreprocessing fitted =
        StepFitting.of(RIDES.schema(), List.of(steps))
            .fit(new InputRows<>(RIDES, training).training());
    RowWriter writer = RowWriter.of(fitted, RIDES.schema());
    FloatBuffer target = FloatBuffer.allocate(writer.width());
    writer.write(RIDES.row(ride(date)), target);
    return target.array();
  }

  private static float[] parts(String date) {
    return prepared(
        date,
        dateParts("date", DatePart.YEAR, DatePart.MONTH, DatePart.DAY_OF_WEEK, DatePart.HOUR));
  }

  @Test
  void takesATimeApartInUtcInTheOrderAsked() {
    assertThat(parts("2004-02-29T05:59:59.999Z")).containsExactly(2004, 2, 7, 5, 7);
    assertThat(parts("1969-12-31T23:59:59.999Z")).containsExactly(1969, 12, 3, 23, 7);
    assertThat(parts("1583-01-01T00:00:00Z")).containsExactly(1583, 1, 6, 0, 7);
  }

  @Test
  void countsDaysAsTheCalendarDoes() {
    for (long day = -1_000_003; day < 1_000_000; day += 13) {
      LocalDate date = LocalDate.ofEpochDay(day);
      double time = day * 86_400_000.0;
      assertThat(TimePart.of(DatePart.YEAR, time)).isEqualTo(date.getYear());
      assertThat(TimePart.of(DatePart.MONTH, time)).isEqualTo(date.getMonthValue());
      assertThat(TimePart.of(DatePart.DAY_OF_WEEK, time)).isEqualTo(date.getDayOfWeek().getValue());
    }
  }

  @Test
  void laysPartsOnACircle() {
    float[] circle =
        prepared(
            "2004-04-05T06:00:00Z",
            dateParts(
                "date",
                DatePart.MONTH_SIN,
                DatePart.MONTH_COS,
                DatePart.DAY_OF_WEEK_SIN,
                DatePart.DAY_OF_WEEK_COS,
                DatePart.HOUR_SIN,
                DatePart.HOUR_COS));
    float[] expected = {1, 0, 0, 1, 1, 0, 7};
    assertThat(circle).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(circle[i]).isCloseTo(expected[i], within(1e-7f));
    }
  }

  @Test
  void goesOnWithAPartAsWithAnyNumber() {
    Step[] steps = {
      dateParts("date", DatePart.YEAR, DatePart.MONTH),
      scale("date.year", 0.5),
      impute("date.year").constant(-1),
      impute("date.month").mostFrequent(),
      oneHot("date.month"),
      missingIndicator("date")
    };
    assertThat(prepared("2004-12-01T00:00:00Z", steps)).containsExactly(1002, 0, 1, 0, 7);
    assertThat(prepared("", steps)).containsExactly(-1, 1, 0, 1, 7);
  }

  @Test
  void refusesATimeThatIsNotTakenApart() {
    assertThatThrownBy(() -> prepared("", scale("x", 1)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid preprocessing: column date is a time (add dateParts(\"date\", ...))");
    assertThatThrownBy(
            () -> RowWriter.of(new FittedPreprocessing(RIDES.schema(), List.of()), RIDES.schema()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid preprocessing: column date is a time (add dateParts(\"date\", ...))");
    assertThatThrownBy(() -> prepared("", scale("date", 1)))
        .hasMessage(
            "Invalid preprocessing: scale(\"date\") of a column that is time (must be number or"
                + " tensor)");
  }

  @Test
  void namesTheTimeThatARequestLacks() {
    assertThatThrownBy(() -> prepared("", dateParts("date", DatePart.HOUR)))
        .hasMessage(
            "Invalid input: date is missing (add impute(\"date.hour\").mean() or pass a value)");
  }
}
