package io.lifecycle4j.core.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.OverLinear;
import io.lifecycle4j.core.loading.LineVersions;
import io.lifecycle4j.core.loading.VersionLoads;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A version that does not serve is loaded as carefully as one that does. */
@Timeout(60)
class RowAnswersTest {
  private final LinearEngine linear = new LinearEngine();
  private final Medium medium = Media.memory();
  private final ModelVersion version = Versions.version(2, Versions.INPUT.schema());

  /** Says that it runs native code, and may have no worker once its golden rows were run. */
  private record Native(LinearEngine engine, int workers) implements OverLinear {
    @Override
    public boolean isNative() {
      return true;
    }

    @Override
    public LoadedModel load(ModelArtifact artifact, Files files) {
      LoadedModel loaded = engine.load(artifact, files);
      return new LoadedModel() {
        private int made;

        @Override
        public ModelWorker worker() {
          made++;
          if (made > workers) {
            throw new OutOfMemoryError("made by the test");
          }
          return loaded.worker();
        }

        @Override
        public void close() {
          loaded.close();
        }
      };
    }
  }

  private RowAnswers answers(Engine engine) {
    return new RowAnswers(
        version, Versions.routes(LineVersions.loads(engine, medium, Duration.ofSeconds(20))));
  }

  @AfterEach
  void leavesNothingLoaded() {
    medium.close();
    assertThat(linear.open()).isZero();
    assertThat(linear.violations()).isEmpty();
  }

  @Test
  void marksTheLoad() {
    answers(new Native(linear, 9)).close();
    assertThat(Fixtures.texts(medium.journals().read(medium.journals().names().get(0), 1)))
        .hasSize(2)
        .first()
        .asString()
        .startsWith("{\"kind\":\"begun\",\"model\":\"line\"");
    VersionLoads loads = LineVersions.loads(linear, medium, Duration.ofSeconds(20));
    loads.readSkipped();
    assertThat(loads.isSkipped(2)).isFalse();
  }

  @Test
  void loadsNoneWhoseLoadEndedAProcess() {
    LineVersions.markFatal(medium, 2);
    VersionLoads loads = LineVersions.loads(linear, medium, Duration.ofSeconds(20));
    loads.readSkipped();
    assertThatThrownBy(() -> new RowAnswers(version, Versions.routes(loads)))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageStartingWith("Cannot load line:2: the process ended during its last load");
    assertThat(linear.loaded()).isZero();
  }

  @Test
  void freesANetworkThatCannotRun() {
    assertThatThrownBy(() -> answers(new Native(linear, 1)))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessage("Cannot load line:2: java.lang.OutOfMemoryError: made by the test");
    assertThat(linear.loaded()).isEqualTo(1);
  }
}
