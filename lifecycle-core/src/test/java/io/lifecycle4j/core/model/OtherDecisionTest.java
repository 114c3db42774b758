package io.lifecycle4j.core.model;

import static io.lifecycle4j.schema.Tasks.classification;
import static io.lifecycle4j.schema.Tasks.quantiles;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.schema.Task;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OtherDecisionTest {
  private static Optional<String> found(Task<?> found, Task<?> declared) {
    return VersionFit.findOtherDecision("kind:1", found, declared);
  }

  @Test
  void isByOtherClassesOrAnotherThreshold() {
    Classification yes = classification("kind", "No", "Yes").positive("Yes").threshold(0.3);

    assertThat(found(yes, yes)).isEmpty();
    assertThat(found(yes, classification("kind"))).isEmpty();
    assertThat(found(yes, classification("kind", "Yes", "No"))).isPresent();
    assertThat(found(yes, classification("kind").positive("Yes").threshold(0.4)))
        .hasValueSatisfying(text -> assertThat(text).startsWith("kind:1 decides by its own task "));
  }

  @Test
  void isMeasuredForAnotherPositiveClass() {
    Classification yes = classification("kind", "No", "Yes").positive("Yes");

    assertThat(found(yes, classification("kind", "No", "Yes"))).isEmpty();
    for (Task<?> declared :
        new Task<?>[] {
          classification("kind").positive("No"), classification("kind", "No", "Yes").positive("No")
        }) {
      assertThat(found(yes, declared))
          .contains(
              "kind:1 measures recall, precision and other metrics of one class for 'Yes', not for"
                  + " the declared 'No' (train or register a version to change it)");
    }
  }

  @Test
  void isByOtherQuantiles() {
    assertThat(found(quantiles("y", 0.1, 0.9), quantiles("y", 0.1, 0.9))).isEmpty();
    assertThat(found(quantiles("y", 0.1, 0.9), quantiles("y", 0.05, 0.95))).isPresent();
  }
}
