package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.contract.ChildJvm;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.storms.ChildArchive;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.monitoring.Alert;
import io.lifecycle4j.monitoring.AlertCause;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process dies after it kept a report, and before it decided about alerts. */
@Timeout(120)
class AlertsAfterDeathTest {
  private static final int WINDOW = 200;

  @TempDir private Path directory;

  private static ManagedModelBuilder<Flower, String> model(Lifecycle home) {
    return Flowers.model(home)
        .monitor(DriftMonitor.builder().window(WINDOW).falseAlarmRate(0.01).build());
  }

  /** The process ends once a report is stored. */
  private static Medium deadly(Path home) {
    return new DeadlyMedium(home, List.of("drift-reports-"), 1, false);
  }

  /** Serves a window that drifted. */
  static final class Dying {
    private Dying() {}

    public static void main(String[] arguments) {
      try (Lifecycle home = Flowers.in(deadly(Path.of(arguments[0])));
          ManagedModel<Flower, String> model = model(home).open()) {
        Split split = Flowers.commit(home, 1, 2_000).split(Flowers.PLAN);
        Flowers.promoted(model, split);
        List<Flower> inches = new ArrayList<>();
        split
            .rows(SplitRole.TRAIN)
            .forEach(
                row -> inches.add(new Flower(row.number(0) / 2.54, row.number(1), row.text(2))));
        model.predict(inches.subList(0, WINDOW));
        model.monitoring().findDrift();
      }
    }
  }

  @Test
  @OnlyLarger
  void areOpenedByTheNextProcessAndOnlyOnce() throws Exception {
    try (ChildJvm child = ChildJvm.start(ChildArchive.options(), Dying.class, directory)) {
      assertThat(child.awaitLines(1)).containsExactly(DeadlyMedium.DIED);
    }
    BlockingQueue<Alert> received = new LinkedBlockingQueue<>();
    AlertCause length = AlertCause.drift("length");
    String id;
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = model(home).onAlert(received::add).open()) {
      String report = model.reports().findNewest().orElseThrow().id();
      assertThat(model.reports().drifted(9)).singleElement().matches(it -> it.id().equals(report));
      Alert alert = received.poll(60, TimeUnit.SECONDS);
      while (alert != null && !alert.cause().equals(length)) {
        alert = received.poll(60, TimeUnit.SECONDS);
      }
      assertThat(alert).isNotNull();
      assertThat(alert.span().windows()).isEqualTo(1);
      id = alert.id();
    }
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = model(home).open()) {
      model.monitoring().findDrift(); // it leads
      Alert kept = model.alerts().find(length).orElseThrow();
      assertThat(kept.id()).isEqualTo(id);
      assertThat(kept.span().windows()).isEqualTo(1);
    }
  }
}
