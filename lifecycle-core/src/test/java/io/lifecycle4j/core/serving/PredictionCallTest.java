package io.lifecycle4j.core.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.core.serving.PredictionRecord.Ending;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.serving.Predictor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A bad row fails alone, wherever it fails. */
class PredictionCallTest {
  private static final double HUGE = 1e39;

  private final LinearEngine engine = new LinearEngine();
  private final List<PredictionRecord<?, ?>> seen = new ArrayList<>();

  @AfterEach
  void checkFreed() {
    assertThat(engine.violations()).isEmpty();
    assertThat(engine.open()).as("networks that are not freed").isZero();
  }

  private static List<Ending> outcomes(List<PredictionRecord<Double, Double>> rows) {
    return rows.stream().map(PredictionRecord::ending).toList();
  }

  private static List<PredictionRecord<Double, Double>> answer(
      PredictionSteps<Double, Double> steps, List<Double> inputs, boolean whole) {
    return answer(new PredictionCall<>(steps), inputs, whole);
  }

  private static List<PredictionRecord<Double, Double>> answer(
      PredictionCall<Double, Double> call, List<Double> inputs, boolean whole) {
    List<PredictionRecord<Double, Double>> rows =
        new PredictionRequest<Double, Double>(null, inputs, whole).records();
    call.answer(rows, whole);
    return rows;
  }

  private List<PredictionRecord<Double, Double>> run(boolean whole, Double... inputs) {
    Route<Double, Double> route = Versions.route(engine, 3);
    PredictionCall<Double, Double> call = route.borrow();
    try {
      return answer(call, List.of(inputs), whole);
    } finally {
      route.giveBack(call);
      route.retire();
    }
  }

  @Test
  void answersTheRowsBesideOneThatCannotBePrepared() {
    List<PredictionRecord<Double, Double>> rows = run(false, 1.0, HUGE, 2.0, HUGE, 5.0);

    assertThat(outcomes(rows))
        .containsExactly(
            Ending.ANSWERED, Ending.REFUSED, Ending.ANSWERED, Ending.REFUSED, Ending.ANSWERED);
    assertThat(rows.get(1).failure()).isInstanceOf(InvalidValueException.class);
    assertThat(rows)
        .extracting(PredictionRecord::value)
        .containsExactly(
            Versions.answer(3, 1), null, Versions.answer(3, 2), null, Versions.answer(3, 5));
  }

  @Test
  void leavesNoAnswerOfAnEarlierRunInARowThatFails() {
    PredictionRecord<Double, Double> row = new PredictionRecord<>(null, 1.0);
    row.answered(2.0, Double.NaN, null);
    row.failed(Ending.FAILED, new IllegalStateException("broken"));
    assertThat(row.value()).isNull();
  }

  @Test
  void answersTheRowsBesideOneWhoseOutputIsNotFinite() {
    List<PredictionRecord<Double, Double>> rows = run(false, 1.0, 3e38, 2.0);

    assertThat(outcomes(rows)).containsExactly(Ending.ANSWERED, Ending.INVALID, Ending.ANSWERED);
    assertThat(rows.get(2).value()).isEqualTo(Versions.answer(3, 2));
  }

  @Test
  void runsNothingForACallerWhoWantsAllIfOneCannotBePrepared() {
    assertThat(outcomes(run(true, 1.0, HUGE, 2.0))).containsExactly(null, Ending.REFUSED, null);
  }

  private static PredictionSteps<Double, Double> steps(Predictor<Double, Double> predictor) {
    return new FunctionSteps<>(
        "line",
        Versions.INPUT,
        TaskCalls.answering(Tasks.regression("y")),
        predictor,
        PredictionObserver.NONE.calls());
  }

