package io.lifecycle4j.core.serving;

import static io.lifecycle4j.schema.Tasks.classification;
import static io.lifecycle4j.schema.Tasks.quantiles;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.schema.Classification;
import org.junit.jupiter.api.Test;

class OtherDecisionTest {
  @Test
  void isByOtherClassesOrAnotherThreshold() {
    Classification found = classification("kind", "No", "Yes").positive("Yes").threshold(0.3);

    assertThat(Routes.decidesOtherwise(found, found)).isFalse();
    assertThat(Routes.decidesOtherwise(found, classification("kind"))).isFalse();
    assertThat(Routes.decidesOtherwise(found, classification("kind", "Yes", "No"))).isTrue();
    assertThat(
            Routes.decidesOtherwise(found, classification("kind").positive("Yes").threshold(0.4)))
        .isTrue();
  }

  @Test
  void isByOtherQuantiles() {
    assertThat(Routes.decidesOtherwise(quantiles("y", 0.1, 0.9), quantiles("y", 0.1, 0.9)))
        .isFalse();
    assertThat(Routes.decidesOtherwise(quantiles("y", 0.1, 0.9), quantiles("y", 0.05, 0.95)))
        .isTrue();
  }
}
