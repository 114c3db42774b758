package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.condition.Conditions.metric;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.ForwardingTracker;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.Experiments;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.MetricSummary;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import io.lifecycle4j.tracking.spi.RunBatch;
import io.lifecycle4j.tracking.spi.RunLog;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What users call, over the default tracker. */
class ExperimentsTest {
  private final Medium medium = Media.memory();
  private final ExperimentTracker tracker = Tracking.over(medium);
  private final HomeExperiments experiments =
      Tracking.experiments(tracker, run -> false, InstantSource.fixed(Fixtures.TIME));

  @AfterEach
  void close() {
    experiments.close();
    medium.close();
  }

  private RunRecord only() {
    List<RunRecord> runs = experiments.runs("fraud");
    assertThat(runs).hasSize(1);
    return runs.get(0);
  }

  private void assertFailed(String cause) {
    assertThat(only().status()).isEqualTo(RunStatus.FAILED);
    assertThat(only().end().map(RunEnd::cause)).hasValue(cause);
  }

  @Test
  void recordsWhatHappensInABody() {
    RunRecord run =
        experiments.run(
            "fraud",
            r ->
                r.param("lr", 0.01)
                    .log("loss", 0.5)
                    .log("loss", 0.25)
                    .tag("note", "first")
                    .tag("note", "second")
                    .artifact("notes.txt", Content.of("hello")));

    assertThat(run.status()).isEqualTo(RunStatus.FINISHED);
    assertThat(run.params()).containsEntry("lr", Param.of(0.01));
    MetricPoint last = new MetricPoint(1, 0.25, Fixtures.TIME);
    MetricPoint first = new MetricPoint(0, 0.5, Fixtures.TIME);
    assertThat(run.metrics())
        .containsEntry("loss", new MetricSummary(last, Optional.of(last), Optional.of(first), 2));
    assertThat(run.tags()).containsEntry("note", "second");
    assertThat(experiments.artifact(run.id(), "notes.txt")).hasContent("hello");
    assertThat(experiments.find(run.id())).contains(run);
    assertThat(experiments.history(run.id(), "loss").points())
        .extracting(MetricPoint::value)
        .containsExactly(0.5, 0.25);
  }

  @Test
  void returnsTheResultOfACall() {
    String answer = experiments.call("fraud", run -> "answer of " + run.id());
    assertThat(answer).isEqualTo("answer of " + only().id());
  }