  /** Runs like a network that throws for some rows. */
  private static PredictionSteps<Double, Double> throwing(
      Predictor<Double, Double> predictor, List<Integer> runs) {
    PredictionSteps<Double, Double> inner = steps(predictor);
    return new PredictionSteps<>() {
      private int rows;

      @Override
      public void begin(int most) {
        inner.begin(most);
        rows = 0;
      }

      @Override
      public void prepare(PredictionRecord<Double, Double> row) {
        inner.prepare(row);
        rows++;
      }

      @Override
      public void run(boolean whole) {
        runs.add(rows);
        inner.run(whole);
      }

      @Override
      public void decode(int place, PredictionRecord<Double, Double> row) {
        inner.decode(place, row);
      }

      @Override
      public boolean isRepeatable() {
        return true;
      }

      @Override
      public PredictionObserver.Calls observer() {
        return inner.observer();
      }
    };
  }

  private static List<Double> halved(List<? extends Double> inputs, double bad) {
    return halved(inputs, List.of(bad));
  }

  private static List<Double> halved(List<? extends Double> inputs, List<Double> bad) {
    if (inputs.stream().anyMatch(bad::contains)) {
      throw new PredictionFailedException("Cannot run " + bad);
    }
    return inputs.stream().map(input -> input / 2).toList();
  }

