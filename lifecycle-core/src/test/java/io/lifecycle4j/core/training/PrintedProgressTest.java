package io.lifecycle4j.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.DataProgress.Phase;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.training.ConsoleProgress;
import io.lifecycle4j.training.TrainingProgress;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PrintedProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);

  /** What the clock shows. */
  private Duration now = Duration.ofDays(-1);

  private ConsoleProgress timed(boolean terminal) {
    return new PrintedProgress(out, terminal, () -> now.toNanos());
  }

  private void pass(long millis) {
    now = now.plusMillis(millis);
  }

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
  void saysThatTrainingStoppedEarly() {
    ConsoleProgress lines = ConsoleProgress.lines(out);
    lines.progressed(progress(1, 1, Map.of("loss", 2.0)));
    lines.progressed(progress(2, 10, Map.of("loss", 0.5)));
    lines.completed();
    lines.completed();

    assertThat(printed().lines())
        .containsExactly(
            "    3 %  epoch 1 of 4  loss 2.000  0 s",
            "  100 %  stopped early after epoch 2 of 4  loss 0.500  0 s");
  }

  @Test
  void saysWhereTrainingFailed() {
    ConsoleProgress lines = ConsoleProgress.lines(out);
    lines.progressed(progress(1, 1, Map.of("loss", 2.0)));
    lines.progressed(progress(2, 5, Map.of("loss", 0.5)));
    lines.failed(new IllegalStateException("NaN"));
    lines.failed(new IllegalStateException("NaN"));

    assertThat(printed().lines())
        .containsExactly(
            "    3 %  epoch 1 of 4  loss 2.000  0 s",
            "   38 %  failed in epoch 2 of 4  loss 0.500  0 s");
  }

  @Test
  void saysNoMoreWhenAllEpochsAreDone() {
    ConsoleProgress bar = ConsoleProgress.bar(out);
    bar.progressed(progress(4, 10, Map.of("loss", 0.1)));
    String done = printed();
    bar.completed();
    assertThat(printed()).isEqualTo(done);
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
  void movesABarAgainAfterATenthOfASecond() {
    ConsoleProgress bar = timed(true);
    bar.progressed(progress(1, 1, Map.of()));
    pass(99);
    bar.progressed(progress(1, 2, Map.of()));
    assertThat(printed()).containsOnlyOnce("\r").contains("  3 %  ");
    pass(1);
    bar.progressed(progress(1, 3, Map.of()));
    assertThat(printed()).contains("  8 %  ");
  }

  @Test
  void printsALineAgainAfterThreeSecondsWithTheSecondsSinceTheFirstBatch() {
    ConsoleProgress lines = timed(false);
    pass(10_000);
    lines.progressed(progress(1, 1, Map.of()));
    pass(2_999);
    lines.progressed(progress(1, 2, Map.of()));
    pass(1);
    lines.progressed(progress(1, 3, Map.of()));
    pass(4_000);
    lines.progressed(progress(2, 1, Map.of()));

    assertThat(printed().lines())
        .containsExactly(
            "    3 %  epoch 1 of 4  0 s",
            "    8 %  epoch 1 of 4  3 s", "   28 %  epoch 2 of 4  7 s");
  }

  @Test
  void countsTheSecondsOfAnActivityFromItsBeginning() {
    ConsoleProgress lines = timed(false);
    for (DataProgress progress :
        List.of(
            data(Phase.STORING, 0, 0, 0),
            data(Phase.STORING, 0, 1, 0),
            data(Phase.STORING, 1, 0, 0),
            data(Phase.STORING, 0, 0, 1))) {
      pass(5_000);
      lines.accept(progress);
    }
    assertThat(printed().lines().map(line -> line.replaceFirst(".* ([0-9]+ s)", "$1")))
        .containsExactly("0 s", "5 s", "10 s", "15 s");
  }

  @Test
  void showsALineAtOnceThroughABuffer() {
    PrintStream buffered =
        new PrintStream(new BufferedOutputStream(bytes), false, StandardCharsets.UTF_8);
    ConsoleProgress.lines(buffered).progressed(progress(2, 5, Map.of()));
    assertThat(printed()).startsWith("   38 %");
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
  void printsTheMostImportantOfManyMetrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (String name : List.of("loss", "validation_loss", "validation_accuracy", "a", "b")) {
      metrics.put(name, 0.5);
    }

    ConsoleProgress.lines(out).progressed(progress(4, 10, metrics));

    assertThat(printed())
        .contains("4  loss 0.500  validation_accuracy 0.500  validation_loss 0.500  0 s");
  }

  private static DataProgress data(Phase phase, long files, long bytes, long rows) {
    return new DataProgress(phase, files, 3, bytes, 4 << 20, rows, 0);
  }

  @Test
  void showsASnapshotLikeTraining() {
    ConsoleProgress bar = ConsoleProgress.bar(out);
    bar.accept(data(Phase.STORING, 1, 1 << 20, 0));
    bar.accept(data(Phase.STORING, 3, 4 << 20, 0));
    bar.accept(data(Phase.COMMITTING, 3, 4 << 20, 42));

    assertThat(printed())
        .isEqualTo(
            "\r"
                + "  [########----------------------]  25 %  storing 1 of 3 files, 1.0 of 4.0 MiB "
                + " 0 s\r"
                + "  [##############################] 100 %  storing 3 of 3 files, 4.0 of 4.0 MiB "
                + " 0 s"
                + System.lineSeparator()
                + "\r  [##############################] 100 %  committing 42 rows  0 s"
                + System.lineSeparator());
  }

  @Test
  void showsNoShareOfRowsThatNobodyCounted() {
    ConsoleProgress.lines(out).accept(data(Phase.READING, 3, 4 << 20, 7));
    assertThat(printed()).isEqualTo("  reading 7 rows  0 s" + System.lineSeparator());
  }

  @Test
  void showsACheckOutToItsEnd() {
    ConsoleProgress lines = ConsoleProgress.lines(out);
    lines.accept(data(Phase.WRITING, 0, 0, 0));
    lines.accept(data(Phase.WRITING, 1, 1 << 20, 0));
    lines.accept(data(Phase.WRITING, 3, 4 << 20, 0));

    assertThat(printed())
        .isEqualTo(
            "    0 %  writing 0 of 3 files, 0.0 of 4.0 MiB  0 s"
                + System.lineSeparator()
                + "  100 %  writing 3 of 3 files, 4.0 of 4.0 MiB  0 s"
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
