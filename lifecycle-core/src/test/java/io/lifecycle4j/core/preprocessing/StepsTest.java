package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.preprocessing.Steps.bucketize;
import static io.lifecycle4j.preprocessing.Steps.clip;
import static io.lifecycle4j.preprocessing.Steps.hash;
import static io.lifecycle4j.preprocessing.Steps.impute;
import static io.lifecycle4j.preprocessing.Steps.log;
import static io.lifecycle4j.preprocessing.Steps.minMax;
import static io.lifecycle4j.preprocessing.Steps.missingIndicator;
import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.preprocessing.Steps.ordinal;
import static io.lifecycle4j.preprocessing.Steps.quantileBuckets;
import static io.lifecycle4j.preprocessing.Steps.robust;
import static io.lifecycle4j.preprocessing.Steps.scale;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.preprocessing.Steps.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.preprocessing.DomainPolicy;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.preprocessing.UnknownPolicy;
import io.lifecycle4j.schema.Columns;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each step learns from training rows and makes of a request. */
class StepsTest {
  private static final double MISSING = Double.NaN;

  private record Single(double x) {}

  private record Text(String day) {}

  private static final Columns<Single> NUMBERS = Columns.of(Single.class);
  private static final Columns<Text> TEXTS = Columns.of(Text.class);

  /** Steps fitted on some rows. */
  private record Fitted<T>(Columns<T> columns, FittedPreprocessing steps) {
    float[] of(T input) {
      RowWriter writer = RowWriter.of(steps, columns.schema());
      FloatBuffer target = FloatBuffer.allocate(writer.width());
      writer.write(columns.row(input), target);
      assertThat(target.remaining()).isZero();
      return target.array();
    }
  }

  private static <T> Fitted<T> fit(Columns<T> columns, List<T> rows, Step... steps) {
    return new Fitted<>(
        columns,
        StepFitting.of(columns.schema(), List.of(steps))
            .fit(new InputRows<>(columns, rows).training()));
  }

  private static Fitted<Single> numbers(double[] rows, Step... steps) {
    return fit(NUMBERS, Arrays.stream(rows).mapToObj(Single::new).toList(), steps);
  }

  private static Fitted<Text> texts(String[] rows, Step... steps) {
    return fit(TEXTS, Arrays.stream(rows).map(Text::new).toList(), steps);
  }

  private static float[] numbers(double[] rows, double request, Step... steps) {
    return numbers(rows, steps).of(new Single(request));
  }

  private static double[] rows(double... rows) {
    return rows;
  }

  private static final String[] DAYS = {"work", "rest", "", "work"};

  @Test
  void imputesTheMedian() {
    double[] rows = rows(1, MISSING, 100, 3, 2);
    assertThat(numbers(rows, MISSING, impute("x").median())).containsExactly(2.5f);
    assertThat(numbers(rows, 7, impute("x").median())).containsExactly(7);
  }

  @Test
  void imputesTheMostFrequentCellTheLeastOfEquals() {
    double[] rows = rows(5, 3, MISSING, 5, 3, MISSING, MISSING, 1);
    assertThat(numbers(rows, MISSING, impute("x").mostFrequent())).containsExactly(3);
    assertThat(texts(DAYS, impute("day").mostFrequent(), oneHot("day")).of(new Text("")))
        .containsExactly(0, 1);
  }

  @Test
  void imputesATextBeforeItIsEncoded() {
    Fitted<Text> fitted = texts(DAYS, impute("day").constant("none"), oneHot("day"));
    assertThat(fitted.of(new Text(""))).containsExactly(1, 0, 0);
    assertThat(fitted.of(new Text("pool"))).containsExactly(0, 0, 0);
  }

  @Test
  void tellsWhatWasMissingWhateverFillsIt() {
    Step[] steps = {impute("x").constant(9), missingIndicator("x"), scale("x", 2)};
    assertThat(numbers(rows(1), MISSING, steps)).containsExactly(18, 1);
    assertThat(numbers(rows(1), 4, steps)).containsExactly(8, 0);
    assertThat(texts(DAYS, missingIndicator("day"), oneHot("day")).of(new Text("")))
        .containsExactly(0, 0, 1);
  }

  @Test
  void bringsTheRangeToZeroAndOne() {
    double[] rows = rows(-2, MISSING, 2, 0);
    assertThat(numbers(rows, 1, minMax("x"))).containsExactly(0.75f);
    assertThat(numbers(rows, 6, minMax("x"))).containsExactly(2);
    assertThat(numbers(rows(3, 3), 3, minMax("x"))).containsExactly(0);
  }

  @Test
  void scalesByQuartilesThatOutliersDoNotMove() {
    assertThat(numbers(rows(1, 2, 3, 4, 1e9), 5, robust("x"))).containsExactly(1);
    assertThat(numbers(rows(1, 1, 1, 1, 50), 4, robust("x"))).containsExactly(3);
  }

