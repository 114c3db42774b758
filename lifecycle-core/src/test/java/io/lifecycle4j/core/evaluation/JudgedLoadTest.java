package io.lifecycle4j.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.loading.LineVersions;
import io.lifecycle4j.core.loading.Pace;
import io.lifecycle4j.core.loading.VersionLoads;
import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.spi.Medium;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A version that is judged is loaded as carefully as one that serves. */
@Timeout(60)
class JudgedLoadTest {
  private final LinearEngine engine = new LinearEngine();
  private final Medium medium = Media.memory();

  /** A row whose label version 1 predicts exactly. */
  record Point(double x, double y) {}

  static final Rows ROWS =
      new Rows() {
        private final Columns<Point> columns = Columns.of(Point.class);

        @Override
        public Schema schema() {
          return columns.schema();
        }

        @Override
        public void forEach(Consumer<? super Row> action) {
          for (int x = 0; x < 5; x++) {
            action.accept(columns.row(new Point(x, x + 1)));
          }
        }
      };

  private Evaluator evaluator(VersionLoads loads) {
    InstantSource clock = () -> Fixtures.TIME;
    return new Evaluator(new Holdouts(DatasetStores.over(medium, clock), medium, clock), loads);
  }

  private static ModelVersion version(int number) {
    return LineVersions.version(number, LineVersions.INPUT.schema());
  }

  @AfterEach
  void leavesNothingLoaded() {
    medium.close();
    assertThat(engine.open()).isZero();
    assertThat(engine.violations()).isEmpty();
  }

  @Test
  void isScoredOnTheCallingThreadAndFreed() {
    try (VersionLoads loads = LineVersions.loads(engine, medium, Duration.ofSeconds(20))) {
      assertThat(evaluator(loads).score(version(1), ROWS).metric("mae")).isZero();
      assertThat(evaluator(loads).score(version(2), ROWS).metric("mae")).isEqualTo(3);
    }
    assertThat(engine.loaded()).isEqualTo(2);
  }

  @Test
  void isRefusedIfItCannotFitIntoMemory() {
    Engines engines = new Engines(List.of(engine));
    try (VersionLoads loads =
        new VersionLoads(
            "line",
            number -> LineVersions.version(number, LineVersions.INPUT.schema(), 1L << 50),
            engines,
            file -> InputStream.nullInputStream(),
            medium,
            () -> Fixtures.TIME,
            Pace.DEFAULT)) {
      assertThatThrownBy(() -> evaluator(loads).score(version(1), ROWS))
          .isInstanceOf(ModelUnavailableException.class)
          .hasMessageStartingWith(
              "Cannot load line:1: its files have 1125899906842624 bytes (at most ");
    }
    assertThat(engine.loaded()).isZero();
  }

  @Test
  void isSkippedIfItsLoadEndedAProcessUntilSomebodyAsksForIt() {
    LineVersions.markFatal(medium, 2);
    try (VersionLoads loads = LineVersions.loads(engine, medium, Duration.ofSeconds(20))) {
      loads.readSkipped();
      Evaluator evaluator = evaluator(loads);
      assertThat(evaluator.skips(2)).isTrue();
      assertThatThrownBy(() -> evaluator.score(version(2), ROWS))
          .isInstanceOf(ModelUnavailableException.class)
          .hasMessageStartingWith("Cannot load line:2: the process ended during its last load");
      assertThat(engine.loaded()).isZero();
      assertThat(evaluator.scoreAgain(version(2), ROWS).rows()).isEqualTo(5);
      assertThat(evaluator.skips(2)).isFalse();
    }
  }
}
