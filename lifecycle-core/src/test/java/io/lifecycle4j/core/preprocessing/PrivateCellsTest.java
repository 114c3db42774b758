package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.UnknownPolicy;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnBuilder;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Schema;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrivateCellsTest {
  private record Person(String ssn, double age) {}

  private static final Columns<Person> PEOPLE = Columns.of(Person.class);
  private static final Schema INPUT =
      PEOPLE
          .schema()
          .change("ssn", ColumnBuilder::asPrivate)
          .change("age", ColumnBuilder::asPrivate);

  private static final FittedPreprocessing FITTED =
      new FittedPreprocessing(
          INPUT, List.of(new FittedStep.Encode("ssn", List.of("1", "2"), UnknownPolicy.ERROR)));

  private static float[] numbers(Person person) {
    return RowWriter.of(FITTED, PEOPLE.schema()).numbers(PEOPLE.row(person));
  }

  @Test
  void refusesACellWithoutShowingIt() {
    assertThatThrownBy(() -> numbers(new Person("987654321", 1)))
        .hasMessage("Invalid input: ssn is '(private)' (must be a value of the training rows)");
    assertThatThrownBy(() -> numbers(new Person("1", 1e300)))
        .hasMessage("Invalid input: age is (private) (becomes no finite number)");
    assertThatThrownBy(() -> numbers(new Person("1", Double.NEGATIVE_INFINITY)))
        .hasMessage("Invalid input: age is (private) (must be finite)");
  }

  @Test
  void whatIsMadeOfAPrivateColumnIsPrivate() {
    assertThat(FITTED.output().columns()).hasSize(2).allMatch(Column::isPrivate);
  }

  @Test
  void refusesASpreadThatWouldMakeAllNumbersTheSame() {
    for (double size : new double[] {1e-310, 1e-312}) {
      List<Person> people = List.of(new Person("1", size), new Person("2", 3 * size));
      assertThatThrownBy(
              () ->
                  StepFitting.of(INPUT, oneHot("ssn"), standardize("age"))
                      .fit(new InputRows<>(PEOPLE, people).training()))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageContaining("Cannot scale column age: its numbers spread over");
    }
  }
}
