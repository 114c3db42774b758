package io.lifecycle4j.core;

import static io.lifecycle4j.contract.Together.awaitTrue;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static io.lifecycle4j.monitoring.Drift.drift;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.LifecycleBuilder;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.TestClock;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.monitoring.Alert;
import io.lifecycle4j.monitoring.AlertCause;
import io.lifecycle4j.monitoring.AlertHint;
import io.lifecycle4j.monitoring.AlertHint.Remedy;
import io.lifecycle4j.monitoring.AlertSeverity;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.LiveLoss;
import io.lifecycle4j.monitoring.LiveLoss.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Labels open and clear the alert of a version that answers worse than in its evaluation. */
@Timeout(60)
class QualityAlertsTest {
  private static final AlertCause ERROR = AlertCause.quality("error");

  @TempDir private Path directory;
  private final TestClock clock = new TestClock(SmallLife.NOON);

  private Lifecycle home() {
    LifecycleBuilder builder = Lifecycle.builder().directory(directory).clock(clock);
    return Flowers.open(builder);
  }

  private static ManagedModel<Flower, String> model(Lifecycle home) {
    return Flowers.model(home).open();
  }

  /** Promotes a version that was evaluated. */
  private static void promote(Lifecycle home, ManagedModel<Flower, String> model, long seed) {
    model.evaluate(Flowers.promoted(model, Flowers.split(home, seed)));
  }

  /** Predicts setosas, and says that so many of them are something else. */
  private void label(ManagedModel<Flower, String> model, int rows, int wrong) {
    clock.passSeconds(1);
    Map<String, String> labels = new HashMap<>();
    for (int row = 0; row < rows; row++) {
      String answer = model.predict(SETOSA).value();
      labels.put(model.predict(SETOSA).id(), row < wrong ? other(answer) : answer);
    }
    awaitTrue(() -> model.log().waiting() == 0);
    clock.passSeconds(1);
    model.recordGroundTruth(labels);
  }

  private static String other(String answer) {
    return answer.equals("virginica") ? "setosa" : "virginica";
  }

