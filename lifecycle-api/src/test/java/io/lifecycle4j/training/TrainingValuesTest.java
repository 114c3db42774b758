package io.lifecycle4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingValuesTest {
  private static TrainingProgress progress(int epoch, int epochs, int batch, int batches) {
    return new TrainingProgress(epoch, epochs, batch, batches, Map.of("loss", 0.5));
  }

  @ParameterizedTest
  @CsvSource({"1, 4, 0, 10, 0", "1, 4, 5, 10, 0.125", "4, 4, 10, 10, 1", "1, 2, 0, 0, 0"})
  void tellsTheShareThatIsDone(int epoch, int epochs, int batch, int batches, double share) {
    assertThat(progress(epoch, epochs, batch, batches).share()).isEqualTo(share);
  }

  @Test
  void refusesProgressBeyondTheEnd() {
    assertThatThrownBy(() -> progress(5, 4, 1, 10))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid progress: epoch 5 of 4 (must be 1 to all)");
    assertThatThrownBy(() -> progress(0, 4, 1, 10))
        .hasMessage("Invalid progress: epoch 0 of 4 (must be 1 to all)");
    assertThatThrownBy(() -> progress(1, 4, 11, 10))
        .hasMessage("Invalid progress: batch 11 of 10 (must be 0 to all)");
    assertThatThrownBy(() -> progress(1, 4, -1, 10))
        .hasMessage("Invalid progress: batch -1 of 10 (must be 0 to all)");
  }
}
