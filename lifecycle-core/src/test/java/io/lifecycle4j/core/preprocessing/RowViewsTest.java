package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.preprocessing.Steps.impute;
import static io.lifecycle4j.preprocessing.Steps.lag;
import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.Counts;
import io.lifecycle4j.core.model.AnsweredRow;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Regression;
import io.lifecycle4j.schema.Row;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows that are views of others say what they are, and refuse what they do not hold. */
class RowViewsTest {
  private record Day(LocalDate date, String name, double rides) {}

  private record Question(String name, double before) {}

  private static final Columns<Day> DAYS = Columns.of(Day.class);
  private static final Columns<Question> QUESTIONS = Columns.of(Question.class);
  private static final InputRows<Day> ROWS =
      new InputRows<>(DAYS, List.of(new Day(LocalDate.of(2004, 1, 1), "Thu", 7)));

  private static void refuses(Row row, int number, int text) {
    String numberName = row.schema().column(number).name();
    String textName = row.schema().column(text).name();
    assertThatThrownBy(() -> row.number(text))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageMatching("Invalid read of column " + textName + ": it is \\w+, not a number");
    assertThatThrownBy(() -> row.text(number))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid read of column %s: it is FLOAT64, not text", numberName);
    assertThatThrownBy(() -> row.tensor(number, new float[9], 0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid read of column %s: it is FLOAT64, not a tensor", numberName);
    for (int place : new int[] {-1, row.schema().columns().size()}) {
      assertThatThrownBy(() -> row.number(place))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageStartingWith("Invalid column: " + place);
      assertThatThrownBy(() -> row.text(place)).isInstanceOf(InvalidValueException.class);
      assertThatThrownBy(() -> row.tensor(place, new float[9], 0))
          .isInstanceOf(InvalidValueException.class);
    }
  }

  private static FittedPreprocessing fitted() {
    return StepFitting.of(
            QUESTIONS.schema(),
            List.of(
                lag("before", "rides", Duration.ofDays(1), "date"),
                impute("before").constant(0),
                oneHot("name")))
        .fit(ROWS.training());
  }

  @Test
  void aRowWithALag() {
    Rows rows = LaggedRows.of(fitted(), ROWS);
    rows.forEach(
        row -> {
          refuses(row, 3, 1);
          assertThat(row)
              .hasToString("Row[date=2004-01-01T00:00:00Z, name='Thu', rides=7, before=missing]");
        });
  }

  @Test
  void aPreparedRow() {
    fitted()
        .prepare(ROWS)
        .forEach(
            row -> {
              assertThat(row.toString()).startsWith("Row[").contains("before=0", "rides=7");
              int before = row.schema().indexOf("before");
              assertThatThrownBy(() -> row.text(before))
                  .hasMessage("Invalid read of column before: it is FLOAT64, not text");
              for (int place : new int[] {-1, row.schema().columns().size()}) {
                assertThatThrownBy(() -> row.number(place))
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessageStartingWith("Invalid column: " + place);
                assertThatThrownBy(() -> row.text(place)).isInstanceOf(InvalidValueException.class);
                assertThatThrownBy(() -> row.tensor(place, new float[9], 0))
                    .isInstanceOf(InvalidValueException.class);
              }
            });
  }

  @Test
  void aGoldenRow() {
    StoredRow row = new StoredRow(QUESTIONS.schema(), List.of("Thu", "1.5"));
    refuses(row, 1, 0);
    assertThat(row).hasToString("Row[name='Thu', before=1.5]");
  }

  @Test
  void aRowWithItsAnswer() {
    Row row = QUESTIONS.row(new Question("Thu", 1.5));
    AnsweredRow number = new AnsweredRow(QUESTIONS.schema(), new Regression("rides")).show(row, 12);
    refuses(number, 2, 0);
    assertThat(number).hasToString("Row[name='Thu', before=1.5, prediction=12]");
    AnsweredRow text =
        new AnsweredRow(QUESTIONS.schema(), new Classification("day", List.of("a", "b")))
            .show(row, "a");
    refuses(text, 1, 2);
    assertThat(text)
        .hasToString(
            "Row[name='Thu', before=1.5, prediction='a', prediction.probability.b=missing,"
                + " prediction.confidence=missing]");
  }

  @Test
  void aRowWithANumberThatIsAnsweredAsAText() {
    Row row = QUESTIONS.row(new Question("Thu", 1.5));
    AnsweredRow rating = new AnsweredRow(QUESTIONS.schema(), new Counts("cats", "dogs"));
    assertThat(rating.show(row, 4).text(2)).isEqualTo("4");
    assertThat(rating.show(row, 5).text(2)).isEqualTo("5");
  }
}
