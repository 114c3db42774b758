package io.lifecycle4j.core.preprocessing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.preprocessing.DatePart;
import io.lifecycle4j.preprocessing.DomainPolicy;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.FittedPreprocessing.GoldenInput;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.preprocessing.Steps;
import io.lifecycle4j.preprocessing.UnknownPolicy;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pins the stored form of every step. */
class StepFormsTest {
  private static final Schema INPUT =
      new Schema(List.of(Column.builder("x", DataType.FLOAT64).nullable().build()));

  private static final List<Step> ASKED =
      List.of(
          Steps.impute("x").mean(),
          Steps.impute("x").median(),
          Steps.impute("x").mostFrequent(),
          Steps.impute("x").constant(0.1),
          Steps.impute("t").constant("none"),
          Steps.missingIndicator("x"),
          Steps.standardize("x"),
          Steps.standardizeChannels("i"),
          Steps.normalizeChannels("i", List.of(0.485), List.of(0.229)),
          Steps.minMax("x"),
          Steps.robust("x"),
          Steps.scale("x", 1 / 255.0),
          Steps.log("x"),
          Steps.clip("x", -1, 1e300),
          Steps.bucketize("x", -1.5, 2.0),
          Steps.quantileBuckets("x", 4),
          Steps.oneHot("t"),
          Steps.ordinal("t", UnknownPolicy.OWN),
          Steps.hash("t", 16),
          Steps.tokens("t", 64),
          Steps.index("t"),
          Steps.dateParts("d", DatePart.YEAR, DatePart.HOUR_SIN),
          Steps.lag("y", "x", Duration.ofDays(7), "d", "t"),
          Steps.user("x", "acme.fog"));

  private static final List<FittedStep> FITTED =
      List.of(
          new FittedStep.Fill("x", Double.parseDouble("2e23")),
          new FittedStep.FillText("t", "none"),
          new FittedStep.Indicator("x"),
          new FittedStep.Linear("x", 4.9e-324, -2.0E-3),
          new FittedStep.Channels("i", List.of(0.485), List.of(4.366812227074235)),
          new FittedStep.Log("x", DomainPolicy.MISSING),
          new FittedStep.Clip("x", -1, 1),
          new FittedStep.Buckets("x", List.of(-1.5, 2.0)),
          new FittedStep.Encode("t", List.of("mon", "Österreich"), UnknownPolicy.ERROR),
          new FittedStep.Codes("t", List.of("mon"), UnknownPolicy.OWN),
          new FittedStep.Hashed("t", 16),
          new FittedStep.Tokenized("t", 64, List.of("dog")),
          new FittedStep.Indexed("t", List.of("mon")),
          new FittedStep.Parts("d", List.of(DatePart.YEAR, DatePart.HOUR_SIN)),
          new FittedStep.Lagged("y", "x", 604_800, "d", "t"),
          new FittedStep.User("x", "acme.fog", 3, "{\"a\":1}"));

  private static FittedPreprocessing preprocessing() {
    List<GoldenInput> golden = List.of(new GoldenInput(List.of("NaN"), "P4AAAA=="));
    return PreprocessingForms.stamped(new FittedPreprocessing(INPUT, ASKED, FITTED, golden, ""));
  }

  @Test
  void keepsTheFormOfEveryStep() throws IOException {
    String text = document("preprocessing.json");
    assertThat(PreprocessingForms.JSON.text(preprocessing())).isEqualTo(text);
    assertThat(read(text)).isEqualTo(preprocessing());
  }

  @Test
  void hasAFormForEveryStep() {
    List<Class<?>> stored = new ArrayList<>(List.of(cases(Step.class)));
    stored.remove(Step.Each.class); // becomes a step for each column before anything is stored
    assertThat(ASKED).extracting(Object::getClass).hasSameElementsAs(stored).hasSameSizeAs(stored);
    assertThat(FITTED)
        .extracting(Object::getClass)
        .containsExactlyInAnyOrder(cases(FittedStep.class));
  }

  private static Class<?>[] cases(Class<?> sealed) {
    return sealed.getPermittedSubclasses();
  }

  @Test
  void refusesAStepOrAFormThatItDoesNotKnow() {
    refuses("{\"type\":\"fog\",\"v\":1}", "step 'fog' in form 1 is not known to this library");
    refuses(
        "{\"type\":\"log\",\"v\":2,\"column\":\"x\"}",
        "step 'log' in form 2 is not known to this library");
    refuses("{\"v\":1}", "step '' in form 1 is not known to this library");
    refuses(
        "{\"type\":\"java.lang.Runtime\",\"v\":1}",
        "step 'java.lang.Runtime' in form 1 is not known to this library");
  }

  private static void refuses(String step, String problem) {
    String schema = PreprocessingForms.JSON.text(INPUT);
    assertThatThrownBy(() -> read("{\"input\":" + schema + ",\"steps\":[" + step + "]}"))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void refusesStepsThatDoNotHaveTheirFingerprint() {
    String text = PreprocessingForms.JSON.text(preprocessing());
    for (String change : List.of("604800", "PT168H", "\"name\":\"x\"")) {
      assertThat(text).contains(change);
      String changed = text.replace(change, change.replace('6', '7').replace('x', 'z'));
      assertThatThrownBy(() -> read(changed))
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining("the steps do not have the fingerprint");
    }
  }

  private static FittedPreprocessing read(String text) {
    return PreprocessingForms.JSON.read(
        text.getBytes(UTF_8), FittedPreprocessing.class, "preprocessing");
  }

  private static String document(String name) throws IOException {
    try (InputStream in = StepFormsTest.class.getResourceAsStream("/documents/" + name)) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), UTF_8).strip();
    }
  }
}
