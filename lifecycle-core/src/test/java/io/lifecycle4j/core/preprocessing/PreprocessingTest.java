package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.preprocessing.Steps.hash;
import static io.lifecycle4j.preprocessing.Steps.impute;
import static io.lifecycle4j.preprocessing.Steps.lag;
import static io.lifecycle4j.preprocessing.Steps.minMax;
import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.preprocessing.Steps.quantileBuckets;
import static io.lifecycle4j.preprocessing.Steps.robust;
import static io.lifecycle4j.preprocessing.Steps.scale;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.preprocessing.DatePart;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.FittedStep.Encode;
import io.lifecycle4j.preprocessing.FittedStep.Fill;
import io.lifecycle4j.preprocessing.FittedStep.Linear;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.preprocessing.UnknownPolicy;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Environment;
import io.lifecycle4j.schema.GrayImage;
import io.lifecycle4j.schema.Images;
import io.lifecycle4j.schema.Schema;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PreprocessingTest {
  private record Ride(double rides, double temp, String day) {}

  private static final Schema INPUT =
      new Schema(List.of(Column.of("day", DataType.STRING), Column.of("temp", DataType.FLOAT64)));

  private static final InputRows<Ride> RIDES =
      rides(
          new Ride(1, 10, "work"),
          new Ride(2, Double.NaN, "rest"),
          new Ride(3, 20, ""),
          new Ride(4, Double.NaN, "work"));

  private static InputRows<Ride> rides(Ride... rides) {
    return new InputRows<>(Columns.of(Ride.class), List.of(rides));
  }

  private static List<FittedStep> fit(Step... steps) {
    return StepFitting.of(INPUT, List.of(steps)).fit(RIDES.training()).steps();
  }

  @Test
  void refusesToLearnFromAnInfiniteCellAsItRefusesToPrepareIt() {
    Step[] learning = {
      impute("temp").mean(),
      impute("temp").median(),
      impute("temp").mostFrequent(),
      standardize("temp"),
      minMax("temp"),
      robust("temp"),
      quantileBuckets("temp", 3),
      oneHot("temp")
    };
    InputRows<Ride> rides =
        rides(new Ride(1, 10, "work"), new Ride(2, Double.NEGATIVE_INFINITY, "rest"));
    for (Step step : learning) {
      StepFitting steps = StepFitting.of(INPUT, List.of(step, oneHot("day")));
      assertThatThrownBy(() -> steps.fit(rides.training()))
          .as("%s", step)
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Invalid input: temp is -Infinity (must be finite)");
    }
  }

  @Test
  void refusesToLearnFromATensorThatItRefusesToPrepare() {
    Column image = Column.tensor("image", 1, 2);
    for (Column column : List.of(image, image.toBuilder().asPrivate().build())) {
      Columns<float[]> images =
          Columns.from(float[].class)
              .tensor(column, (cells, target, at) -> System.arraycopy(cells, 0, target, at, 2))
              .build();
      TrainingRows rows =
          new InputRows<>(images, List.of(new float[] {1, 2}, new float[] {3, Float.NaN}))
              .training();
      StepFitting steps = StepFitting.of(images.schema(), List.of(standardize("image")));
      String shown = column.isPrivate() ? "(private)" : "NaN";
      assertThatThrownBy(() -> steps.fit(rows))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Invalid input: image is " + shown + " at 1 (must be finite)");
      FittedPreprocessing scaled =
          StepFitting.of(images.schema(), List.of(scale("image", 2))).fit(rows);
      RowWriter writer = RowWriter.of(scaled, images.schema());
      assertThatThrownBy(() -> writer.numbers(images.row(new float[] {3, Float.NaN})))
          .hasMessage(
              column.isPrivate()
                  ? "Invalid input: image is (private) at 1 (must be finite)"
                  : "Invalid input: image is NaN at 1 (becomes NaN, must be finite)");
    }
  }

  @Test
  void refusesATensorThatIsNamedAsTheNumbersAre() {
    Schema columns = new Schema(List.of(Column.tensor("features", 2, 2)));
    assertThatThrownBy(() -> StepFitting.of(columns))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid preprocessing: column features has the shape [2, 2] (rename it: the numbers of"
                + " all other columns have that name in the network)");
  }

  private static void fails(String message, Step... steps) {
    assertThatThrownBy(() -> fit(steps))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid preprocessing: " + message);
  }

  @Test
  void fillsWithTheMeanOfWhatIsThere() {
    assertThat(fit(impute("temp").mean(), oneHot("day")))
        .containsExactly(
            new Fill("temp", 15), new Encode("day", List.of("rest", "work"), UnknownPolicy.ZEROS));
  }

  @Test
  void standardizesWhatEarlierStepsLeave() {
    assertThat(fit(oneHot("day"), standardize("temp")).get(1))
        .isEqualTo(new Linear("temp", 15, 1.0 / 5));
    // 10, 15, 20, 15: the deviation is sqrt(12.5).
    Linear afterMean =
        (Linear) fit(oneHot("day"), impute("temp").mean(), standardize("temp")).get(2);
    assertThat(afterMean.shift()).isEqualTo(15);
    assertThat(afterMean.factor()).isCloseTo(1 / Math.sqrt(12.5), within(1e-15));
    // 10, 30, 20, 30: mean 22.5, variance 68.75.
    Linear afterConstant =
        (Linear) fit(oneHot("day"), impute("temp").constant(30), standardize("temp")).get(2);
    assertThat(afterConstant.shift()).isCloseTo(22.5, within(1e-12));
    assertThat(afterConstant.factor()).isCloseTo(1 / Math.sqrt(68.75), within(1e-15));
  }

  @Test
  void learnsWhatIsLeftAfterScaling() {
    List<FittedStep> steps =
        fit(oneHot("day"), scale("temp", -2), standardize("temp"), impute("temp").mean());
    assertThat(steps.subList(1, 4))
        .containsExactly(
            new Linear("temp", 0, -2), new Linear("temp", -30, 1.0 / 10), new Fill("temp", 0));
  }

  @Test
  void namesEachNumberButShowsNoPrivateCategory() {
    Schema input =
        new Schema(
            List.of(
                Column.of("day", DataType.STRING),
                Column.of("temp", DataType.FLOAT64),
                Column.builder("name", DataType.STRING).asPrivate().build(),
                Column.of("station", DataType.STRING),
                Column.of("date", DataType.TIMESTAMP),
                Column.tensor("image", 1, 2),
                Column.of("wind", DataType.INT64),
                Column.of("floor", DataType.STRING)));
    FittedPreprocessing fitted =
        new FittedPreprocessing(
            input,
            List.of(
                new FittedStep.Indicator("temp"),
                new Encode("day", List.of("MON", "TUE"), UnknownPolicy.OWN),
                new Encode("name", List.of("Ann", "Eve"), UnknownPolicy.ZEROS),
                new FittedStep.Hashed("station", 3),
                new FittedStep.Parts("date", List.of(DatePart.YEAR)),
                new Encode("wind", List.of("-1.0", "0.5", "x"), UnknownPolicy.ZEROS),
                new Encode("floor", List.of("1.0"), UnknownPolicy.ZEROS)));

    assertThat(fitted.names())
        .hasSize(fitted.width())
        .containsExactly(
            "day=MON",
            "day=TUE",
            "day=(unknown)",
            "temp",
            "temp.missing",
            "name[0]",
            "name[1]",
            "station[0]",
            "station[1]",
            "station[2]",
            "date.year",
            "image[0]",
            "image[1]",
            "wind=-1",
            "wind=0.5",
            "wind=x",
            "floor=1.0");
  }

  @Test
  void turnsAConstantColumnIntoZero() {
    FittedPreprocessing fitted =
        StepFitting.of(INPUT, List.of(oneHot("day"), standardize("temp")))
            .fit(
                rides(new Ride(1, 0.1, "a"), new Ride(2, 0.1, "b"), new Ride(3, 0.1, "a"))
                    .training());
    assertThat(fitted.steps().get(1)).isEqualTo(new Linear("temp", 0.1, 0));
  }

  @Test
  void standardizesATensorOverAllItsNumbers() {
    Columns<GrayImage> images = Images.gray(1, 2);
    InputRows<GrayImage> rows =
        new InputRows<>(
            images,
            List.of(
                new GrayImage(1, 2, new byte[] {0, 100}),
                new GrayImage(1, 2, new byte[] {50, 50})));
    FittedPreprocessing fitted =
        StepFitting.of(images.schema(), List.of(standardize("image"))).fit(rows.training());
    assertThat(fitted.steps()).containsExactly(new Linear("image", 50, 1 / Math.sqrt(1250)));
    assertThat(fitted.inputs()).hasToString("[image float32 [-1, 1, 1, 2]]");
  }

  @Test
  void survivesBeingStored() {
    FittedPreprocessing fitted =
        StepFitting.of(INPUT, List.of(oneHot("day"), standardize("temp"))).fit(RIDES.training());
    assertThat(
            PreprocessingForms.JSON.read(
                PreprocessingForms.JSON.write(fitted), FittedPreprocessing.class, "preprocessing"))
        .isEqualTo(fitted);
  }

  @Test
  void refusesStepsThatDoNotFitTheirColumn() {
    fails("column day is text (add oneHot(\"day\"))", standardize("temp"));
    fails(
        "impute(\"wind\") of an unknown column (there are day, temp)",
        oneHot("day"),
        impute("wind").mean());
    fails(
        "lag(\"before\") of an unknown column (there are day, temp; a lag fills a column of the input, add"
            + " it there)",
        oneHot("day"),
        lag("before", "temp", Duration.ofDays(1), "date"));
    fails(
        "standardize(\"day\") of a column that is text (must be number or tensor)",
        standardize("day"));
    fails("impute(\"day\") of a column that is text (must be number)", impute("day").constant(1));
    fails("hash(\"temp\") of a column that is number (must be text)", hash("temp", 8));
    fails(
        "oneHot(\"day\") of a column that is several numbers (must be text or number)",
        oneHot("day"),
        oneHot("day"));
    assertThatThrownBy(
            () ->
                StepFitting.of(Images.gray(1, 1).schema(), List.of(impute("image").constant(0)))
                    .fit(new InputRows<>(Images.gray(1, 1), List.of()).training()))
        .hasMessage(
            "Invalid preprocessing: impute(\"image\") of a column that is tensor (must be number)");
  }

  @Test
  void refusesRowsWithNothingToLearnFrom() {
    InputRows<Ride> empty = rides(new Ride(1, Double.NaN, ""));
    assertThatThrownBy(
            () ->
                StepFitting.of(INPUT, List.of(impute("temp").mean(), oneHot("day")))
                    .fit(empty.training()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid preprocessing: column temp is missing in every training row (a step learns from"
                + " it)");
    assertThatThrownBy(() -> StepFitting.of(INPUT, List.of(oneHot("day"))).fit(empty.training()))
        .hasMessage(
            "Invalid preprocessing: column day is missing in every training row (a step learns from"
                + " it)");
  }

  @Test
  void refusesTextsThatAreIdentifiers() {
    InputRows<Ride> rows =
        rides(
            IntStream.rangeClosed(0, 10_000)
                .mapToObj(i -> new Ride(1, 1, "ride " + i))
                .toArray(Ride[]::new));
    assertThatThrownBy(() -> StepFitting.of(INPUT, List.of(oneHot("day"))).fit(rows.training()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid preprocessing: column day has more than 10000 categories (they must be few)");
  }

  @Test
  void refusesRowsThatLackAColumn() {
    Schema wind = new Schema(List.of(Column.of("wind", DataType.FLOAT64)));
    assertThatThrownBy(() -> StepFitting.of(wind, List.of()).fit(RIDES.training()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid rows: no column wind (there are rides, temp, day)");
  }

  @Test
  void refusesALabelAsAnInput() {
    Schema labelled = INPUT.label("count", DataType.FLOAT64);
    assertThatThrownBy(() -> StepFitting.of(labelled, oneHot("day")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid preprocessing: column count is a LABEL, only [TRAINING]"
                + " (give schema.in(SERVING), without it)");
    StepFitting.of(labelled.in(Environment.SERVING), oneHot("day"));
  }
}
