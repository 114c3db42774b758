package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.jdbc.JdbcMediumProvider;
import io.lifecycle4j.maintenance.GarbageReport;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.MediumOption;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.RunStatus;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole home lives in a database, by the medium of {@code io.lifecycle4j.jdbc}. */
class DatabaseHomeTest {
  @TempDir private Path directory;

  private URI location() {
    return URI.create("jdbc:h2:file:" + directory.toAbsolutePath().resolve("home"));
  }

  private Medium database(MediumOption... options) {
    return new JdbcMediumProvider().open(location(), Set.of(options));
  }

  private static String answer(ManagedModel<Flower, String> model) {
    return model.predict(SETOSA).value();
  }

  @Test
  void keepsDataRunsAndModelsWhenItIsOpenedAgain() {
    String run;
    try (Lifecycle home = Flowers.in(database());
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Split split = Flowers.split(home, 1);
      run = home.experiments().call("flowers", tracked -> tracked.log("loss", 0.5).id());
      ModelVersion version = model.train(split);
      assertThatThrownBy(() -> answer(model)).isInstanceOf(ModelUnavailableException.class);
      model.promote(version, ALICE, "First release");
      assertThat(answer(model)).isEqualTo("setosa");
    }
    try (Lifecycle home = Flowers.in(database());
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      assertThat(home.datasets().dataset("flowers").version(1).rows().row(399).text(2))
          .isIn("sand", "loam");
      assertThat(home.experiments().find(run).orElseThrow().status()).isEqualTo(RunStatus.FINISHED);
      assertThat(model.findProduction()).map(ModelVersion::number).contains(1);
      assertThat(answer(model)).isEqualTo("setosa");
      Flowers.promoted(model, Flowers.split(home, 2));
      assertThat(model.predict(SETOSA).version()).hasValue(2);
      model.rollback(ALICE, "Scores look wrong");
      assertThat(model.predict(SETOSA).version()).hasValue(1);
    }
  }

  @Test
  void isMaintainedAsAnyOther() {
    try (Lifecycle home = Flowers.in(database());
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Flowers.promoted(model, Flowers.split(home, 1));
      try (Medium medium = database()) {
        medium.blobs().put(Content.of("garbage"));
      }
      GarbageReport report =
          home.maintenance().collectGarbage().grace(Duration.ZERO).quarantine().run();
      assertThat(report.garbage()).hasSize(1);
      assertThat(home.maintenance().verify(VerifyDepth.HASH).sound()).isTrue();
      home.maintenance().backup(directory.resolve("copy"));
    }
    try (Lifecycle copy = Flowers.in(directory.resolve("copy"));
        ManagedModel<Flower, String> model = Flowers.model(copy).open()) {
      assertThat(answer(model)).isEqualTo("setosa");
    }
  }

  @Test
  void opensNothingToReadThatIsNotThere() {
    assertThatThrownBy(() -> database(MediumOption.READ_ONLY))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Home does not exist: " + location());
    database().close();
    try (Lifecycle home = Flowers.in(database(MediumOption.READ_ONLY))) {
      assertThat(home.datasets().names()).isEmpty();
      assertThatThrownBy(() -> Flowers.commit(home, 1, 10)).isInstanceOf(ReadOnlyException.class);
    }
  }
}
