package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.ChildJvm;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storms.ChildArchive;
import io.lifecycle4j.monitoring.Alert;
import io.lifecycle4j.monitoring.AlertCause;
import io.lifecycle4j.monitoring.AlertDecision;
import io.lifecycle4j.monitoring.AlertDecision.Outcome;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that die while they write slices, windows, reports and alerts, one after the other. */
@Tag(Volume.TAG)
@Timeout(300)
class KilledWindowsTest {
  private static final int WINDOW = 200;
  private static final int WINDOWS = 4;
  private static final int KILLED = Volume.of(1, 3, 60);
  private static final int NEVER = Integer.MAX_VALUE;
  private static final List<String> KINDS = List.of("drift-", "alerts-");
  private static final AlertCause LENGTH = AlertCause.drift("length");
  private static final String DONE = "done";

  @TempDir private Path directory;
  private final Random random = new Random(Volume.seed());
  private long served;

  private static ManagedModel<Flower, String> model(Lifecycle home) {
    return Flowers.model(home)
        .monitor(DriftMonitor.builder().window(WINDOW).falseAlarmRate(0.01).build())
        .open();
  }

  /** Serves windows that drifted, all of which are in inches. */
  static final class Dying {
    private Dying() {}

    public static void main(String[] arguments) {
      Medium medium =
          new DeadlyMedium(
              Path.of(arguments[0]),
              KINDS,
              Integer.parseInt(arguments[1]),
              Boolean.parseBoolean(arguments[2]));
      try (Lifecycle home = Flowers.in(medium);
          ManagedModel<Flower, String> model = model(home)) {
        List<Flower> inches = Collections.nCopies(WINDOW, new Flower(0.6, 0.3, "sand"));
        for (int i = 0; i < WINDOWS; i++) {
          model.predict(inches);
          model.monitoring().findDrift();
        }
      }
      System.out.println(DONE);
    }
  }

  private boolean dies(int write, boolean before) throws Exception {
    try (ChildJvm child =
        ChildJvm.start(ChildArchive.options(), Dying.class, directory, write, before)) {
      List<String> lines = child.awaitLines(Integer.MAX_VALUE);
      assertThat(lines).last().isIn(DONE, DeadlyMedium.DIED);
      served += (long) WINDOW * WINDOWS;
      return !lines.contains(DONE);
    }
  }

  @Test
  @OnlyLarger
  void countEachRowAndDecideAboutEachWindowOnce() throws Exception {
    try (Lifecycle home = Flowers.in(Media.file(directory));
        ManagedModel<Flower, String> model = model(home)) {
      Flowers.promoted(model, Flowers.commit(home, 1, 2_000).split(Flowers.PLAN));
    }
    int died = 0;
    for (int i = 0; i < KILLED; i++) {
      died += dies(1 + random.nextInt(3 * WINDOWS), random.nextBoolean()) ? 1 : 0;
    }
    assertThat(died).isPositive();
    assertThat(dies(NEVER, false)).isFalse();

    try (Lifecycle home = Flowers.in(Media.file(directory));
        ManagedModel<Flower, String> model = model(home)) {
      List<DriftReport> reports = model.reports().between(Instant.MIN, Instant.MAX);
      assertThat(reports).extracting(DriftReport::id).doesNotHaveDuplicates();
      assertThat(reports).hasSizeGreaterThanOrEqualTo(WINDOWS);
      assertThat(reports).allSatisfy(each -> assertThat(each.rows()).isBetween(200L, 399L));
      assertThat(reports.stream().mapToLong(DriftReport::rows).sum()).isLessThanOrEqualTo(served);

      List<Alert> alerts = model.alerts().between(Instant.MIN, Instant.MAX);
      assertThat(alerts).extracting(Alert::cause).doesNotHaveDuplicates();
      assertThat(model.alerts().find(LENGTH).orElseThrow().span().windows())
          .isEqualTo(reports.stream().filter(DriftReport::drifted).count());
      assertThat(model.alerts().decisions(Instant.MIN, Instant.MAX))
          .filteredOn(decision -> decision.outcome() == Outcome.OPENED)
          .extracting(AlertDecision::alert)
          .doesNotHaveDuplicates()
          .hasSameSizeAs(alerts);
    }
  }
}
