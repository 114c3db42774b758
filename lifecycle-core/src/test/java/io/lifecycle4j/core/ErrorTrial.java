package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static io.lifecycle4j.schema.Tasks.classification;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.crashkit.ThrownErrors;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.tracking.Experiments.Following;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunListener;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.spi.RunBatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A life with errors thrown on the threads of the library: what is done, what was acknowledged, and
 * what goes on afterwards.
 */
final class ErrorTrial {
  static final String EXPERIMENT = "storm";
  private static final int POINTS = 20;
  private static final Duration END = Duration.ofSeconds(6);
  private static final Duration SOON = Duration.ofSeconds(60);

  private record Text(double size, String text) {}

  private static final Schema TEXTS = Schema.of(Text.class);

  /** More than 1 MiB and than 1,024 rows, so that threads of their own read and profile it. */
  private static final String ROWS =
      "size,text\n" + ("7," + "x".repeat(700) + "\n").repeat(1_600) + "8,last\n";

  private final Path directory;
  private final ErrorCalls calls;
  private final Until until;

  /** What was acknowledged. */
  final ErrorAudit audit = new ErrorAudit();

  ErrorTrial(Path directory, Until until) {
    this.directory = directory;
    this.until = until;
    this.calls = new ErrorCalls(until == Until.QUIET);
  }

  /** How long errors are thrown. */
  enum Until {
    /** Until the home is closed. Each call may fail, and ends. */
    CLOSED,
    /** For a while. Then all must go on. */
    CALM,
    /** Never: nothing may fail. */
    QUIET
  }

  /**
   * Lives, and returns what should not have happened, each with the reason.
   *
   * @param errors begins to throw
   */
  List<String> run(Runnable errors) {
    Lifecycle home = calls.must("open", () -> open(directory));
    if (home != null) {
      try {
        live(home, errors);
      } finally {
        calls.did("close", home::close);
        ThrownErrors.end();
      }
    }
    return calls.violations();
  }

  private static Lifecycle open(Path directory) {
    return Lifecycle.builder()
        .directory(directory)
        .engine(new LinearEngine())
        .systemMetrics(Duration.ofMillis(100))
        .closeWithin(END)
        .open();
  }

  private void live(Lifecycle home, Runnable errors) {
    ManagedModel<Flower, String> followed = model(home);
    ManagedModel<Flower, String> function = function(home);
    errors.run();
    Run run = calls.may("start", () -> home.experiments().start(EXPERIMENT));
    Hearing hearing = new Hearing();
    Following following =
        run == null
            ? null
            : calls.may("follow", () -> home.experiments().follow(run.id(), hearing));
    log(home, run);
    predict(followed);
    predict(function);
    calls.may("predict many", () -> function.predict(Collections.nCopies(600, SETOSA)));
    promote(2);
    if (until != Until.CALM) { // which take long
      snapshot(home);
      train(home);
    }
    log(home, run);
    predict(function);
    finished(home);
    if (until == Until.CALM) {
      ThrownErrors.end();
    }
    goesOn(home, run, followed, function);
    if (run != null && following != null) {
      ends(run, following, hearing);
    }
    if (until != Until.CLOSED) { // else the home closes them, in its time
      calls.may("close function", () -> function.close());
      calls.may("close followed", () -> followed.close());
    }
  }

  private ManagedModel<Flower, String> model(Lifecycle home) {
    return Flowers.plain(home).open();
  }

  private static ManagedModel<Flower, String> function(Lifecycle home) {
    return home.model("rule", Flower.class, classification("species"))
        .serving(flower -> flower.length() > 3 ? "virginica" : "setosa")
        .monitor(DriftMonitor.builder().window(50).build())
        .onDrift(report -> {})
        .open();
  }

  private void log(Lifecycle home, @Nullable Run run) {
    if (run == null) {
      return;
    }
    int logged = audit.logged(run.id());
    for (int step = logged; step < logged + POINTS; step++) {
      int at = step;
      if (!calls.did("log", () -> run.log("loss", at, at))) {
        return;
      }
    }
    audit.log(run.id(), logged + POINTS);
    if (calls.did("flush", run::flush)) {
      audit.flushed(run.id());
    }
    calls.may("history", () -> home.experiments().history(run.id(), "loss"));
  }

