package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.LoggedLines;
import io.lifecycle4j.core.monitoring.strata.Strata;
import io.lifecycle4j.core.monitoring.strata.WatchedReference;
import io.lifecycle4j.core.serving.PredictionObserver;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.SameSeason;
import io.lifecycle4j.monitoring.Season;
import io.lifecycle4j.monitoring.WindowTraffic;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class DriftObserverTest {
  private record Payment(double amount, boolean foreign) {}

  @Test
  void saysWhatASmallReferenceLacks() {
    assertThat(DriftObserver.shortage("fraud:7", 200, DriftMonitor.builder().build()))
        .contains(
            "The drift reference of fraud:7 has 200 rows (needs 5000, 10 windows of 500): small"
                + " shifts stay unseen, and the promise of false alarms holds on average over such"
                + " references only (split off more validation rows, or watch smaller windows)");
    assertThat(DriftObserver.shortage("fraud:7", 0, DriftMonitor.builder().build()))
        .contains(
            "The drift reference of fraud:7 has no rows: the first 11 windows of 500 become the"
                + " reference, so drift before their end is not detected (split off validation"
                + " rows)");
    assertThat(DriftObserver.shortage("fraud:7", 4_999, DriftMonitor.builder().build()))
        .isPresent();
    assertThat(DriftObserver.shortage("fraud:7", 5_000, DriftMonitor.builder().build())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"499, 1", "500, 0"})
  void warnsOfASmallReferenceWhenAVersionBeginsToServe(int rows, int warned) {
    List<String> warnings = new ArrayList<>();
    double[] amounts = IntStream.range(0, rows).mapToDouble(i -> i % 50).toArray();
    Schema inputs = Schema.builder().column("amount", DataType.FLOAT64).build();
    try (DriftObservers observers =
        new DriftObservers(
            "fraud",
            DriftMonitor.builder().window(50).inputsOnly().build(),
            new HistogramDriftDetector(),
            () -> Instant.EPOCH,
            report -> {},
            LoggedLines.of("warn", warnings))) {
      observers.of(
          "fraud:7",
          new PredictionObserver.Seen(inputs, inputs, classification("fraud")),
          References.of(References.numbers("amount", amounts)));
    }
    assertThat(warnings).hasSize(warned);
    assertThat(warnings)
        .allMatch(
            line -> line.startsWith("The drift reference of fraud:7 has 499 rows (needs 500"));
  }

  @Test
  void takesAWindowThatOnlyTimeEndsToHave500Rows() {
    DriftMonitor daily = DriftMonitor.builder().window(Duration.ofDays(1)).build();

    assertThat(DriftObserver.shortage("fraud:7", 200, daily).orElseThrow())
        .contains("needs 5000, 10 windows of 500");
    assertThat(DriftObserver.shortage("fraud:7", 0, daily).orElseThrow())
        .contains("the first 11 windows of 500 become the reference");
  }

  /** A reference of the first windows is complete, although no number of rows ends them. */
  @Test
  void learnsAReferenceThoughOnlyTimeEndsWindows() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    try (Lifecycle home =
            Lifecycle.builder().location(URI.create("memory:new")).clock(now::get).open();
        ManagedModel<Payment, String> model =
            home.model("fraud", Payment.class, classification("fraud"))
                .serving(payment -> "no")
                .monitor(DriftMonitor.builder().window(Duration.ofDays(1)).build())
                .open()) {
      for (int i = 0; i < 5_500; i++) { // the reference
        model.predict(new Payment(i % 50, i % 2 == 0));
      }
      for (int i = 0; i < 200; i++) {
        model.predict(new Payment(100, false));
      }
      now.set(Instant.parse("2026-01-02T00:00:00Z"));
      model.predict(new Payment(1, false));

      DriftReport report = model.monitoring().findDrift().orElseThrow();
      assertThat(report.rows()).isEqualTo(200);
      assertThat(report.reference().rows()).isEqualTo(5_000);
      assertThat(report.driftedColumns()).contains("amount", "foreign");
    }
  }

  @Test
  void saysWhichSeasonsAReferenceLacks() {
    Profile all = References.of(References.numbers("amount", 1, 2, 3, 4));
    Profile none = new WindowRecorder(all).profile();
    Strata weekdays =
        Strata.of(null, all, new SameSeason("time", ZoneOffset.UTC, List.of(Season.WEEKDAY)));
    List<Profile> workdays = List.of(all, all, all, all, all, none, none);
    assertThat(
            DriftObserver.gaps("fraud:7", WatchedReference.of(all, weekdays, workdays, workdays)))
        .contains(
            "The drift reference of fraud:7 has no rows of 2 of its 7 seasons: live rows of these"
                + " are not compared (name a dataset version that covers all seasons, such as"
                + " whole years)");
    List<Profile> each = Collections.nCopies(7, all);
    assertThat(DriftObserver.gaps("fraud:7", WatchedReference.of(all, weekdays, each, each)))
        .isEmpty();
    assertThat(DriftObserver.gaps("fraud:7", WatchedReference.of(all))).isEmpty();
  }

  @Test
  void seesARareFlagAndARareAnswerTakeOver() {
    try (Lifecycle home = Lifecycle.open(URI.create("memory:new"));
        ManagedModel<Payment, String> model =
            home.model("fraud", Payment.class, classification("fraud"))
                .serving(payment -> payment.amount() > 999 ? "yes" : "no")
                .monitor(DriftMonitor.builder().window(50).build())
                .open()) {
      for (int i = 0; i < 550; i++) { // the reference: 1 % answers are yes, 0.4 % are foreign
        model.predict(new Payment(i % 100 == 7 ? 1_000 : i % 50, i % 250 == 3));
      }
      for (int i = 0; i < 50; i++) {
        model.predict(new Payment(i % 50, true));
      }
      assertThat(model.monitoring().findDrift().orElseThrow().driftedColumns())
          .containsExactly("foreign");
      for (int i = 0; i < 50; i++) {
        model.predict(new Payment(1_000, i % 250 == 3));
      }
      assertThat(model.monitoring().findDrift().orElseThrow().driftedColumns())
          .contains("prediction", "amount")
          .doesNotContain("foreign");
    }
  }

  @Test
  void reportsTheTrafficOfAWindow() {
    try (Lifecycle home = Lifecycle.open(URI.create("memory:new"));
        ManagedModel<Payment, String> model =
            home.model("fraud", Payment.class, classification("fraud"))
                .serving(
                    payment -> {
                      if (payment.amount() < 0) {
                        throw new IllegalStateException("A debt");
                      }
                      return "no";
                    })
                .monitor(DriftMonitor.builder().window(50).build())
                .open()) {
      List<Payment> inputs = new ArrayList<>();
      for (int i = 0; i < 550; i++) { // the reference
        model.predict(new Payment(i % 50, false));
      }
      for (int i = 0; i < 49; i++) {
        inputs.add(new Payment(i, false));
      }
      inputs.addAll(Arrays.asList(null, null, new Payment(-1, false)));
      model.predictEach(inputs);
      model.predict(new Payment(7, false));

      DriftReport report = model.monitoring().findDrift().orElseThrow();

      assertThat(report.rows()).isEqualTo(50);
      WindowTraffic traffic = report.traffic().orElseThrow();
      assertThat(traffic.rows()).isEqualTo(53);
      assertThat(traffic.refused()).isEqualTo(2);
      assertThat(traffic.failed()).isEqualTo(1);
      assertThat(traffic.refusalRate()).isEqualTo(2 / 53.0);
      assertThat(traffic.errorRate()).isEqualTo(1 / 53.0);
      assertThat(traffic.median()).isPositive().isLessThanOrEqualTo(traffic.slowest());
      assertThat(report.summary())
          .containsPattern("traffic: 53 inputs, 2 refused, 1 failed, [0-9.e+-]+ ms [(]99 % in ");
    }
  }

  @Test
  void letsAListenerCloseItsOwnModel() throws Exception {
    AtomicReference<ManagedModel<Payment, String>> self = new AtomicReference<>();
    AtomicReference<DriftReport> heard = new AtomicReference<>();
    CountDownLatch closed = new CountDownLatch(1);
    try (Lifecycle home = Lifecycle.open(URI.create("memory:new"))) {
      ManagedModel<Payment, String> model =
          home.model("fraud", Payment.class, classification("fraud"))
              .serving(payment -> "no")
              .monitor(DriftMonitor.builder().window(50).build())
              .onDrift(
                  report -> {
                    heard.set(report);
                    Objects.requireNonNull(self.get()).close();
                    closed.countDown();
                  })
              .open();
      self.set(model);
      for (int i = 0; i < 600; i++) {
        model.predict(new Payment(i % 50, false));
      }
      closed.await();
      assertThat(Objects.requireNonNull(heard.get()).drifted()).isFalse();
    }
  }
}