  @Test
  void takesTheLogarithmWithinItsDomain() {
    assertThat(numbers(rows(0), Math.E - 1, log("x"))).containsExactly(1);
    assertThatThrownBy(() -> numbers(rows(0), -1, log("x")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid input: x is -1.0 (must be above -1 for its logarithm)");
    Step[] filled = {log("x", DomainPolicy.MISSING), impute("x").constant(-5)};
    assertThat(numbers(rows(0), -3, filled)).containsExactly(-5);
  }

  @Test
  void clips() {
    assertThat(numbers(rows(0), 9, clip("x", -1, 2))).containsExactly(2);
    assertThat(numbers(rows(0), -9, clip("x", -1, 2))).containsExactly(-1);
    assertThat(numbers(rows(0), 1.5, clip("x", -1, 2))).containsExactly(1.5f);
    assertThatThrownBy(() -> numbers(rows(0), Double.POSITIVE_INFINITY, clip("x", -1, 2)))
        .hasMessage("Invalid input: x is Infinity (must be finite)");
  }

  @Test
  void countsTheEdgesThatAreNotAboveANumber() {
    Step edges = bucketize("x", 0.0, 10.0);
    assertThat(numbers(rows(1), -0.5, edges)).containsExactly(0);
    assertThat(numbers(rows(1), -0.0, edges)).containsExactly(1);
    assertThat(numbers(rows(1), 9.9, edges)).containsExactly(1);
    assertThat(numbers(rows(1), 10, edges)).containsExactly(2);
    assertThatThrownBy(() -> numbers(rows(1), MISSING, edges))
        .hasMessage("Invalid input: x is missing (add impute(\"x\").mean() or pass a value)");
  }

  @Test
  void makesBucketsOfEqualCountAndEncodesThem() {
    Step[] steps = {quantileBuckets("x", 4), oneHot("x", UnknownPolicy.ERROR)};
    Fitted<Single> fitted = numbers(rows(1, 2, 3, 4, 5, 6, 7, 8), steps);
    assertThat(fitted.of(new Single(1))).containsExactly(1, 0, 0, 0);
    assertThat(fitted.of(new Single(5))).containsExactly(0, 0, 1, 0);
    assertThat(fitted.of(new Single(99))).containsExactly(0, 0, 0, 1);
  }

  @Test
  void encodesNumbersByTheirValue() {
    Fitted<Single> fitted = numbers(rows(10, 2, 10, -1), oneHot("x", UnknownPolicy.OWN));
    assertThat(fitted.of(new Single(-1))).containsExactly(1, 0, 0, 0);
    assertThat(fitted.of(new Single(10))).containsExactly(0, 0, 1, 0);
    assertThat(fitted.of(new Single(3))).containsExactly(0, 0, 0, 1);
    assertThat(fitted.of(new Single(MISSING))).containsExactly(0, 0, 0, 1);
  }

  @Test
  void treatsAnUnknownTextAsDeclared() {
    assertThat(texts(DAYS, oneHot("day")).of(new Text("pool"))).containsExactly(0, 0);
    assertThat(texts(DAYS, oneHot("day", UnknownPolicy.OWN)).of(new Text("pool")))
        .containsExactly(0, 0, 1);
    assertThatThrownBy(() -> texts(DAYS, oneHot("day", UnknownPolicy.ERROR)).of(new Text("pool")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid input: day is 'pool' (must be a value of the training rows)");
    assertThatThrownBy(
            () -> numbers(rows(10, 2), oneHot("x", UnknownPolicy.ERROR)).of(new Single(7)))
        .hasMessage("Invalid input: x is '7' (must be a value of the training rows)");
  }

  @Test
  void givesThePlaceOfATextToLaterSteps() {
    Step[] steps = {ordinal("day", UnknownPolicy.OWN), scale("day", 10)};
    Fitted<Text> fitted = texts(DAYS, steps);
    assertThat(fitted.of(new Text("rest"))).containsExactly(0);
    assertThat(fitted.of(new Text("work"))).containsExactly(10);
    assertThat(fitted.of(new Text("pool"))).containsExactly(20);
    assertThatThrownBy(() -> ordinal("day", UnknownPolicy.ZEROS))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid policy for column day: ZEROS (must be OWN or ERROR, since 0 is a known"
                + " place)");
  }

  @Test
  void learnsFromThePlacesOfTexts() {
    // rest 0, work 1, missing 2, work 1
    assertThat(texts(DAYS, ordinal("day", UnknownPolicy.OWN), minMax("day")).of(new Text("work")))
        .containsExactly(0.5f);
  }

  @Test
  void hashesTextsToPlacesThatNeverChange() {
    assertThat(TextChain.bucket("work", 1_000)).isEqualTo(382);
    assertThat(TextChain.bucket("Österreich", 1_000)).isEqualTo(599);
    float[] written = texts(DAYS, hash("day", 1_000)).of(new Text("work"));
    assertThat(written).hasSize(1_000);
    assertThat(written[382]).isEqualTo(1);
    assertThat(texts(DAYS, hash("day", 3)).of(new Text(""))).containsExactly(0, 0, 0);
  }

  @Test
  void learnsFromWhatEarlierStepsLeave() {
    double[] rows = rows(Math.E - 1, -5, Math.E * Math.E - 1);
    Step[] steps = {log("x", DomainPolicy.MISSING), impute("x").mean(), standardize("x")};
    float[] mean = numbers(rows, -7, steps);
    assertThat(mean[0]).isBetween(-1e-6f, 1e-6f);
    assertThat(numbers(rows, Math.E * Math.E - 1, steps)[0]).isBetween(1.2247f, 1.2248f);
  }

  @Test
  void doesStepsOfTheApplication() {
    Step[] steps = {user("x", GreatestShare.ID), impute("x").constant(-1)};
    assertThat(numbers(rows(2, MISSING, 8), 4, steps)).containsExactly(0.5f);
    assertThat(numbers(rows(2, MISSING, 8), MISSING, steps)).containsExactly(-1);
    assertThatThrownBy(() -> numbers(rows(2), user("x", "acme.gone")))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("User step does not exist: acme.gone (add its service to the class path)");
  }
}
