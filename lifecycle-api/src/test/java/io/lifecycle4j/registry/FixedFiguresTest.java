package io.lifecycle4j.registry;

import static io.lifecycle4j.registry.Gates.cardComplete;
import static io.lifecycle4j.registry.Gates.churnAtMost;
import static io.lifecycle4j.registry.Gates.filesAtMost;
import static io.lifecycle4j.registry.Gates.latencyAtMost;
import static io.lifecycle4j.registry.Gates.loadsInAChildJvm;
import static io.lifecycle4j.registry.Gates.memoryAtMost;
import static io.lifecycle4j.registry.Gates.noLeakage;
import static io.lifecycle4j.registry.Gates.noSliceWorse;
import static io.lifecycle4j.registry.Gates.sameWhenLoaded;
import static io.lifecycle4j.registry.Gates.similarBetweenGroups;
import static io.lifecycle4j.registry.Gates.withoutBaseline;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.evaluation.Leakage;
import io.lifecycle4j.schema.Scores.Interval;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The verdicts of gates on figures that are given. */
class FixedFiguresTest {
  private static GateVerdict judge(Gate gate, String name, Object figure) {
    return gate.judge(FixedVersion.of(Map.of(name, figure)), Optional.empty());
  }

  private static void assertVerdict(GateVerdict found, Verdict verdict, String explanation) {
    assertThat(found.verdict()).isEqualTo(verdict);
    assertThat(found.explanation()).isEqualTo(explanation);
  }

  @Test
  void boundWhatACallTakes() {
    Gate gate = latencyAtMost(Duration.ofMillis(5));
    assertVerdict(
        judge(gate, "latency", Duration.ofMillis(5)),
        Verdict.PASS,
        "99 % of the answers to one row take at most 5.0000 ms in this process (needs at most"
            + " 5.0000 ms)");
    assertThat(judge(gate, "latency", Duration.ofNanos(5_000_001)).verdict())
        .isEqualTo(Verdict.FAIL);
    assertThat(judge(gate, "latency", Duration.ofMillis(2)).figures())
        .containsEntry("latency_p99_ms", 2.0);
    assertThatThrownBy(() -> latencyAtMost(Duration.ZERO))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid latency: PT0S (must be positive)");
  }

  @Test
  void boundFilesAndMemory() {
    assertVerdict(
        judge(filesAtMost(1_000), "fileBytes", 1_000L),
        Verdict.PASS,
        "files have 1 kB (needs at most 1 kB)");
    assertThat(judge(filesAtMost(1_000), "fileBytes", 1_001L).verdict()).isEqualTo(Verdict.FAIL);
    assertVerdict(
        judge(memoryAtMost(1_000), "memoryBytes", 1_001L),
        Verdict.FAIL,
        "a loaded copy takes 1.001 kB of memory in this process (needs at most 1 kB)");
    assertThat(judge(memoryAtMost(1_000), "memoryBytes", 1_000L).figures())
        .containsEntry("memory_bytes", 1_000.0);
    assertThatThrownBy(() -> filesAtMost(0))
        .hasMessage("Invalid size of files: 0 bytes (must be positive)");
    assertThatThrownBy(() -> memoryAtMost(0))
        .hasMessage("Invalid memory: 0 bytes (must be positive)");
  }

  @Test
  void needTheRecordedOutputsWithinATolerance() {
    Gate gate = sameWhenLoaded().within(0.001);
    assertThat(judge(gate, "findGoldenDifference", OptionalDouble.of(0.001)).verdict())
        .isEqualTo(Verdict.PASS);
    assertThat(judge(gate, "findGoldenDifference", OptionalDouble.of(0.0011)).verdict())
        .isEqualTo(Verdict.FAIL);
    assertThat(judge(gate, "findGoldenDifference", OptionalDouble.of(Double.NaN)))
        .returns(Verdict.FAIL, GateVerdict::verdict)
        .returns(Map.of(), GateVerdict::figures);
    assertVerdict(
        judge(gate, "findGoldenDifference", OptionalDouble.empty()),
        Verdict.INCONCLUSIVE,
        "the version has no golden rows to compare with");
    assertThatThrownBy(() -> sameWhenLoaded().within(Double.NaN))
        .hasMessage("Invalid difference of outputs: NaN (must be finite and at least 0)");
  }

