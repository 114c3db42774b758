package io.lifecycle4j.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.training.TrainingProgress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static TrainingProgress progress(int epoch, int batch, Map<String, Double> metrics) {
    return new TrainingProgress(epoch, 4, batch, 10, metrics);
  }

  @Test
  void movesABar() {
    ConsoleProgress bar = ConsoleProgress.bar(out);
    bar.progressed(progress(2, 5, Map.of("loss", 0.12345)));

    assertThat(printed())
        .isEqualTo("\r  [###########-------------------]  38 %  epoch 2 of 4  loss 0.123  0 s");
  }

  @Test
  void endsTheBarWithALine() {
    ConsoleProgress bar = ConsoleProgress.bar(out);
    bar.progressed(progress(4, 10, Map.of("loss", 0.1, "accuracy", 0.9)));

    assertThat(printed())
        .isEqualTo(
            "\r  [##############################] 100 %  epoch 4 of 4  accuracy 0.900  loss 0.100"
                + "  0 s"
                + System.lineSeparator());
  }

  @Test
  void doesNotPrintEveryBatch() {
    ConsoleProgress bar = ConsoleProgress.bar(out);
    for (int batch = 1; batch <= 10; batch++) {
      bar.progressed(progress(1, batch, Map.of()));
    }
    assertThat(printed().chars().filter(c -> c == '\r').count()).isLessThan(10);
  }

  @Test
  void leavesNothingOfALongerTextBehind() {
    ConsoleProgress bar = ConsoleProgress.bar(out);
    bar.progressed(progress(1, 1, Map.of("loss", 12_345.678, "validation_loss", 54_321.0)));
    int longer = printed().length();
    bar.progressed(progress(4, 10, Map.of("loss", 1.5)));

    String last = printed().substring(longer);
    assertThat(last.stripTrailing()).endsWith("loss 1.500  0 s");
    assertThat(last.length() - System.lineSeparator().length()).isEqualTo(longer);
  }

  @Test
  void printsLinesWhereThereIsNoTerminal() {
    ConsoleProgress lines = ConsoleProgress.lines(out);
    lines.progressed(progress(1, 1, Map.of("loss", Double.NaN)));
    lines.progressed(progress(1, 2, Map.of("loss", 2.0)));
    lines.progressed(progress(4, 10, new TreeMap<>(Map.of("loss", 0.25))));

    assertThat(printed())
        .isEqualTo(
            "    3 %  epoch 1 of 4  loss NaN  0 s"
                + System.lineSeparator()
                + "  100 %  epoch 4 of 4  loss 0.250  0 s"
                + System.lineSeparator());
  }

  @Test
  void showsTheEndWhateverTheJvmIsAttachedTo() {
    ConsoleProgress.to(out).progressed(progress(4, 10, Map.of()));
    assertThat(printed()).endsWith("100 %  epoch 4 of 4  0 s" + System.lineSeparator());
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without null checks may pass
  void refusesAMissingStream() {
    assertThatThrownBy(() -> ConsoleProgress.to(null))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Missing stream: null (must be given)");
  }
}
