package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tracking needs no engine and no model. */
class TrackingAloneTest {
  @Test
  void tracksInThreeLines(@TempDir Path directory) {
    try (Lifecycle home = Lifecycle.open(directory)) {
      RunRecord run = home.experiments().run("fraud", r -> r.param("lr", 0.01).log("loss", 0.31));

      assertThat(run.status()).isEqualTo(RunStatus.FINISHED);
      assertThat(run.params()).containsEntry("lr", Param.of(0.01));
      assertThat(run.metric("loss")).contains(0.31);
    }
    try (Lifecycle home = Lifecycle.open(directory)) {
      assertThat(home.experiments().runs("fraud")).hasSize(1);
      assertThat(home.models().names()).isEmpty();
    }
  }

  @Test
  void keepsTheCauseOfABodyThatThrows() {
    try (Lifecycle home = Lifecycle.inMemory()) {
      assertThatThrownBy(
              () ->
                  home.experiments()
                      .run(
                          "fraud",
                          run -> {
                            run.log("loss", 1);
                            throw new java.io.IOException("no network");
                          }))
          .isInstanceOf(java.io.IOException.class)
          .hasMessage("no network");
      RunRecord run = home.experiments().runs("fraud").get(0);
      assertThat(run.status()).isEqualTo(RunStatus.FAILED);
      assertThat(run.end().map(RunEnd::cause)).hasValue("java.io.IOException: no network");
    }
  }
}