  @Test
  void findWhatMayHaveToldTheLabels() {
    Leakage none = new Leakage("auc", Map.of("amount", 0.7, "age", 0.6), 900, 100, 1);
    assertVerdict(
        judge(noLeakage(), "leakage", none),
        Verdict.PASS,
        "amount alone predicts the label best, with auc 0.7000, and 1 of 100 held-out rows have the"
            + " inputs of a row that it learned from");
    Leakage both = new Leakage("auc", Map.of("paid_at", 0.9999), 900, 100, 2);
    assertVerdict(
        judge(noLeakage(), "leakage", both),
        Verdict.FAIL,
        "paid_at alone predicts the label: its auc is 0.9999 on 900 rows (at most 0.9800 is"
            + " expected); 2 of 100 held-out rows have the inputs of a row that it learned from"
            + " (0.0200, at most 0.0100 may)");
    assertThat(judge(noLeakage().columnAtMost(1).sharedAtMost(0.02), "leakage", both))
        .returns(Verdict.PASS, GateVerdict::verdict)
        .satisfies(
            said ->
                assertThat(said.figures())
                    .containsEntry("shared_rows", 2.0)
                    .containsEntry("column_auc", 0.9999));
    assertThat(Suspicion.of(both, 0.98, 0.5))
        .singleElement()
        .hasToString(
            "paid_at alone predicts the label: its auc is 0.9999 on 900 rows (at most 0.9800 is"
                + " expected). Find out when the column is known: if only after the label, leave it"
                + " out");
    assertThatThrownBy(() -> noLeakage().columnAtMost(0))
        .hasMessage("Invalid measure of a column: 0 (must be above 0, at most 1)");
    assertThatThrownBy(() -> noLeakage().sharedAtMost(1.1))
        .hasMessage("Invalid share of rows: 1.1 (must be 0 to 1)");
  }

  @Test
  void needACompleteCard() {
    VersionNotes half =
        VersionNotes.NONE.with(
            Map.of(
                VersionNotes.DESCRIPTION,
                "Fraud of cards",
                VersionNotes.INTENDED_USE,
                "Payments by card",
                VersionNotes.LIMITATIONS,
                "No cash",
                VersionNotes.OWNERS + "risk",
                ""),
            List.of());
    assertVerdict(
        judge(cardComplete(), "notes", half),
        Verdict.FAIL,
        "the card has no known failures, contact (describe the version)");
    VersionNotes whole =
        half.with(
            Map.of(VersionNotes.KNOWN_FAILURES, "New shops", VersionNotes.CONTACT, "risk@bank"),
            List.of());
    assertVerdict(judge(cardComplete(), "notes", whole), Verdict.PASS, "the card is complete");
  }

  @Test
  void passOverChurnWithoutProduction() {
    assertVerdict(
        churnAtMost(0.05).judge(FixedVersion.of(Map.of()), Optional.empty()),
        Verdict.PASS,
        "no version in production to compare with");
    assertThat(churnAtMost(0.05).tolerance(0.5))
        .hasToString("at most 0.05 of the answers change by more than 0.5");
    assertThatThrownBy(() -> churnAtMost(1.5))
        .hasMessage("Invalid share of answers: 1.5 (must be 0 to 1)");
    assertThatThrownBy(() -> churnAtMost(0.5).minimumRequests(0))
        .hasMessage("Invalid number of requests: 0 (must be at least 1)");
  }

  @Test
  void passWhatRunsInAChildJvm() {
    assertVerdict(
        judge(loadsInAChildJvm(), "findChildJvmProblem", Optional.empty()),
        Verdict.PASS,
        "its golden rows ran in a separate JVM");
    assertVerdict(
        judge(loadsInAChildJvm(), "findChildJvmProblem", Optional.of("It crashed")),
        Verdict.FAIL,
        "It crashed");
  }