  @Test
  void runsARowThatTheNetworkCannotRunAlone() {
    List<Integer> runs = new ArrayList<>();
    List<Double> inputs = IntStream.range(0, 1_000).mapToObj(Double::valueOf).toList();

    List<PredictionRecord<Double, Double>> rows =
        answer(throwing(some -> halved(some, 700), runs), inputs, false);

    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.get(i).ending())
          .as("row %s", i)
          .isEqualTo(i == 700 ? Ending.FAILED : Ending.ANSWERED);
    }
    assertThat(rows.get(701).value()).isEqualTo(350.5);
    assertThat(runs).hasSizeLessThan(24);
  }

  @Test
  void boundsTheRunsOfANetworkThatAlwaysFails() {
    List<Integer> runs = new ArrayList<>();
    Predictor<Double, Double> broken =
        some -> {
          throw new PredictionFailedException("out of order");
        };

    List<PredictionRecord<Double, Double>> rows =
        answer(throwing(broken, runs), Collections.nCopies(10_000, 1.0), false);

    assertThat(rows).extracting(PredictionRecord::ending).containsOnly(Ending.FAILED);
    int groups = 10_000 / PredictionCall.GROUP + 1;
    assertThat(runs)
        .as("and at most one group is halved down after the last repeat")
        .hasSizeLessThan(groups + PredictionCall.MOST_REPEATS + 20)
        .allMatch(size -> size <= PredictionCall.GROUP);
  }

  @Test
  void findsFiveRowsThatCannotBeRunAmongAThousand() {
    List<Double> bad = List.of(3.0, 300.0, 301.0, 600.0, 999.0);
    List<Double> inputs = IntStream.range(0, 1_000).mapToObj(Double::valueOf).toList();

    List<PredictionRecord<Double, Double>> rows =
        answer(throwing(some -> halved(some, bad), new ArrayList<>()), inputs, false);

    assertThat(rows)
        .filteredOn(row -> row.ending() == Ending.FAILED)
        .extracting(PredictionRecord::input)
        .isEqualTo(bad);
    assertThat(rows).filteredOn(PredictionRecord::isAnswered).hasSize(995);
  }

  @Test
  void runsManyRowsInGroups() {
    List<Integer> runs = new ArrayList<>();
    List<Double> inputs = IntStream.range(0, 1_000).mapToObj(Double::valueOf).toList();

    List<PredictionRecord<Double, Double>> rows =
        answer(throwing(some -> halved(some, -1), runs), inputs, true);

    assertThat(runs).containsExactly(256, 256, 256, 232);
    assertThat(rows)
        .extracting(PredictionRecord::value)
        .isEqualTo(inputs.stream().map(input -> input / 2).toList());
  }

  @Test
  void runsNoFurtherGroupForACallerWhoWantsAllIfOneRowCannotBePrepared() {
    List<Double> inputs = new ArrayList<>(Collections.nCopies(1_000, 1.0));
    inputs.set(300, HUGE);
    inputs.set(900, HUGE);
    List<PredictionRecord<Double, Double>> rows = run(true, inputs.toArray(Double[]::new));

    assertThat(rows.subList(0, 256)).allMatch(PredictionRecord::isAnswered);
    assertThat(rows.subList(256, 1_000)).noneMatch(PredictionRecord::isAnswered);
    assertThat(rows)
        .as("all that are at fault are named")
        .filteredOn(row -> row.ending() == Ending.REFUSED)
        .hasSize(2);
  }

  @Test
  void callsAFunctionOnce() {
    List<Integer> calls = new ArrayList<>();
    PredictionSteps<Double, Double> steps =
        steps(
            inputs -> {
              calls.add(inputs.size());
              return halved(inputs, 2);
            });

    assertThat(outcomes(answer(steps, List.of(1.0, 2.0), false))).containsOnly(Ending.FAILED);
    assertThat(calls).containsExactly(2);
  }

  @Test
  void givesEachRowItsOwnTime() {
    PredictionSteps<Double, Double> steps = steps(inputs -> halved(inputs, 0));
    long start = System.nanoTime();
    List<PredictionRecord<Double, Double>> rows =
        answer(steps, Collections.nCopies(5_000, 1.0), false);
    long all = System.nanoTime() - start;

    assertThat(rows).allSatisfy(row -> assertThat(row.nanos()).isNotNegative());
    assertThat(rows.stream().mapToLong(PredictionRecord::nanos).sum())
        .isPositive()
        .isLessThanOrEqualTo(all);
    assertThat(answer(steps, List.of(1.0), false).get(0).nanos()).isPositive();
  }

  private ModelServer<Double, Double> server(Predictor<Double, Double> predictor) {
    ModelServer<Double, Double> server = Servers.plain();
    server
        .routes()
        .serve(
            new FunctionRoute<>(
                "line", Versions.INPUT, Tasks.regression("y"), predictor, () -> seen::add));
    return server;
  }

  @Test
  void showsObserversFailedRowsToo() {
    try (ModelServer<Double, Double> server = server(inputs -> List.of(1.0, Double.NaN))) {
      assertThatThrownBy(() -> server.predict(List.of(7.0, 8.0)))
          .isInstanceOf(PredictionFailedException.class)
          .hasMessage(
              "Cannot predict 1 of 2 inputs [1]: Cannot predict with line: the function returned"
                  + " NaN (must be a finite Double)");
      assertThat(server.invalidAnswers()).isOne();
    }
    assertThat(seen).as("the good row has no prediction that a caller saw").hasSize(1);
    assertThat(seen.get(0).input()).isEqualTo(8.0);
    assertThat(seen.get(0).ending()).isEqualTo(Ending.INVALID);
    assertThat(seen.get(0).time()).isEqualTo(Instant.EPOCH);
    assertThat(seen.get(0).number()).isOne();
  }

  @Test
  void answersWhateverAnObserverThrows() {
    ModelServer<Double, Double> server = Servers.plain();
    PredictionObserver broken =
        () ->
            row -> {
              throw new AssertionError("broken");
            };
    server
        .routes()
        .serve(
            new FunctionRoute<>(
                "line", Versions.INPUT, Tasks.regression("y"), some -> halved(some, 0), broken));
    assertThat(server.predict(List.of(4.0))).extracting(Prediction::value).containsExactly(2.0);
    server.close();
  }

  @Test
  void namesTenRowsAtMost() {
    try (ModelServer<Double, Double> server =
        server(inputs -> Collections.nCopies(inputs.size(), Double.NaN))) {
      assertThatThrownBy(() -> server.predict(Collections.nCopies(12, 1.0)))
          .hasMessageStartingWith(
              "Cannot predict 12 of 12 inputs [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, …]: Cannot predict");
    }
  }
}
