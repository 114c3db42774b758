package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.error.Preconditions.check;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.lifecycle4j.core.data.DataForms;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.json.Forms;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.FittedPreprocessing.GoldenInput;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON forms of steps and fitted preprocessings.
 *
 * <p>A fitted preprocessing keeps the form it was written in: a reader checks the fingerprint
 * before it upgrades any step, and remembers the form, which a writer then writes again, byte for
 * byte. The fingerprint therefore stays the one name of the same steps in runs, lineage and models.
 * A preprocessing built by hand is written in the current form and has no fingerprint.
 */
public final class PreprocessingForms {
  /** Reads and writes preprocessings, and the forms of {@link DataForms}. */
  public static final Json JSON = DataForms.JSON.with(PreprocessingForms::register);

  private PreprocessingForms() {}

  private static void register(Forms forms) {
    StepForms.register(forms);
    forms.form(FittedPreprocessing.class, Written.class, Written::of, Written::fitted);
  }

  /**
   * Stamps a preprocessing with the current form and its fingerprint. One that has a form keeps it,
   * and with it its fingerprint.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if it has the form of other steps
   */
  static FittedPreprocessing stamped(FittedPreprocessing fitted) {
    String form = fitted.form().isEmpty() ? JSON.text(Meant.of(fitted)) : fitted.form();
    check(
        fitted.form().isEmpty() || isOf(fitted),
        "Invalid preprocessing: fingerprint %s (must be that of its steps)",
        fitted.fingerprint());
    return Meant.of(fitted).with(fitted.golden(), form);
  }

  private static boolean isOf(FittedPreprocessing fitted) {
    try {
      Meant meant = parse(fitted.form(), Meant.class);
      String form = JSON.text(parse(fitted.form(), MeantForm.class));
      return meant.with(fitted.golden(), form).equals(fitted);
    } catch (CorruptDataException e) {
      return false;
    }
  }

  private static <T> T parse(String form, Class<T> type) {
    return JSON.read(form.getBytes(UTF_8), type, "form");
  }

  /** The parts that determine how a row is prepared; the fingerprint covers them. */
  private record Meant(List<Step> asked, Schema input, List<FittedStep> steps) {
    static Meant of(FittedPreprocessing fitted) {
      return new Meant(fitted.asked(), fitted.input(), fitted.steps());
    }

    FittedPreprocessing with(List<GoldenInput> golden, String form) {
      return new FittedPreprocessing(input, asked, steps, golden, form);
    }
  }

  /** The same parts in their stored form. */
  private record MeantForm(JsonNode asked, JsonNode input, JsonNode steps) {}

  private record Written(
      JsonNode asked,
      @Nullable String fingerprint,
      List<GoldenInput> golden,
      JsonNode input,
      JsonNode steps) {
    static Written of(FittedPreprocessing fitted) {
      MeantForm form = parse(stamped(fitted).form(), MeantForm.class);
      return new Written(form.asked, fitted.fingerprint(), fitted.golden(), form.input, form.steps);
    }

    FittedPreprocessing fitted() {
      String form = JSON.text(new MeantForm(asked, input, steps));
      boolean named = fingerprint != null && !fingerprint.isEmpty();
      check(
          !named || Hashing.hash(form.getBytes(UTF_8)).sha256().equals(fingerprint),
          "Invalid preprocessing: the steps do not have the fingerprint %s",
          fingerprint);
      return parse(form, Meant.class).with(golden, named ? form : "");
    }
  }
}
