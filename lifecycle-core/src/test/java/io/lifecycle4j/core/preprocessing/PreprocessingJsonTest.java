package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.preprocessing.Steps.impute;
import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.schema.Columns;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was learned, away from any model. */
class PreprocessingJsonTest {
  private record Ride(double temp, String day) {}

  private static final Columns<Ride> RIDES = Columns.of(Ride.class);
  private static final FittedPreprocessing FITTED =
      StepFitting.of(RIDES.schema(), impute("temp").mean(), standardize("temp"), oneHot("day"))
          .fit(
              new InputRows<>(
                      RIDES,
                      List.of(
                          new Ride(0.1, "work"), new Ride(Double.NaN, "rest"), new Ride(7, "work")))
                  .training());

  @Test
  void preparesInAnotherProcessAsHere() {
    String json = FITTED.json();
    FittedPreprocessing read = FittedPreprocessing.read(json);
    assertThat(read).isEqualTo(FITTED);
    assertThat(read.json()).isEqualTo(json);
    assertThat(json).contains("\"fingerprint\":\"" + FITTED.fingerprint() + "\"");
    assertThat(RowWriter.of(read, RIDES.schema()).numbers(RIDES.row(new Ride(3.3, "rest"))))
        .isEqualTo(RowWriter.of(FITTED, RIDES.schema()).numbers(RIDES.row(new Ride(3.3, "rest"))));
  }

  @Test
  void keepsOneThatWasPutTogetherAsItIs() {
    FittedPreprocessing own =
        new FittedPreprocessing(RIDES.schema(), List.of(new FittedStep.Fill("temp", 1)));
    assertThat(
            PreprocessingForms.JSON.read(
                PreprocessingForms.JSON.write(own), FittedPreprocessing.class, "own"))
        .isEqualTo(own);
    assertThat(own.json()).isEqualTo(PreprocessingForms.JSON.text(own));
  }

  @Test
  void saysWhatIsMissingWithoutNamesOfClasses() {
    for (String other : List.of("{}", "[]", "7", "\"x\"", "{\"steps\":{}}", "{\"steps\":[7]}")) {
      assertThatThrownBy(() -> FittedPreprocessing.read(other))
          .as(other)
          .isInstanceOf(CorruptDataException.class)
          .hasMessageStartingWith("Cannot read preprocessing: ")
          .hasMessageNotContaining("jackson")
          .hasMessageNotContaining("lifecycle4j")
          .hasMessageNotContaining("JsonToken")
          .hasMessageNotContaining("java.");
    }
  }

  @Test
  void refusesAStepInAFormThatItDoesNotKnow() {
    String newer = FITTED.json().replaceFirst("\"fill\",\"v\":1", "\"fill\",\"v\":9");
    String bare = newer.replace(FITTED.fingerprint(), "");
    assertThatThrownBy(() -> FittedPreprocessing.read(bare))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageStartingWith(
            "Cannot read preprocessing: Cannot read form: step 'fill' in form 9 is not known to this"
                + " library at /steps/0");
    assertThatThrownBy(() -> FittedPreprocessing.read(bare.replace("\"fill\"", "\"fly\"")))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("step 'fly' in form 9 is not known to this library");
  }

  @Test
  void refusesStepsThatWereChanged() {
    String changed = FITTED.json().replace("\"rest\",\"work\"", "\"rest\",\"wurk\"");
    assertThatThrownBy(() -> FittedPreprocessing.read(changed))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("the steps do not have the fingerprint " + FITTED.fingerprint());
  }

  @Test
  void refusesToPrepareOtherBitsThanWereFitted() {
    String other = FITTED.json().replace("[\"0.1\",", "[\"0.2\",");
    assertThatThrownBy(() -> FittedPreprocessing.read(other))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessageStartingWith("Cannot load preprocessing: golden row 0 is prepared as ");
  }

  @Test
  void refusesWhatIsNoPreprocessing() {
    for (String text : List.of("", "[]", "{}", "null", "{\"steps\":[]}")) {
      assertThatThrownBy(() -> FittedPreprocessing.read(text))
          .as(text)
          .isInstanceOf(CorruptDataException.class)
          .hasMessageStartingWith("Cannot read preprocessing: ");
    }
  }

  @Test
  void refusesToWriteTheFormOfOtherSteps() {
    FittedPreprocessing claimed =
        new FittedPreprocessing(
            FITTED.input(), FITTED.asked(), List.of(), List.of(), FITTED.form());
    assertThatThrownBy(() -> claimed.json())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid preprocessing: fingerprint "
                + FITTED.fingerprint()
                + " (must be that of its steps)");
  }
}
