package io.lifecycle4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway") // what is missing fails the test
class TrackedRunsTest {
  @TempDir private Path home;

  @Test
  void findsTheLambdaThatHelps() throws IOException {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8);

    TrackedRuns.Findings found = new TrackedRuns(Path.of("data"), out).run(home.resolve("home"));

    List<RunRecord> runs = found.runs();
    assertThat(runs)
        .extracting(run -> run.info().name())
        .containsExactly(
            "lambdas", "lambda 0.0", "lambda 0.1", "lambda 1.0", "lambda 3.0", "lambda 10.0");
    assertThat(runs).allMatch(run -> run.status() == RunStatus.FINISHED);
    assertThat(runs.subList(1, 6))
        .allMatch(run -> run.info().parent().filter(runs.get(0).id()::equals).isPresent());
    // Too little lets the weights fit noise, too much keeps them from learning.
    List<Double> errors =
        runs.subList(1, 6).stream().map(run -> run.metric("rmse").orElseThrow()).toList();
    double[] known = {3.242, 3.216, 3.139, 3.112, 3.390};
    for (int i = 0; i < known.length; i++) {
      assertThat(errors.get(i)).isCloseTo(known[i], within(0.001));
    }
    assertThat(found.found()).containsExactly(runs.get(3), runs.get(4)).isEqualTo(found.same());
    assertThat(found.heard()).isEqualTo(300);
    assertThat(found.resumed().segments()).hasSize(1);
    assertThat(found.resumed().metrics().get("rmse").count()).isEqualTo(300);
    assertThat(found.resumed().metric("rmse")).isEqualTo(runs.get(3).metric("rmse"));
    assertThat(told.toString(StandardCharsets.UTF_8))
        .contains("hello/")
        .contains("lambda 3.0   rmse 3.112")
        .contains("FAILED after epoch 240, last checkpoint 200");
  }
}
