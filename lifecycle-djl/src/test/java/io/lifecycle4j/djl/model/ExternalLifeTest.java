package io.lifecycle4j.djl.model;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static io.lifecycle4j.registry.Gates.withoutBaseline;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.djl.model.ExternalFiles.Line;
import io.lifecycle4j.djl.model.ExternalProgram.Row;
import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.storage.spi.Medium;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every program that PyTorch wrote, from its registration to its rollback. */
class ExternalLifeTest {
  private static final Actor ALICE = Actor.by("alice");
  private static final int WINDOW = 80;

  @ParameterizedTest
  @EnumSource
  @OnlyLarger
  void isJudgedPromotedServedWatchedAndRolledBack(ExternalProgram program) throws Exception {
    live(program, program.task());
  }

  private static <O> void live(ExternalProgram program, Task<O> task) throws Exception {
    try (Medium medium = Media.memory();
        Lifecycle home = Lifecycle.builder().medium(medium).open()) {
      Split split = program.split(home, 200);
      try (ManagedModel<Row, O> model =
          home.model(program.id(), program.columns().build(), task)
              .gates(
                  metric(program.metric()).atLeast(0.95),
                  notWorseThanProduction(program.metric()).within(0.15),
                  withoutBaseline("The rows held out are few"))
              .monitor(DriftMonitor.builder().window(WINDOW).falseAlarmRate(0.001).build())
              .open()) {
        ModelVersion first =
            model.register(
                program.file().golden(program.golden()).fact("by", "PyTorch 2.7.1"),
                split,
                ALICE,
                "From research");
        assertThat(first.manifest().provenance()).isInstanceOf(Provenance.External.class);
        model.promote(first, ALICE, "As good as in Python");
        assertAnswersOfPython(program, model, 1);

        // Registered past the model, as its file has been tried already.
        ModelRegistry registry = Registries.over(medium, InstantSource.system());
        ModelVersion second =
            registry.register(program.id(), first.manifest(), ALICE, "The same again");
        model.promote(second, ALICE, "As good");
        for (int i = 0; i < WINDOW; i++) {
          model.predict(program.row(i, 1.5f)); // other inputs
        }
        assertThat(model.monitoring().findDrift().orElseThrow().drifted()).isTrue();
        model.rollback(ALICE, "The inputs drift");
        assertAnswersOfPython(program, model, 1);
      }
    }
  }

  /** Eight threads, each in calls of one row and of all rows. */
  private static <O> void assertAnswersOfPython(
      ExternalProgram program, ManagedModel<Row, O> model, int version) throws Exception {
    Together.run(
        8,
        thread -> {
          List<Row> rows = program.rows();
          for (Row row : rows) {
            assertAnswer(program, row.line(), model.predict(row), version);
          }
          List<Prediction<O>> all = model.predict(rows);
          for (int i = 0; i < all.size(); i++) {
            assertAnswer(program, rows.get(i).line(), all.get(i), version);
          }
          return thread;
        });
  }

  private static void assertAnswer(
      ExternalProgram program, Line line, Prediction<?> answer, int version) {
    assertThat(answer.version()).hasValue(version);
    if (program.classes().isEmpty()) {
      double expected = line.outputs()[0];
      assertThat((Double) answer.value())
          .isCloseTo(expected, within(1e-5 * Math.max(1, Math.abs(expected))));
      return;
    }
    assertThat(answer.value()).isEqualTo(program.classes().get(line.best()));
    for (int i = 0; i < program.classes().size(); i++) {
      assertThat(answer.probability(program.classes().get(i)).orElseThrow())
          .isCloseTo(line.probability(i), within(1e-5));
    }
  }
}
