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
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.GoldenInput;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How steps and what was fitted of them are written.
 *
 * <p>What was fitted keeps the form of the day it was written: a reader checks the fingerprint
 * before any upgrade of a step and remembers the form, and a writer writes it again, byte for byte.
 * So the fingerprint stays one name for the same steps in runs, lineage and models. One that was
 * put together is written in the form of today and has no fingerprint.
 */
public final class PreprocessingForms {
  /** Writes and reads them, and what is left of them. */
  public static final Json JSON = DataForms.JSON.with(PreprocessingForms::register);

  private PreprocessingForms() {}

  private static void register(Forms forms) {
    StepForms.register(forms);
    forms.form(FittedPreprocessing.class, Written.class, Written::of, Written::fitted);
  }

  /**
   * Stamps a preprocessing: from now on it has the form of today and the fingerprint of that. One
   * that has a form keeps it, so that what was read keeps its name.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if it has the form of other steps, so that
   *     no name is given to these
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

  /** The parts that say what becomes of a row. */
  private record Meant(List<Step> asked, Schema input, List<FittedStep> steps) {
    static Meant of(FittedPreprocessing fitted) {
      return new Meant(fitted.asked(), fitted.input(), fitted.steps());
    }

    FittedPreprocessing with(List<GoldenInput> golden, String form) {
      return new FittedPreprocessing(input, asked, steps, golden, form);
    }
  }

  /** The same parts as they are written. */
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