  private void predict(ManagedModel<Flower, String> model) {
    for (int i = 0; i < POINTS; i++) {
      Prediction<String> prediction = calls.may("predict", () -> model.predict(SETOSA));
      if (prediction != null) {
        audit.answered(prediction.id());
      }
    }
  }

  /** Promotes from another opening of the home, as another process does. */
  private boolean promote(int number) {
    Lifecycle other = calls.may("open other", () -> open(directory));
    if (other == null) {
      return false;
    }
    boolean promoted = false;
    ManagedModel<Flower, String> model = calls.may("open model of other", () -> model(other));
    if (model != null) {
      ModelVersion version = calls.may("version", () -> other.models().version("species", number));
      promoted =
          version != null
              && calls.did("promote " + number, () -> model.promote(version, ALICE, "storm"));
      if (promoted) {
        audit.promoted(number);
      }
    }
    calls.may("close other", other::close);
    return promoted;
  }

  private void snapshot(Lifecycle home) {
    if (calls.did(
        "snapshot",
        () ->
            home.datasets()
                .dataset("texts")
                .snapshot(Sources.csv("texts.csv", Content.of(ROWS)))
                .schema(TEXTS)
                .message("storm")
                .commit())) {
      audit.committed("texts");
    }
  }

  private void train(Lifecycle home) {
    ManagedModel<Flower, String> model =
        calls.may(
            "open trainer", () -> Flowers.plain(home).trainer(new LinearTrainer(3, 0.5, 1)).open());
    if (model != null) {
      calls.may(
          "train",
          () -> model.train(home.datasets().dataset("flowers").version(1).split(Flowers.PLAN)));
      calls.may("close trainer", () -> model.close());
    }
  }

  private void finished(Lifecycle home) {
    Run run = calls.may("start second", () -> home.experiments().start(EXPERIMENT));
    if (run != null) {
      log(home, run);
      if (calls.did("finish", run::finish)) {
        audit.finished(run.id());
      }
      calls.may("close run", run::close);
    }
  }

  /** No error is thrown any more, or only those that are to strike while all is closed. */
  private void goesOn(
      Lifecycle home,
      @Nullable Run run,
      ManagedModel<Flower, String> followed,
      ManagedModel<Flower, String> function) {
    log(home, run);
    finished(home);
    predict(function);
    if (until != Until.CLOSED) {
      calls.eventually("logs predictions", SOON, () -> waiting(followed) + waiting(function) == 0);
      Long lost = calls.may("lost", () -> followed.log().lost() + function.log().lost());
      audit.lost(lost == null ? 0 : lost);
    }
    if (promote(3) && until != Until.CLOSED) {
      calls.eventually(
          "serves version 3", SOON, () -> followed.predict(SETOSA).version().orElseThrow() == 3);
    }
  }

  private static long waiting(ManagedModel<?, ?> model) {
    return model.log().waiting();
  }

  private void ends(Run run, Following following, Hearing hearing) {
    if (calls.did("finish followed", run::finish)) {
      audit.finished(run.id());
      boolean heard = Boolean.TRUE.equals(calls.may("await", () -> following.await(SOON)));
      if (!heard && hearing.failed.getCount() > 0) {
        calls.violated("the listener of a run hears neither of its end nor of a failure");
      }
    }
    calls.may("stop following", following::close);
  }

  /** Hears of a run. */
  private static final class Hearing implements RunListener {
    private final CountDownLatch failed = new CountDownLatch(1);

    @Override
    public void recorded(RunBatch batch) {
      ThrownErrors.at("> ", "user.Listener.recorded()");
    }

    @Override
    public void ended(RunRecord run) {
      failed.countDown();
      ThrownErrors.at("> ", "user.Listener.ended()");
    }

    @Override
    public void failed(RuntimeException cause) {
      failed.countDown();
      ThrownErrors.at("> ", "user.Listener.failed()");
    }
  }
}
