package io.lifecycle4j.djl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AdamSettingsTest {
  @Test
  void keepsAConstantRate() {
    AdamSettings settings = new AdamSettings(0.5f, 0, AdamSettings.Schedule.CONSTANT);
    assertThat(settings.learningRate(0)).isEqualTo(0.5f);
    assertThat(settings.learningRate(1)).isEqualTo(0.5f);
  }

  @Test
  void goesDownAlongHalfACosine() {
    AdamSettings settings = new AdamSettings(0.5f, 0, AdamSettings.Schedule.COSINE);
    assertThat(settings.learningRate(0)).isEqualTo(0.5f);
    assertThat(settings.learningRate(0.5)).isCloseTo(0.25f, within(1e-6f));
    assertThat(settings.learningRate(1)).isCloseTo(0, within(1e-6f));
  }
}