  @Test
  void throwsWhatABodyThrows() {
    assertThatThrownBy(
            () ->
                experiments.run(
                    "fraud",
                    run -> {
                      throw new IOException("no network");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("no network");
    assertFailed("java.io.IOException: no network");
  }

  @Test
  void letsABodyFinishItsRunItself() {
    RunRecord run = experiments.run("fraud", Run::finish);
    assertThat(run.status()).isEqualTo(RunStatus.FINISHED);
  }

  @Test
  void letsABodyFailItsRunItself() {
    String answer =
        experiments.call(
            "fraud",
            run -> {
              run.fail(new IOException("no network"));
              return "went on";
            });
    assertThat(answer).isEqualTo("went on");
    assertFailed("java.io.IOException: no network");
  }

  @Test
  void doesNotHideWhatABodyThrowsAfterItsEnd() {
    assertThatThrownBy(
            () ->
                experiments.run(
                    "fraud",
                    run -> {
                      run.finish();
                      throw new IOException("too late");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("too late");
    assertThat(only().status()).isEqualTo(RunStatus.FINISHED);
  }

  /** A tracker whose runs cannot be ended. */
  private static final class Endless extends ForwardingTracker {
    Endless(ExperimentTracker tracker) {
      super(tracker);
    }

    @Override
    public RunLog start(RunInfo info) {
      RunLog log = super.start(info);
      return new RunLog() {
        @Override
        public void append(RunBatch batch, Durability durability) {
          if (batch.end().isPresent()) {
            throw new io.lifecycle4j.error.StorageFailedException("Disk full");
          }
          log.append(batch, durability);
        }

        @Override
        public void close() {
          log.close();
        }
      };
    }
  }

  @Test
  void doesNotHideWhatABodyThrowsWhenTheEndCannotBeWritten() {
    Experiments endless =
        Tracking.experiments(
            new Endless(tracker), run -> false, InstantSource.fixed(Fixtures.TIME));
    assertThatThrownBy(
            () ->
                endless.run(
                    "fraud",
                    run -> {
                      throw new IOException("no network");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("no network")
        .satisfies(e -> assertThat(e.getSuppressed()).isNotEmpty());
    assertThat(only().status()).isEqualTo(RunStatus.CRASHED);
  }

  @Test
  void failsARunThatIsClosedWithoutFinish() {
    try (Run run = experiments.start("fraud")) {
      run.log("loss", 1);
    }
    assertFailed("closed without finish");
  }

  @Test
  void refusesEverythingAfterTheEnd() {
    Run run = experiments.start("fraud");
    run.finish();
    run.close();
    String message = "The run " + run.id() + " has ended";
    assertThatThrownBy(() -> run.param("lr", 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> run.log("loss", 1)).hasMessage(message);
    assertThatThrownBy(() -> run.tag("note", "x")).hasMessage(message);
    assertThatThrownBy(() -> run.artifact("a", Content.of("x"))).hasMessage(message);
    assertThatThrownBy(run::finish).hasMessage(message);
    assertThatThrownBy(() -> run.fail(new IOException())).hasMessage(message);
    assertThat(only().params()).isEmpty();
  }

  @Test
  void keepsTheFirstValueOfAParameter() {
    try (Run run = experiments.start("fraud")) {
      run.param("lr", 0.01).param("lr", 0.01);
      assertThatThrownBy(() -> run.param("lr", 0.02))
          .isInstanceOf(ConflictException.class)
          .hasMessage("Parameter already exists: lr is '0.01' (cannot become '0.02')");
      run.finish();
    }
    assertThat(only().params()).containsEntry("lr", Param.of(0.01));
  }

  @Test
  void countsStepsByMetric() {
    RunRecord run =
        experiments.run(
            "fraud", r -> r.log("loss", 3).log("acc", 1).log("loss", 2, 10).log("loss", 1));
    assertThat(experiments.history(run.id(), "loss").points())
        .extracting(MetricPoint::step)
        .containsExactly(0L, 10L, 11L);
    assertThat(run.metrics())
        .containsEntry("acc", MetricSummary.of(new MetricPoint(0, 1, Fixtures.TIME)));
  }

  @Test
  void searchesByTheLatestMetrics() {
    experiments.run("fraud", run -> run.log("loss", 0.1).log("loss", 0.9));
    RunRecord good = experiments.run("fraud", run -> run.log("loss", 0.9).log("loss", 0.1));
    experiments.run("fraud", run -> run.log("loss", Double.NaN));
    experiments.run("other", run -> run.log("loss", 0.1));

    assertThat(experiments.search("fraud", metric("loss").below(0.5))).containsExactly(good);
    assertThat(experiments.search("fraud", metric("auc").above(0))).isEmpty();
    assertThat(experiments.runs("nothing")).isEmpty();
  }

  @Test
  void searchesByTheUserThatItsOwnTagSays() {
    RunRecord run = experiments.run("fraud", r -> r.tag("mlflow.user", "b").tag("user", "a"));

    assertThat(experiments.search("fraud", Conditions.parse("attributes.user_id = 'a'")))
        .containsExactly(run);
    assertThat(experiments.search("fraud", Conditions.parse("attributes.user_id = 'b'"))).isEmpty();
  }

  @Test
  void saysWhyItFailedWhateverTheCauseSays() {
    experiments.start("fraud").fail(new IOException("x".repeat(9_978) + "\uD83D\uDE00 more"));
    experiments.start("fraud").fail(new IOException("half \uD800"));
    experiments
        .start("fraud")
        .fail(
            new IOException() {
              @Override
              public String getMessage() {
                throw new IllegalStateException("for the test");
              }
            });

    assertThat(experiments.runs("fraud"))
        .extracting(run -> run.end().orElseThrow().cause())
        .satisfiesExactly(
            cause -> assertThat(cause).endsWith("x\uD83D\uDE00…"),
            cause -> assertThat(cause).isEqualTo("java.io.IOException: half \uFFFD"),
            cause -> assertThat(cause).startsWith(ExperimentsTest.class.getName()));
  }

  @Test
  void countsNoStepBehindTheLast() {
    Run run = experiments.start("fraud").log("loss", 1, Long.MAX_VALUE);

    assertThatThrownBy(() -> run.log("loss", 2))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid step of metric loss: there is none after 9223372036854775807 (give a step)");
    assertThatThrownBy(() -> run.batch(parts -> parts.param("p", 1).log("loss", 2)))
        .isInstanceOf(InvalidValueException.class);
    run.log("loss", 3, 0).finish();
    assertThat(experiments.find(run.id()).orElseThrow().params()).isEmpty();
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without null checks may pass
  void refusesWhatIsMissing() {
    Condition missing = null;
    assertThatThrownBy(() -> experiments.start(" ")).isInstanceOf(InvalidNameException.class);
    assertThatThrownBy(() -> experiments.run("fraud", null))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Missing body: null (must be given)");
    assertThatThrownBy(() -> experiments.call("fraud", null))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> experiments.search("fraud", missing))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Missing condition: null (must be given)");
    assertThatThrownBy(() -> experiments.find(null))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Missing run id: null (must be given)");
    assertThatThrownBy(() -> experiments.history("nobody", "loss"))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Run does not exist: nobody");
    assertThat(experiments.find("nobody")).isEmpty();
    assertThat(experiments.runs("fraud")).isEmpty();
  }
}
