package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.monitoring.Drift.drift;
import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.storage.FormatVectors;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** References that are learned of live rows, over restarts and several processes. */
@Timeout(60)
class LearnedReferenceTest {
  private static final Actor ALICE = Actor.by("alice");
  private static final int WINDOW = 50;
  private static final Instant NOON = Instant.parse("2026-01-02T03:04:05Z");

  private record Payment(double amount, boolean foreign) {}

  private final Medium medium = Media.memory();
  private final List<Replica> processes = new ArrayList<>();

  /** What one process has of a model that a function serves. */
  private final class Replica implements AutoCloseable {
    private final Lifecycle home = Lifecycle.builder().medium(medium).open();
    private final ManagedModel<Payment, String> model =
        home.model("fraud", Payment.class, classification("fraud"))
            .serving(payment -> payment.amount() > 40 ? "yes" : "no")
            .monitor(drift().window(WINDOW).falseAlarmRate(0.001).build())
            .open();

    Replica() {
      processes.add(this);
      judge();
    }

    /** Serves rows whose amounts are above a number. */
    void serve(int rows, double above) {
      for (int i = 0; i < rows; i++) {
        model.predict(new Payment(above + i % 50, i % 2 == 0));
      }
    }

    /** Writes, follows and judges what is full. */
    Optional<DriftReport> judge() {
      return model.monitoring().findDrift();
    }

    @Override
    public void close() {
      model.close();
    }
  }

  @AfterEach
  void closeAll() {
    processes.forEach(Replica::close);
    processes.forEach(process -> process.home.close());
    medium.close();
  }

  private static void assertQuiet(Optional<DriftReport> report) {
    assertThat(report)
        .hasValueSatisfying(
            it -> {
              assertThat(it.reference().rows()).isEqualTo(10 * WINDOW);
              assertThat(it.rows()).isEqualTo(WINDOW);
              assertThat(it.drifted()).isFalse();
            });
  }

  @Test
  void goesOnAfterARestart() {
    try (Replica process = new Replica()) {
      process.serve(WINDOW + 300, 0);
    }
    try (Replica process = new Replica()) {
      process.serve(200, 0);
      assertThat(process.judge()).isEmpty();
      process.serve(WINDOW, 0);
      assertQuiet(process.judge());
    }
    try (Replica process = new Replica()) {
      process.serve(WINDOW, 100);
      assertThat(process.judge().orElseThrow().driftedColumns()).contains("amount", "prediction");
    }
  }

  @Test
  void isThatOfAllProcesses() {
    Replica one = new Replica(); // it leads
    Replica two = new Replica();
    two.serve(WINDOW - 1, 900); // it would choose other cells
    one.serve(WINDOW, 0);
    one.judge();
    two.judge();
    two.serve(250, 0);
    two.judge();
    one.serve(250, 0);
    one.judge();
    two.judge();

    two.serve(WINDOW, 0);
    two.judge();
    assertQuiet(one.judge());
    one.serve(WINDOW, 100);
    assertThat(one.judge().orElseThrow().driftedColumns()).contains("amount", "prediction");
    assertThat(one.model.reports().between(Instant.MIN, Instant.MAX)).hasSize(2);
  }

  @Test
  void isLearnedAnewByAllOnceItIsForgotten() {
    Replica one = new Replica();
    Replica two = new Replica();
    one.serve(WINDOW + 500, 0);
    one.judge();
    two.judge();

    one.model.monitoring().forgetReference(ALICE, "Prices are in euro now");
    two.serve(WINDOW - 1, 0); // of a reference that is forgotten
    two.judge();
    one.judge();
    one.serve(WINDOW, 1_000);
    one.judge();
    two.judge();
    two.serve(250, 1_000);
    two.judge();
    one.serve(250, 1_000);
    one.judge();
    two.judge();
    two.serve(WINDOW, 1_000);
    two.judge();
    assertQuiet(one.judge());
  }

  @Test
  void isForgottenOnlyIfThereIsOne() {
    Replica process = new Replica();
    assertThatThrownBy(() -> process.model.monitoring().forgetReference(ALICE, "Prices"))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Cannot forget the reference of fraud: none was learned");
    assertThatThrownBy(() -> process.model.monitoring().forgetReference(ALICE, " "))
        .isInstanceOf(InvalidValueException.class);
  }

  private static Map<String, byte[]> lines() {
    Profile cells =
        References.of(
            References.numbers("amount", 1, 2, 3, 4), References.texts("shop", "a", "b", "b", ""));
    LearnedReference begun = new LearnedReference("00000000000000a1", "fraud:7", 500, cells, null);
    LearnedReference complete = begun.with(DriftSummary.of(500, new byte[] {1, 10, 0, -1}));
    Map<String, byte[]> lines = new LinkedHashMap<>();
    lines.put("begun", LearnedLine.of("fraud", NOON, false, List.of(begun)));
    lines.put("complete", LearnedLine.of("fraud", NOON, false, List.of(complete)));
    lines.put("forgotten", LearnedLine.forgotten("fraud", NOON, "fraud:6", ALICE, "Prices"));
    lines.put("whole", LearnedLine.of("fraud", NOON, true, List.of(begun, complete)));
    return lines;
  }

  @Test
  void isWrittenAsDocumented() {
    Map<String, String> documented = FormatVectors.entries("learned-references-ID");
    assertThat(documented).hasSize(lines().size());
    lines()
        .forEach(
            (name, line) -> {
              byte[] vector =
                  FormatVectors.bytes(Objects.requireNonNull(documented.get(name), name));
              assertThat(line).as(name).isEqualTo(vector);
              LearnedLine.Read read = LearnedLine.read("fraud", vector);
              assertThat(read.line().whole()).isEqualTo(name.equals("whole"));
              assertThat(read.references().stream().filter(LearnedReference::isComplete))
                  .hasSize(name.equals("complete") || name.equals("whole") ? 1 : 0);
            });
  }
}
