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

class TrackingTest {
  @TempDir private Path home;

  @Test
  void findsTheLambdaThatHelps() throws IOException {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8);

    Tracking.Findings found = new Tracking(Path.of("data"), out).run(home.resolve("home"));

    List<RunRecord> runs = found.runs();
    System.out.println(told.toString(StandardCharsets.UTF_8));
    assertThat(runs)
        .extracting(run -> run.info().name())
        .containsExactly(
            "lambdas", "lambda 0.0", "lambda 0.01", "lambda 0.1", "lambda 1.0", "lambda 10.0");
    assertThat(runs).allMatch(run -> run.status() == RunStatus.FINISHED);
    assertThat(runs.subList(1, 6)).allMatch(run -> run.info().parent().equals(runs.get(0).id()));
    assertThat(found.heard()).isEqualTo(300);
  }
}
