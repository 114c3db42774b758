package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.preprocessing.Steps.allNumbers;
import static io.lifecycle4j.preprocessing.Steps.allTexts;
import static io.lifecycle4j.preprocessing.Steps.dateParts;
import static io.lifecycle4j.preprocessing.Steps.hash;
import static io.lifecycle4j.preprocessing.Steps.impute;
import static io.lifecycle4j.preprocessing.Steps.minMax;
import static io.lifecycle4j.preprocessing.Steps.missingIndicator;
import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.preprocessing.Steps.ordinal;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.preprocessing.DatePart;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.preprocessing.UnknownPolicy;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Environment;
import io.lifecycle4j.schema.Schema;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Steps of several columns, named or chosen, become a step for each. */
class SeveralColumnsTest {
  private record Day(
      double temp, long wind, boolean holiday, String city, String sky, Instant date) {}

  private static final Schema INPUT = Schema.of(Day.class);
  private static final InputRows<Day> DAYS =
      new InputRows<>(
          Columns.of(Day.class),
          List.of(
              new Day(1, 10, true, "Bern", "blue", Instant.EPOCH),
              new Day(3, 20, false, "Chur", "grey", Instant.EPOCH)));
  private static final Step REST = dateParts("date", DatePart.YEAR);

  private static FittedPreprocessing fit(Step... steps) {
    return StepFitting.of(INPUT, steps).fit(DAYS.training());
  }

  @Test
  void doesAStepToEachColumnThatIsNamed() {
    FittedPreprocessing fitted =
        fit(
            standardize("wind", "temp"),
            oneHot("city", "sky"),
            impute("temp", "wind").mean(),
            REST);
    assertThat(fitted.asked())
        .containsExactly(
            standardize("wind"),
            standardize("temp"),
            oneHot("city"),
            oneHot("sky"),
            impute("temp").mean(),
            impute("wind").mean(),
            REST);
    assertThat(fitted)
        .isEqualTo(
            fit(
                standardize("wind"),
                standardize("temp"),
                oneHot("city"),
                oneHot("sky"),
                impute("temp").mean(),
                impute("wind").mean(),
                REST));
  }

  @Test
  void takesAllNumbersAndAllTextsInTheOrderOfTheInput() {
    FittedPreprocessing fitted =
        fit(
            impute(allNumbers()).median(),
            minMax(allNumbers()),
            oneHot(allTexts(), UnknownPolicy.OWN),
            REST);
    assertThat(fitted.asked())
        .containsExactly(
            impute("temp").median(),
            impute("wind").median(),
            impute("holiday").median(),
            minMax("temp"),
            minMax("wind"),
            minMax("holiday"),
            oneHot("city", UnknownPolicy.OWN),
            oneHot("sky", UnknownPolicy.OWN),
            REST);
    assertThat(fitted.steps())
        .contains(new FittedStep.Linear("temp", 1, 0.5), new FittedStep.Linear("wind", 10, 0.1));
  }

  @Test
  void leavesOutWhatIsEncodedAndWhatIsDerived() {
    FittedPreprocessing fitted =
        fit(
            missingIndicator("temp"),
            hash("city", 4),
            ordinal("sky", UnknownPolicy.OWN),
            REST,
            standardize(allNumbers()));
    assertThat(fitted.asked().subList(4, fitted.asked().size()))
        .containsExactly(standardize("temp"), standardize("wind"), standardize("holiday"));
    assertThat(fit(hash("city", 4), oneHot(allTexts()), REST).asked())
        .containsExactly(hash("city", 4), oneHot("sky"), REST);
  }

  @Test
  void takesWhatAPredicateChooses() {
    assertThat(
            fit(
                    standardize(allNumbers().and(column -> column.type() != DataType.BOOLEAN)),
                    oneHot(allTexts()),
                    REST)
                .asked())
        .startsWith(standardize("temp"), standardize("wind"), oneHot("city"));
  }

  @Test
  void neverTakesTheLabel() {
    Schema labelled = INPUT.label("rides", DataType.FLOAT64);
    assertThatThrownBy(() -> StepFitting.of(labelled, standardize(allNumbers())))
        .hasMessageStartingWith("Invalid preprocessing: column rides is a LABEL");
    assertThat(
            StepFitting.of(
                    labelled.in(Environment.SERVING),
                    standardize(allNumbers()),
                    oneHot(allTexts()),
                    REST)
                .fit(DAYS.training())
                .asked())
        .extracting(Step::column)
        .containsExactly("temp", "wind", "holiday", "city", "sky", "date");
  }

  @Test
  void storesTheColumnsThatItFound() {
    FittedPreprocessing fitted = fit(standardize(allNumbers()), oneHot(allTexts()), REST);
    assertThat(fitted.json()).contains("{\"type\":\"standardize\",\"v\":1,\"column\":\"wind\"}");
    assertThat(FittedPreprocessing.read(fitted.json())).isEqualTo(fitted);
  }

  @Test
  void refusesAChoiceOfNothing() {
    Step nothing = standardize(column -> false);
    assertThatThrownBy(() -> fit(nothing))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid preprocessing: standardize chooses no column (there are [temp, wind, holiday,"
                + " city, sky, date])");
  }

  @Test
  void refusesColumnsThatAreNotThereOrThereTwice() {
    assertThatThrownBy(() -> fit(standardize("temp", "fog")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid preprocessing: standardize(\"fog\") of an unknown column");
    assertThatThrownBy(() -> minMax("temp", "wind", "temp"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid columns of minMax: temp is there twice");
    assertThatThrownBy(() -> impute("temp", ""))
        .isInstanceOf(InvalidNameException.class)
        .hasMessageStartingWith("Invalid column name: ''");
  }
}
