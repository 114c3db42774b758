package io.lifecycle4j.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people ask of runs out of habit. */
class RunQuestionsTest {
  private final Medium medium = Media.memory();
  private final HomeExperiments experiments =
      Tracking.experiments(Tracking.over(medium), run -> false, InstantSource.fixed(Fixtures.TIME));

  @AfterEach
  void close() {
    experiments.close();
    medium.close();
  }

  private void run(String name, double... losses) {
    experiments
        .newRun("fraud")
        .name(name)
        .run(
            run -> {
              for (double loss : losses) {
                run.log("loss", loss);
              }
            });
  }

  private List<String> found(String filter, String order) {
    RunQuery query = RunQuery.builder().where(filter).orderBy(order).build();
    return experiments.search(query).runs().stream().map(run -> run.info().name()).toList();
  }

  @Test
  void findTheBestValueOfAMetricThoughALaterOneIsWorse() {
    run("early", 3, 0.5, 2);
    run("steady", 2, 1);
    run("lost", Double.NaN);
    run("none");
    assertThat(found("min.loss <= 1", "min.loss")).containsExactly("early", "steady");
    assertThat(found("", "max.loss DESC")).containsExactly("early", "steady", "lost", "none");
    assertThat(found("min.loss IS NULL", "run_name")).containsExactly("lost", "none");
    try (Run going = experiments.newRun("fraud").name("going").start().log("loss", 0.1)) {
      assertThat(going.log("loss", 9)).isSameAs(going);
      assertThat(found("min.loss < 0.4", "min.loss")).containsExactly("going");
    }
  }

  @Test
  void askForTheTagsThatMlflowSets() {
    RunRecord parent = experiments.newRun("fraud").name("sweep").tag("user", "ann").run(r -> {});
    experiments.newRun("fraud").name("lr=0.1").parent(parent.id()).run(r -> {});
    experiments.newRun("fraud").tag("mlflow.runName", "as it was there").run(r -> {});
    assertThat(found("tags.mlflow.runName = 'lr=0.1'", "run_name")).containsExactly("lr=0.1");
    assertThat(found("tags.mlflow.parentRunId = '" + parent.id() + "'", "run_name"))
        .containsExactly("lr=0.1");
    assertThat(found("tags.mlflow.user = 'ann'", "run_name")).containsExactly("sweep");
    assertThat(found("tags.mlflow.runName LIKE 'as%'", "run_name")).hasSize(1);
  }
}
