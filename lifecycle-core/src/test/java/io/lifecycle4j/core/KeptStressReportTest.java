package io.lifecycle4j.core;

import static io.lifecycle4j.evaluation.StressTests.missing;
import static io.lifecycle4j.evaluation.StressTests.noise;
import static io.lifecycle4j.evaluation.StressTests.shifted;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.evaluation.StressReport;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.KeptStressReport;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.registry.StressTested;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A stress report is kept like an evaluation. */
@Timeout(60)
class KeptStressReportTest {
  @TempDir private Path directory;

  private static StressReport stressed(ManagedModel<Flower, String> model, ModelVersion version) {
    return model.stress(version).tests(missing(), shifted("length", 2), noise(0.5)).run();
  }

  private static List<KeptStressReport> kept(Lifecycle home, ModelVersion version) {
    return home.models().stressReports(version);
  }

  @Test
  void isTheOneThatWasReturned() {
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      assertThat(kept(home, version)).isEmpty();
      StressReport report = stressed(model, version);
      home.maintenance().collectGarbage().grace(Duration.ZERO).quarantine().run();
      assertThat(kept(home, version)).hasSize(1);
      KeptStressReport kept = kept(home, version).get(0);
      assertThat(kept.report()).isEqualTo(report);
      assertThat(kept.entry()).isEqualTo(model.history().get(1));
      StressTested.Worst worst = kept.change().worst().orElseThrow();
      assertThat(worst.test()).isEqualTo(report.results().get(0).test().toString());
      assertThat(report.results().get(0).drop()).contains(worst.drop());
      assertThat(kept.change().clean()).isEqualTo(report.clean());
      assertThat(kept.markdown())
          .startsWith(report.markdown())
          .endsWith("SHA-256 of the report: " + kept.change().document().blob() + "\n");
      assertThat(home.models().evaluations(version)).isEmpty();
    }
  }

  @Test
  void comesWithAVersionFromAnotherHome() {
    Path file = directory.resolve("species-1.l4jversion");
    StressReport report;
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      report = stressed(model, version);
      model.export(version, file);
    }
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
      model.importFrom(file, Actor.by("bob"), "Trained on May");
      RegisteredVersion listed = home.models().versions("species").get(0);
      assertThat(home.models().stressReports(listed))
          .extracting(KeptStressReport::report)
          .containsExactly(report);
    }
  }
}
