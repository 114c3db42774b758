package io.lifecycle4j.core.schema;

import static io.lifecycle4j.schema.Tasks.classification;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.schema.ClassDecision;
import io.lifecycle4j.schema.ClassWeighting;
import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.schema.Task;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pins what a classification is on disk. */
class ClassFormsTest {
  private static final String CHURN =
      "{\"task\":\"classification\",\"classes\":[\"no\",\"yes\"],\"decision\":{\"positive\":\"yes\","
          + "\"precision\":0.9,\"threshold\":0.375},\"label\":\"churn\",\"labelSmoothing\":0.1,"
          + "\"weighting\":{\"balanced\":true,\"weights\":{\"no\":0.5,\"yes\":50.0}}}";

  private static Task<?> read(String text) {
    return SchemaForms.JSON.read(text.getBytes(UTF_8), Task.class, "task");
  }

  private static void pin(Classification task, String text) {
    assertThat(SchemaForms.JSON.text(task)).isEqualTo(text);
    assertThat(read(text)).isEqualTo(task);
  }

  @Test
  void keepsEveryPart() {
    pin(
        new Classification(
            "churn",
            List.of("no", "yes"),
            new ClassDecision(Optional.of("yes"), OptionalDouble.of(0.375), OptionalDouble.of(0.9)),
            new ClassWeighting(true, Map.of("no", 0.5, "yes", 50.0)),
            OptionalDouble.of(0.1)),
        CHURN);
  }

  @Test
  void leavesOutWhatIsNotSet() {
    Classification task = classification("churn", "no", "yes");
    pin(task, "{\"task\":\"classification\",\"classes\":[\"no\",\"yes\"],\"label\":\"churn\"}");
    pin(
        task.positive("yes"),
        "{\"task\":\"classification\",\"classes\":[\"no\",\"yes\"],\"decision\":{\"positive\":"
            + "\"yes\"},\"label\":\"churn\"}");
    pin(
        task.labelSmoothing(0.1),
        "{\"task\":\"classification\",\"classes\":[\"no\",\"yes\"],\"label\":\"churn\","
            + "\"labelSmoothing\":0.1}");
    pin(
        task.balancedClassWeights(),
        "{\"task\":\"classification\",\"classes\":[\"no\",\"yes\"],\"label\":\"churn\","
            + "\"weighting\":{\"balanced\":true,\"weights\":{}}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.375 | 1.5 | Invalid threshold: 1.5 (must be 0 to 1)",
        "0.375 | null | Missing threshold: null (must be given)",
        "0.1 | null | Missing label smoothing: null (must be given)",
        "{\"balanced\":true,\"weights\":{\"no\":0.5,\"yes\":50.0}} | null | Missing class weights:"
            + " null",
        "0.375 | \"NaN\" | Invalid threshold: NaN (must be 0 to 1)",
        "\"positive\":\"yes\" | \"positive\":\"maybe\" | Invalid positive class: 'maybe' (must be"
            + " one of the classes [no, yes], in the same case)",
        "\"positive\":\"yes\", | '' | Invalid threshold: without a positive class",
        "50.0 | 0 | Invalid class weight: 0 of 'yes' (must be above 0, and finite)",
        "\"yes\":50.0 | \"maybe\":50.0 | Invalid class weight: of 'maybe' (must be one of the"
            + " classes [no, yes])",
        "true | 1 | boolean",
        "\"labelSmoothing\":0.1 | \"labelSmoothing\":1 | Invalid label smoothing: 1 (must be above"
            + " 0"
      })
  void refusesADocumentThatIsNone(String part, String other, String problem) {
    assertThat(CHURN).contains(part);
    assertThatThrownBy(() -> read(CHURN.replace(part, other)))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(problem);
  }
}