  @Test
  void sayWhyNoBaselineIsComparedWith() {
    assertThat(withoutBaseline("A linear model is fine"))
        .hasToString("without baselines: A linear model is fine");
    assertThat(judge(withoutBaseline("It is linear"), "label", "a:1").passed()).isTrue();
    assertThatThrownBy(() -> withoutBaseline(" "))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Missing reason: ' ' (say why no baseline is compared with; a policy shows it)");
  }

  /** A comparison that says what it is told to, whatever is asked. */
  private record Compared(Verdict verdict, OptionalDouble chance) implements Comparison {
    @Override
    public GateVerdict notWorseBy(double margin) {
      return GateVerdict.builder("compared", verdict, "about 300 rows are needed").build();
    }

    @Override
    public OptionalDouble chanceNotWorseBy(double margin) {
      return chance;
    }

    @Override
    public double level() {
      return 0.01;
    }

    @Override
    public Comparison among(int comparisons) {
      throw new UnsupportedOperationException();
    }

    @Override
    public GateVerdict better() {
      throw new UnsupportedOperationException();
    }
  }

  private static GateVerdict slices(Verdict verdict, OptionalDouble chance) {
    JudgedVersion slice =
        FixedVersion.of(Map.of("size", 60, "compare", new Compared(verdict, chance)));
    Map<String, ?> figures =
        Map.of("findProblem", Optional.empty(), "by", new TreeMap<>(Map.of("DE", slice)));
    JudgedVersion version = FixedVersion.of(figures);
    return noSliceWorse("recall", "country").judge(version, Optional.of(version));
  }

  @Test
  void compareSlicesAtTheLevelOfTheLook() {
    assertVerdict(
        slices(Verdict.PASS, OptionalDouble.empty()),
        Verdict.PASS,
        "not worse by 0.1 on each of 1 slice");
    assertVerdict(
        slices(Verdict.INCONCLUSIVE, OptionalDouble.of(0.02)),
        Verdict.INCONCLUSIVE,
        "not decided on 1 of 1 slice, such as about 300 rows are needed");
    assertThat(slices(Verdict.INCONCLUSIVE, OptionalDouble.of(0.009)).verdict())
        .isEqualTo(Verdict.FAIL);
    assertThat(slices(Verdict.ERROR, OptionalDouble.empty()).verdict()).isEqualTo(Verdict.ERROR);
    assertThat(noSliceWorse("recall", "country").minimumRows(30))
        .hasToString(
            "recall not worse than production on a slice by country by 0.1, of at least 30 rows");
  }

  private static JudgedVersion group(int rows, double recall, double lower, double upper) {
    return FixedVersion.of(
        Map.of("size", rows, "metric", recall, "interval", new Interval(lower, upper)));
  }

  private static GateVerdict between(Map<String, JudgedVersion> groups) {
    return judge(
        similarBetweenGroups("recall", "sex").within(0.2).minimumRows(50),
        "by",
        new TreeMap<>(groups));
  }

  @Test
  void compareGroupsByTheIntervalOfTheirDifference() {
    JudgedVersion women = group(200, 0.80, 0.75, 0.85);
    assertVerdict(
        between(Map.of("f", women, "m", group(300, 0.78, 0.73, 0.83), "", group(10, 0.1, 0, 0.3))),
        Verdict.PASS,
        "recall 0.8000 for f on 200 rows, 0.7800 for m on 300: differs by 0.0000 to 0.0907 (95 %"
            + " interval, needs at most 0.2); 1 group of fewer than 50 rows left out");
    assertThat(between(Map.of("f", women, "m", group(300, 0.40, 0.35, 0.45))).verdict())
        .isEqualTo(Verdict.FAIL);
    assertThat(between(Map.of("f", women, "m", group(300, 0.62, 0.52, 0.72))).explanation())
        .endsWith("; hold out more rows, or set a wider margin (within)");
    assertVerdict(
        between(Map.of("f", women, "m", group(49, 0.62, 0.52, 0.72))),
        Verdict.INCONCLUSIVE,
        "1 of 2 groups has 50 rows (needs 2 such groups); hold out more rows");
    assertVerdict(
        between(Map.of("f", women, "", group(60, Double.NaN, 0, 1))),
        Verdict.ERROR,
        "recall of missing is undefined on 60 rows (hold out rows that define it, such as some of"
            + " each class)");
  }
}
