package io.lifecycle4j.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.lifecycle4j.error.InvalidValueException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GateVerdictTest {
  @Test
  void comparesVerdictsByAllParts() {
    GateVerdict passed = GateVerdict.builder("rmse", Verdict.PASS, "2.1").build();

    assertThat(passed)
        .isEqualTo(GateVerdict.builder("rmse", Verdict.PASS, "2.1").build())
        .hasSameHashCodeAs(GateVerdict.builder("rmse", Verdict.PASS, "2.1").build())
        .isNotEqualTo(GateVerdict.builder("rmse", Verdict.FAIL, "2.1").build())
        .hasToString("PASS rmse: 2.1");
    assertThat(passed.rowsRead()).isFalse();
    assertThat(GateVerdict.builder("rmse", Verdict.PASS, "2.1").rowsRead().build())
        .isNotEqualTo(passed)
        .returns(true, GateVerdict::rowsRead)
        .hasToString("PASS rmse: 2.1, held-out rows were read");
    assertThatThrownBy(() -> GateVerdict.builder("a", Verdict.PASS, "b").rowsRead().rowsRead())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid verdict: rows read set twice");
  }

  @Test
  void neverPassesWhatIsUnsafeToLoad() {
    GateVerdict unsafe =
        GateVerdict.builder("a", Verdict.FAIL, "b")
            .figure("z", 1)
            .rowsRead()
            .unsafeToLoad()
            .build();
    assertThat(unsafe)
        .isNotEqualTo(GateVerdict.builder("a", Verdict.FAIL, "b").figure("z", 1).rowsRead().build())
        .hasToString("FAIL a: b, held-out rows were read, unsafe to load");
    assertThat(unsafe.saying(Verdict.ERROR, "c"))
        .returns("a", GateVerdict::gate)
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .returns("c", GateVerdict::explanation)
        .returns(unsafe.figures(), GateVerdict::figures)
        .returns(true, GateVerdict::rowsRead)
        .returns(true, GateVerdict::unsafeToLoad);
    assertThat(unsafe.of("d").unsafeToLoad()).isTrue();
    assertThatThrownBy(() -> unsafe.saying(Verdict.PASS, "c"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid verdict of a: PASS (must not pass what is unsafe to load)");
    GateVerdict.Builder builder = GateVerdict.builder("a", Verdict.FAIL, "b").unsafeToLoad();
    assertThatThrownBy(builder::unsafeToLoad)
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid verdict: unsafe to load set twice");
  }

  @Test
  void keepsTheFiguresOfAVerdict() {
    GateVerdict verdict =
        GateVerdict.builder("rmse", Verdict.PASS, "2.1")
            .figure("rows", 100)
            .figures(Map.of("metrics/rmse", 2.1))
            .rowsRead()
            .build();

    assertThat(verdict.figures()).containsExactly(entry("metrics/rmse", 2.1), entry("rows", 100.0));
    assertThat(verdict)
        .isNotEqualTo(GateVerdict.builder("rmse", Verdict.PASS, "2.1").rowsRead().build());
    assertThat(verdict.of("rmse of mine"))
        .returns("rmse of mine", GateVerdict::gate)
        .returns(verdict.figures(), GateVerdict::figures)
        .returns(true, GateVerdict::rowsRead);
    GateVerdict.Builder builder = GateVerdict.builder("a", Verdict.PASS, "b").figure("z", 1);
    assertThatThrownBy(() -> builder.figure("z", 1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid verdict: figure z set twice");
    assertThatThrownBy(() -> builder.figure("y", Double.NaN))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid figure y: NaN (must be finite)");
    assertThatThrownBy(() -> builder.figure(" ", 1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid name of a figure: ' ' (needs 1 to 1000 characters)");
  }

  @Test
  void tellsAnUndefinedMetricFromOtherErrors() {
    GateVerdict undefined = GateVerdict.builder("a", Verdict.ERROR, "b").undefinedMetric().build();
    assertThat(undefined)
        .isNotEqualTo(GateVerdict.builder("a", Verdict.ERROR, "b").build())
        .hasToString("ERROR a: b");
    assertThat(undefined.undefinedMetric()).isTrue();
    assertThat(undefined.of("c").undefinedMetric()).isTrue();
    assertThat(undefined.saying(Verdict.ERROR, "d").undefinedMetric()).isTrue();
    assertThat(undefined.saying(Verdict.INCONCLUSIVE, "d").undefinedMetric()).isFalse();
    assertThatThrownBy(() -> GateVerdict.builder("a", Verdict.FAIL, "b").undefinedMetric().build())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid verdict of a: FAIL (must be ERROR if a metric is undefined)");
    assertThatThrownBy(
            () -> GateVerdict.builder("a", Verdict.ERROR, "b").undefinedMetric().undefinedMetric())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid verdict: undefined metric set twice");
  }
}