  @Test
  void opensByItselfOnceLabelsCome() {
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = model(home)) {
      promote(home, model, 1);
      label(model, 60, 50);

      awaitTrue(() -> model.alerts().find(ERROR).isPresent());

      Alert alert = model.alerts().find(ERROR).orElseThrow();
      assertThat(alert.isOpen()).isTrue();
      assertThat(alert.severity()).isEqualTo(AlertSeverity.CRITICAL);
      assertThat(alert.version()).isEqualTo("species:1");
      assertThat(alert.text())
          .matches("species:1: error 0\\.83.* on 60 labelled predictions, .*: WORSE \\(p .*\\)");
      assertThat(alert.figures()).containsKeys("error", "recent", "expected", "bound", "p");
      assertThat(alert.span().rows()).isEqualTo(60);
    }
  }

  @Test
  void isQuietWhileTheVersionIsAsGoodAsInItsEvaluation() {
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = model(home)) {
      assertThat(model.judgeQuality()).as("without a version").isEmpty();
      promote(home, model, 1);
      assertThat(model.judgeQuality()).as("without a label").isEmpty();
      assertThat(((DefaultLifecycle) home).rooms().medium().journals().names("quality-lead-"))
          .isEmpty();
      label(model, 20, 0);
      assertThat(model.judgeQuality().orElseThrow().verdict()).isEqualTo(Verdict.NOT_ENOUGH_DATA);
      label(model, 40, 0);

      LiveLoss loss = model.judgeQuality().orElseThrow();

      assertThat(loss.verdict()).isEqualTo(Verdict.NOT_WORSE);
      assertThat(loss.seen().rows()).isEqualTo(60);
      assertThat(model.alerts().open()).isEmpty();
    }
  }

  @Test
  void clearsWhenAnotherVersionIsAsGoodAsInItsEvaluation() {
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = model(home)) {
      promote(home, model, 1);
      label(model, 60, 50);
      assertThat(model.judgeQuality().orElseThrow().verdict()).isEqualTo(Verdict.WORSE);
      assertThat(model.judgeQuality()).as("the same again").isPresent();
      Alert alert = model.alerts().find(ERROR).orElseThrow();
      assertThat(alert.span().windows()).isEqualTo(1);
      assertThat(alert.hints()).noneMatch(hint -> hint.remedy() == Remedy.ROLL_BACK);
      clock.pass(Duration.ofHours(1));
      promote(home, model, 2);
      label(model, 40, 0);
      model.judgeQuality();
      assertThat(model.alerts().find(ERROR).orElseThrow().isOpen()).isTrue();
      label(model, 40, 0);

      model.judgeQuality();

      assertThat(model.alerts().find(ERROR).orElseThrow().state()).isEqualTo(Alert.State.CLEARED);
      assertThat(model.alerts().find(ERROR).orElseThrow().id()).isEqualTo(alert.id());
    }
  }

  @Test
  void saysThatANewVersionMayBeRolledBack() {
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = model(home)) {
      promote(home, model, 1);
      clock.pass(Duration.ofHours(1));
      promote(home, model, 2);
      label(model, 60, 50);

      model.judgeQuality();

      assertThat(model.alerts().find(ERROR).orElseThrow().hints())
          .anyMatch(hint -> hint.remedy() == Remedy.ROLL_BACK);
    }
  }

  /** Drift of inputs and worse answers, whichever is seen first, speak for a retraining. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void speaksForARetrainingIfInputsDriftedAsWell(boolean driftFirst) {
    DriftMonitor monitor = drift().window(200).falseAlarmRate(0.01).build();
    try (Lifecycle home = home();
        ManagedModel<Flower, String> model = Flowers.model(home).monitor(monitor).open()) {
      promote(home, model, 1);
      if (driftFirst) {
        sameFlowers(model, 200);
      }
      label(model, 60, 50); // of 120 predictions
      model.judgeQuality();
      if (!driftFirst) {
        sameFlowers(model, 80);
      }

      List<String> ofQuality = reasons(model, ERROR);
      List<String> ofDrift = reasons(model, AlertCause.drift("length"));

      assertThat(ofDrift)
          .isEqualTo(driftFirst ? List.of() : List.of("labels agree that the quality fell: error"));
      assertThat(ofQuality).hasSize(driftFirst ? 1 : 0);
      assertThat(ofQuality)
          .allMatch(reason -> reason.startsWith("the inputs drifted: "))
          .allMatch(reason -> reason.contains("length") && !reason.contains("prediction"));
    }
  }

  /** Fills a window: each input has one value, and one answer takes over. */
  private static void sameFlowers(ManagedModel<Flower, String> model, int rows) {
    for (int row = 0; row < rows; row++) {
      model.predict(SETOSA);
    }
    assertThat(model.monitoring().findDrift().orElseThrow().driftedColumns())
        .contains("length", "prediction");
  }

  /** Returns what speaks for a retraining. */
  private static List<String> reasons(ManagedModel<?, ?> model, AlertCause cause) {
    return model.alerts().find(cause).orElseThrow().hints().stream()
        .filter(hint -> hint.remedy() == Remedy.RETRAIN)
        .map(AlertHint::reason)
        .toList();
  }

  @Test
  void isMeasuredByOneProcess() {
    try (Lifecycle home = home();
        Lifecycle second = home()) {
      ManagedModel<Flower, String> model = model(home);
      promote(home, model, 1);
      label(model, 60, 50);
      assertThat(model.judgeQuality()).isPresent();
      ManagedModel<Flower, String> other = model(second);
      assertThat(other.judgeQuality()).as("while another process measures").isEmpty();
      model.close();
      assertThat(other.judgeQuality()).isPresent();
      assertThat(other.alerts().find(ERROR).orElseThrow().span().windows())
          .as("the same labels count once")
          .isEqualTo(1);
    }
  }
}
