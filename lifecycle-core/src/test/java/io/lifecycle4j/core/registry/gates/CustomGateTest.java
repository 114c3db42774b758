package io.lifecycle4j.core.registry.gates;

import static io.lifecycle4j.registry.Gates.gate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.registry.GateChecks;
import io.lifecycle4j.core.registry.gates.HeldOut.Person;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.evaluation.EvaluatedVersion;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.schema.Tensor;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the check of a gate sees, and what it cannot do. */
@Timeout(60)
class CustomGateTest {
  private final HeldOut rows =
      HeldOut.of(
          List.of(
              new Person("DE", Optional.of(42.0), true, 2023),
              new Person("AT", Optional.empty(), false, 2024),
              new Person("FR", Optional.of(7.0), false, 2024)));

  private final GateSubject candidate = Subjects.on(rows, Subjects.wrongOn("fashion:2", 3, 0, 1));
  private final GateSubject production = Subjects.on(rows, Subjects.wrongOn("fashion:1", 3, 1, 3));

  private GateVerdict judge(Gate.Check check) {
    return GateJudge.judge(
            GateChecks.gates(List.of(gate("mine", check))), candidate, Optional.of(production))
        .get(0);
  }

  /** Judges by a check that passes, and returns what it left behind. */
  private EvaluatedVersion kept(Consumer<EvaluatedVersion> look) {
    AtomicReference<EvaluatedVersion> kept = new AtomicReference<>();
    GateVerdict verdict =
        judge(
            (next, before) -> {
              look.accept(next);
              kept.set(next);
              return true;
            });
    assertThat(verdict.verdict()).as(verdict.explanation()).isEqualTo(Verdict.PASS);
    return Objects.requireNonNull(kept.get());
  }

  @Test
  void seesRowsLabelsOutputsAndPredictionsOfBothVersions() {
    List<String> countries = new ArrayList<>();
    GateVerdict verdict =
        judge(
            (next, before) -> {
              next.rows().forEach(row -> countries.add(row.text(0)));
              assertThat(next.rows().row(1).text(0)).isEqualTo("AT");
              assertThat(next.rows().schema()).isEqualTo(rows.schema());
              assertThat(numbers(next.labels().get(0))).containsExactly(0.0, 0.0, 0.0);
              assertThat(numbers(next.outputs().get(0)))
                  .containsExactly(0.0, 1.0, 1.0, 0.0, 1.0, 0.0);
              assertThat(next.outputs().get(0).shape()).containsExactly(3, 2);
              assertThat(predictions(next)).containsExactly("b", "a", "a");
              assertThat(predictions(before.orElseThrow())).containsExactly("a", "b", "b");
              assertThat(before.orElseThrow()).hasToString("fashion:1");
              return true;
            });

    assertThat(countries).containsExactly("DE", "AT", "FR");
    assertThat(verdict)
        .isEqualTo(
            GateVerdict.builder("mine", Verdict.PASS, "the check passed").rowsRead().build());
  }

  private static List<Double> numbers(Tensor tensor) {
    List<Double> numbers = new ArrayList<>();
    for (int i = 0; i < tensor.size(); i++) {
      numbers.add(tensor.number(i));
    }
    return numbers;
  }

  private static List<Object> predictions(EvaluatedVersion version) {
    return List.of(version.prediction(0), version.prediction(1), version.prediction(2));
  }

