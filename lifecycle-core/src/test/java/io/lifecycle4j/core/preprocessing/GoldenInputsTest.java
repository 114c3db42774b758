package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.preprocessing.Steps.impute;
import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.preprocessing.Steps.scale;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.preprocessing.Steps.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.FittedPreprocessing.GoldenInput;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Schema;
import java.util.List;
import org.junit.jupiter.api.Test;

class GoldenInputsTest {
  private record Ride(double temp, String day) {}

  private static final Columns<Ride> RIDES = Columns.of(Ride.class);

  private static final List<Ride> ROWS =
      List.of(
          new Ride(0.1, "work"),
          new Ride(Double.NaN, "rest"),
          new Ride(-0.0, ""),
          new Ride(1e-300, "work"));

  private static final FittedPreprocessing FITTED =
      fit(impute("temp").mean(), standardize("temp"), oneHot("day"));

  private static FittedPreprocessing fit(Step... steps) {
    return StepFitting.of(RIDES.schema(), List.of(steps))
        .fit(new InputRows<>(RIDES, ROWS).training());
  }

  private static FittedPreprocessing with(List<FittedStep> steps, List<GoldenInput> golden) {
    return new FittedPreprocessing(RIDES.schema(), List.of(), steps, golden, "");
  }

  @Test
  void keepsTheFirstRowsThatCanBePrepared() {
    assertThat(FITTED.golden())
        .extracting(GoldenInput::cells)
        .containsExactly(
            List.of("0.1", "work"),
            List.of("NaN", "rest"),
            List.of("-0.0", ""),
            List.of("1.0E-300", "work"));
    GoldenInputs.replay("rides:1", FITTED);
    FittedPreprocessing unfilled = fit(scale("temp", 2), oneHot("day")); // refuses a missing one
    assertThat(unfilled.golden())
        .extracting(GoldenInput::cells)
        .containsExactly(List.of("0.1", "work"), List.of("-0.0", ""), List.of("1.0E-300", "work"));
  }

  @Test
  void refusesStepsThatMakeOtherBitsOfARow() {
    FittedStep.Linear linear = (FittedStep.Linear) FITTED.steps().get(1);
    FittedStep.Linear other =
        new FittedStep.Linear("temp", linear.shift(), linear.factor() * (1 + 1e-6));
    FittedPreprocessing changed =
        with(List.of(FITTED.steps().get(0), other, FITTED.steps().get(2)), FITTED.golden());
    assertThatThrownBy(() -> GoldenInputs.replay("rides:1", changed))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessageMatching(
            "Cannot load rides:1: golden row 0 is prepared as \\S+ at number 0 \\(must be \\S+, bit"
                + " for bit\\)");
  }

  @Test
  void tellsZeroFromMinusZero() {
    GoldenInput golden =
        new GoldenInput(List.of("0.0", "work"), StoredRow.text(new float[] {-0f, 1}));
    List<FittedStep> steps = List.of(FITTED.steps().get(2));
    FittedPreprocessing changed = with(steps, List.of(golden));
    assertThatThrownBy(() -> GoldenInputs.replay("rides:1", changed))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("Cannot read a golden row: 2 numbers (must be 3)");
    GoldenInput sign =
        new GoldenInput(List.of("0.0", "work"), StoredRow.text(new float[] {-0f, 0, 1}));
    assertThatThrownBy(() -> GoldenInputs.replay("rides:1", with(steps, List.of(sign))))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessage(
            "Cannot load rides:1: golden row 0 is prepared as 0.0 at number 0 (must be -0.0, bit"
                + " for bit)");
  }

  @Test
  void refusesStepsThatRefuseAGoldenRow() {
    FittedPreprocessing changed = with(FITTED.steps().subList(1, 3), FITTED.golden().subList(1, 2));
    assertThatThrownBy(() -> GoldenInputs.replay("rides:1", changed))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessageStartingWith(
            "Cannot load rides:1: golden row 0 is refused: Invalid input: temp");
  }

  @Test
  void refusesRowsThatAreNotThoseOfTheInput() {
    FittedPreprocessing few = with(FITTED.steps(), List.of(new GoldenInput(List.of("1"), "")));
    assertThatThrownBy(() -> GoldenInputs.replay("rides:1", few))
        .isInstanceOf(CorruptDataException.class);
    String three = StoredRow.text(new float[3]);
    FittedPreprocessing word =
        with(FITTED.steps(), List.of(new GoldenInput(List.of("one", "work"), three)));
    assertThatThrownBy(() -> GoldenInputs.replay("rides:1", word))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("Cannot read a golden row: 'one' is no number");
    FittedPreprocessing noBase64 =
        with(FITTED.steps(), List.of(new GoldenInput(List.of("1", "work"), "?")));
    assertThatThrownBy(() -> GoldenInputs.replay("rides:1", noBase64))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("Cannot read a golden row: not Base64");
  }

  @Test
  void namesTheUserStepThatIsNotThere() {
    FittedPreprocessing fitted =
        fit(user("temp", GreatestShare.ID), impute("temp").mean(), oneHot("day"));
    GoldenInputs.replay("rides:1", fitted);
    FittedPreprocessing gone =
        with(
            List.of(new FittedStep.User("temp", "acme.gone", 1, ""), fitted.steps().get(2)),
            List.of());
    assertThatThrownBy(() -> GoldenInputs.replay("rides:1", gone))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("User step does not exist: acme.gone (add its service to the class path)");
  }

  @Test
  void keepsNoRowThatNoTextCouldHold() {
    Column wide = Column.tensor("image", 3, 256, 257);
    Columns<float[]> images =
        Columns.from(float[].class)
            .tensor(
                wide, (image, target, at) -> System.arraycopy(image, 0, target, at, image.length))
            .build();
    InputRows<float[]> rows = new InputRows<>(images, List.of(new float[wide.cells()]));
    assertThat(
            StepFitting.of(images.schema(), List.of(scale("image", 2)))
                .fit(rows.training())
                .golden())
        .isEmpty();
    Schema narrow = new Schema(List.of(Column.tensor("image", 3, 256, 256)));
    assertThat(new GoldenInputs.Collector(narrow, new int[1]).most()).isEqualTo(1);
  }
}
