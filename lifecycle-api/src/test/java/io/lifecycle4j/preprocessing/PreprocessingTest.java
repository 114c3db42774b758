package io.lifecycle4j.preprocessing;

import static io.lifecycle4j.preprocessing.Steps.impute;
import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.preprocessing.Steps.scale;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreprocessingTest {
  private static final Column TEMP = Column.of("temp", DataType.FLOAT64);
  private static final Column DAY = Column.of("day", DataType.STRING);
  private static final Column IMAGE = Column.tensor("image", 1, 2, 3);

  @Test
  void namesSteps() {
    assertThat(impute("temp").mean()).isEqualTo(new Step.ImputeMean("temp"));
    assertThat(impute("temp").constant(1)).isEqualTo(new Step.ImputeConstant("temp", 1));
    assertThat(standardize("temp")).isEqualTo(new Step.Standardize("temp"));
    assertThat(scale("temp", 2)).isEqualTo(new Step.Scale("temp", 2));
    assertThat(oneHot("day")).isEqualTo(new Step.OneHot("day", UnknownPolicy.ZEROS));
  }

  @Test
  void checksTheNameOfAColumnAtOnce() {
    assertThatThrownBy(() -> impute(""))
        .isInstanceOf(InvalidNameException.class)
        .hasMessage("Invalid column name: '' (must not be empty)");
    assertThatThrownBy(() -> standardize("")).isInstanceOf(InvalidNameException.class);
    assertThatThrownBy(() -> scale("", 1)).isInstanceOf(InvalidNameException.class);
    assertThatThrownBy(() -> oneHot("")).isInstanceOf(InvalidNameException.class);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void refusesNumbersThatAreNotFinite(double number) {
    assertThatThrownBy(() -> impute("temp").constant(number))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid constant for column temp: %s (must be finite)", number);
    assertThatThrownBy(() -> scale("temp", number))
        .hasMessage("Invalid factor for column temp: %s (must be finite)", number);
    assertThatThrownBy(() -> new FittedStep.Fill("temp", number))
        .hasMessage("Invalid fill of column temp: %s (must be finite)", number);
    assertThatThrownBy(() -> new FittedStep.Linear("temp", number, 1))
        .hasMessage("Invalid scaling of column temp: shift %s, factor 1 (must be finite)", number);
    assertThatThrownBy(() -> new FittedStep.Linear("temp", 0, number))
        .hasMessage("Invalid scaling of column temp: shift 0, factor %s (must be finite)", number);
  }

  @Test
  void tellsHowManyNumbersARowBecomes() {
    FittedPreprocessing fitted =
        new FittedPreprocessing(
            new Schema(List.of(TEMP, DAY, IMAGE)),
            List.of(
                new FittedStep.Fill("temp", 1),
                new FittedStep.Linear("temp", 1, 2),
                new FittedStep.Encode("day", List.of("mon", "tue", "wed"), UnknownPolicy.ZEROS)));

    assertThat(fitted.width()).isEqualTo(1 + 3 + 6);
    assertThat(fitted.inputs())
        .hasToString("[features float32 [-1, 4], image float32 [-1, 1, 2, 3]]");
  }

  @Test
  void keepsTheShapeOfATensor() {
    FittedPreprocessing image = new FittedPreprocessing(new Schema(List.of(IMAGE)), List.of());
    FittedPreprocessing number = new FittedPreprocessing(new Schema(List.of(TEMP)), List.of());

    assertThat(image.inputs()).hasToString("[image float32 [-1, 1, 2, 3]]");
    assertThat(image.width()).isEqualTo(6);
    assertThat(number.inputs()).hasToString("[features float32 [-1, 1]]");
  }

  @Test
  void namesTheColumnsOfAPreparedRowInTheOrderOfItsNumbers() {
    Schema input =
        new Schema(
            List.of(
                TEMP,
                Column.of("date", DataType.TIMESTAMP),
                DAY,
                Column.of("rain", DataType.INT64),
                IMAGE));
    FittedPreprocessing fitted =
        new FittedPreprocessing(
            input,
            List.of(
                new FittedStep.Hashed("rain", 4),
                new FittedStep.Parts("date", List.of(DatePart.MONTH, DatePart.YEAR)),
                new FittedStep.Encode("date.month", List.of("1.0", "2.0"), UnknownPolicy.OWN),
                new FittedStep.Encode("day", List.of("mon"), UnknownPolicy.ZEROS),
                new FittedStep.Indicator("temp")));

    assertThat(fitted.output())
        .isEqualTo(
            Schema.builder()
                .column("temp", DataType.FLOAT64)
                .column("temp.missing", DataType.FLOAT64)
                .column(Column.tensor("date.month", 3))
                .column("date.year", DataType.FLOAT64)
                .column("day", DataType.FLOAT64)
                .column(Column.tensor("rain", 4))
                .column(IMAGE)
                .build());
    assertThat(fitted.width()).isEqualTo(1 + 1 + 3 + 1 + 1 + 4 + 6);
  }
}