  @Test
  void isNotRecordedAsALookWhenItComparesMetricsOnly() {
    GateVerdict verdict =
        judge(
            (next, before) ->
                next.evaluation().metric("accuracy") > before.orElseThrow().metric("recall[a]"));

    assertThat(verdict)
        .isEqualTo(GateVerdict.builder("mine", Verdict.PASS, "the check passed").build());
    assertThat(rows.reads()).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rows", "labels", "outputs", "prediction"})
  void recordsALookAtEitherVersionWhateverTheVerdict(String what) {
    assertThat(judge((next, before) -> looked(next, what) < 0))
        .returns(true, GateVerdict::rowsRead)
        .returns(Verdict.FAIL, GateVerdict::verdict)
        .returns("the check did not pass", GateVerdict::explanation);
    assertThat(judge((next, before) -> looked(before.orElseThrow(), what) > 0))
        .returns(true, GateVerdict::rowsRead);
    assertThat(
            judge(
                (next, before) -> {
                  throw new IllegalStateException("after " + looked(next, what));
                }))
        .returns(true, GateVerdict::rowsRead)
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .returns(
            "the check threw java.lang.IllegalStateException: after 1", GateVerdict::explanation);
    assertThat(rows.reads()).as("opened, but never read").hasValue(0);
  }

  private static int looked(EvaluatedVersion version, String what) {
    Object seen =
        switch (what) {
          case "rows" -> version.rows();
          case "labels" -> version.labels();
          case "outputs" -> version.outputs();
          default -> version.prediction(0);
        };
    return seen.toString().isEmpty() ? 0 : 1;
  }

  @Test
  void readsTheRowsFromTheStoreEachTime() {
    kept(
        version -> {
          Rows opened = version.rows();
          opened.forEach(row -> {});
          opened.forEach(row -> {});
        });
    assertThat(rows.reads()).hasValue(2);
  }

  @Test
  void cannotWriteWhatItSees() {
    kept(
        version -> {
          for (Tensor tensor : List.of(version.labels().get(0), version.outputs().get(0))) {
            assertThatThrownBy(() -> tensor.set(0, 7)).isInstanceOf(ReadOnlyBufferException.class);
            assertThatThrownBy(() -> tensor.bytes().put((byte) 7))
                .isInstanceOf(ReadOnlyBufferException.class);
            assertThatThrownBy(() -> tensor.put(0, tensor))
                .isInstanceOf(ReadOnlyBufferException.class);
            tensor.shape()[0] = 7;
          }
          assertThatThrownBy(() -> version.outputs().get(0).floats().put(7))
              .isInstanceOf(ReadOnlyBufferException.class);
          assertThatThrownBy(() -> version.outputs().clear())
              .isInstanceOf(UnsupportedOperationException.class);
          assertThat(version.outputs().get(0).shape()).containsExactly(3, 2);
          assertThat(version.labels().get(0).shape()).containsExactly(3);
        });
  }

  @Test
  void seesNothingOnceTheCheckHasEnded() {
    AtomicReference<Rows> seen = new AtomicReference<>();
    EvaluatedVersion version = kept(next -> seen.set(next.rows()));
    Rows opened = Objects.requireNonNull(seen.get());

    assertEnded(version::evaluation);
    assertEnded(() -> version.metric("accuracy"));
    assertEnded(version::rows);
    assertEnded(version::labels);
    assertEnded(version::outputs);
    assertEnded(() -> version.prediction(0));
    assertEnded(() -> opened.forEach(row -> {}));
    assertEnded(() -> opened.row(0));
    assertEnded(() -> opened.schema());
    assertThat(version).hasToString("a version, for a check that has ended");
  }

  private static void assertEnded(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The check of gate mine has ended");
  }

  @Test
  void stopsAReaderThatIsInTheMiddleWhenTheCheckEnds() throws InterruptedException {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    List<String> countries = new ArrayList<>();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicReference<Thread> reader = new AtomicReference<>();
    kept(
        version -> {
          Rows opened = version.rows();
          Thread thread =
              new Thread(
                  () ->
                      opened.forEach(
                          row -> {
                            countries.add(row.text(0));
                            began.countDown();
                            await(ended);
                          }));
          thread.setUncaughtExceptionHandler((of, cause) -> thrown.set(cause));
          thread.start();
          reader.set(thread);
          await(began);
        });
    ended.countDown();
    Objects.requireNonNull(reader.get()).join();

    assertThat(countries).containsExactly("DE");
    assertThat(thrown.get()).hasMessage("The check of gate mine has ended");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void namesMetricsAndRowsThatDoNotExist() {
    kept(
        version -> {
          assertThatThrownBy(() -> version.metric("auc"))
              .isInstanceOf(NotFoundException.class)
              .hasMessageStartingWith("Metric does not exist: auc (there are accuracy, ");
          assertThatThrownBy(() -> version.prediction(3))
              .isInstanceOf(InvalidValueException.class)
              .hasMessage("Invalid row: 3 (there are 3, from 0)");
        });
  }
}
