package io.lifecycle4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.OnlyLarger;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RareFraudTest {
  @TempDir private Path directory;

  @Test
  @OnlyLarger
  void findsTheFraudsThatAGateOnAccuracyDoesNotMiss() {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8);

    RareFraud.Findings found = new RareFraud(out).run(directory.resolve("home"));

    assertThat(found.blind().metric("accuracy")).isGreaterThanOrEqualTo(0.98);
    assertThat(found.blind().metric("recall")).isZero();
    assertThat(found.refusal()).isEqualTo("recall[yes] is 0.0000 (needs at least 0.5000)");
    assertThat(found.threshold()).isBetween(0.5, 1.0);
    assertThat(found.good().metric("recall")).isGreaterThanOrEqualTo(0.5);
    assertThat(found.good().metric("precision")).isGreaterThanOrEqualTo(0.6);
    assertThat(told.toString(StandardCharsets.UTF_8))
        .contains("fraud:1 is in production: accuracy 0.990, recall 0.00")
        .contains("refused: recall[yes] is 0.0000")
        .contains("| Metric                   | Better |")
        .contains("| recall\\[yes\\]            | higher |")
        .contains("fraud yes, with probability");
  }
}
