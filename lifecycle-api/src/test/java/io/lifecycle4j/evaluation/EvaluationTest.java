package io.lifecycle4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.schema.CalibrationBin;
import io.lifecycle4j.schema.ConfusionMatrix;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.Scores.Interval;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  private static final String NOTHING =
      """
      rides:1 on rides:1/holdout (3 rows)

      | Metric | Better | Model | 95 % interval |
      | ------ | ------ | ----: | ------------: |
      """;

  @Test
  void sortsMetrics() {
    Evaluation evaluation = evaluation(Map.of("rmse", Double.NaN, "mae", 1.0));

    assertThat(evaluation.metrics().keySet()).containsExactly("mae", "rmse");
    assertThat(evaluation.metrics()).isUnmodifiable();
  }

  private static Evaluation evaluation(Map<String, Double> metrics) {
    return Evaluation.builder("rides:1", "rides:1/holdout", 3).metrics(metrics).build();
  }

  @Test
  void isEqualByAllParts() {
    assertThat(evaluation(Map.of("mae", 1.0)))
        .isEqualTo(evaluation(Map.of("mae", 1.0)))
        .hasSameHashCodeAs(evaluation(Map.of("mae", 1.0)))
        .isNotEqualTo(evaluation(Map.of("mae", 2.0)));
    assertThat(Evaluation.builder("rides:1", "rides:1/holdout", 3).build().metrics()).isEmpty();
  }

  @Test
  void printsMetricsBesideThoseOfBaselines() {
    Evaluation evaluation =
        Evaluation.builder("rides:1", "rides:1/holdout", 3)
            .metrics(
                Map.of(
                    "rmse", 2.250049, "r2", Double.NaN, "error[a|b]", 61_704.0, "base_rmse", 9.0))
            .directions(Map.of("rmse", Better.LOWER, "r2", Better.HIGHER, "base_rmse", Better.NONE))
            .intervals(Map.of("rmse", new Interval(-1.5, 2.0000001)))
            .baselines(
                Map.of("mean", Map.of("rmse", 5.5), "linear", Map.of("rmse", 3.2e-9, "r2", 0.0)))
            .build();

    assertThat(evaluation.markdown())
        .isEqualTo(
            """
            rides:1 on rides:1/holdout (3 rows)

            | Metric        | Better | Model | 95 % interval | Baseline linear | Baseline mean |
            | ------------- | ------ | ----: | ------------: | --------------: | ------------: |
            | base_rmse     |        |     9 |               |                 |               |
            | error\\[a\\|b\\] |        | 61700 |               |                 |               |
            | r2            | higher |   NaN |               |               0 |               |
            | rmse          | lower  |  2.25 |     -1.5 to 2 |          3.2E-9 |           5.5 |
            """);
    assertThat(evaluation)
        .hasToString(
            "rides:1 on rides:1/holdout (3 rows): base_rmse 9, error[a|b] 61700, r2 NaN, rmse 2.25")
        .isNotEqualTo(evaluation(Map.of("rmse", 2.25)));
    assertThat(evaluation.directions()).isUnmodifiable().containsEntry("r2", Better.HIGHER);
  }

  @Test
  void hasBaselinesThatDoNotChange() {
    Evaluation evaluation =
        Evaluation.builder("rides:1", "rides:1/holdout", 3)
            .baselines(Map.of("mean", Map.of("rmse", 5.5), "linear", Map.of("rmse", 3.0)))
            .build();

    assertThat(evaluation.baselines()).isUnmodifiable().containsOnlyKeys("linear", "mean");
    assertThat(evaluation.baselines().get("linear")).isUnmodifiable();
    assertThat(evaluation(Map.of()).baselines()).isEmpty();
    assertThat(evaluation(Map.of()).markdown()).isEqualTo(NOTHING);
    assertThat(evaluation(Map.of())).hasToString("rides:1 on rides:1/holdout (3 rows)");
    assertThatThrownBy(
            () -> Evaluation.builder("a", "b", 1).baselines(Map.of()).baselines(Map.of()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid evaluation: baselines set twice");
  }

  @Test
  void takesEachPartOnce() {
    EvaluationBuilder builder =
        Evaluation.builder("rides:1", "rides:1", 3)
            .metrics(Map.of())
            .directions(Map.of())
            .intervals(Map.of());

    assertSetTwice("metrics", () -> builder.metrics(Map.of()));
    assertSetTwice("directions", () -> builder.directions(Map.of()));
    assertSetTwice("intervals", () -> builder.intervals(Map.of()));
  }

  private static void assertSetTwice(String part, ThrowingCallable again) {
    assertThatThrownBy(again)
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid evaluation: " + part + " set twice");
  }

  @Test
  void findsAMetricByItsName() {
    Evaluation evaluation = evaluation(Map.of("mae", 1.5));

    assertThat(evaluation.metric("mae")).isEqualTo(1.5);
    assertThatThrownBy(() -> evaluation.metric("rmse"))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Metric does not exist: rmse (there are [mae])");
  }

  @Test
  void printsSmallNumbersInFullAndTinyOnesWithAnExponent() {
    assertThat(
            evaluation(
                Map.of("a", 1e-6, "b", 9.25e-7, "c", -9.25e-7, "d", Double.NEGATIVE_INFINITY)))
        .hasToString(
            "rides:1 on rides:1/holdout (3 rows): a 0.000001, b 9.25E-7, c -9.25E-7, d"
                + " -Infinity");
  }

  @Test
  void printsNoIntervalWhereThereIsNoneAndNoRoundingOfZero() {
    Evaluation evaluation =
        Evaluation.builder("rides:1", "rides:1/holdout", 3)
            .metrics(Map.of("a", 0.1, "f1", 0.0, "mcc", 0.0, "tiny", 2e-18))
            .intervals(
                Map.of(
                    "a", new Interval(-0.1, -6.9e-18),
                    "f1", new Interval(6.939e-18, 0.0741),
                    "mcc", new Interval(Double.NaN, Double.NaN),
                    "tiny", new Interval(1e-18, Double.POSITIVE_INFINITY)))
            .build();

    assertThat(evaluation.markdown())
        .contains(
            "|   0.1 |         -0.1 to 0 |",
            "| f1     |        |     0 |       0 to 0.0741 |",
            "| mcc    |        |     0 |                   |",
            "| 2E-18 | 1E-18 to Infinity |");
  }

  @Test
  void printsNothingThatATerminalOrMarkdownInterprets() {
    Evaluation evaluation =
        Evaluation.builder("a\u001b[2J:1", "b\nc_d _e_", 1)
            .metrics(Map.of("m", 1.0))
            .baselines(Map.of("x|y", Map.of("m", 2.0)))
            .build();

    assertThat(evaluation).hasToString("a [2J:1 on b c_d _e_ (1 row): m 1");
    assertThat(evaluation.markdown())
        .startsWith("a \\[2J:1 on b c_d \\_e\\_ (1 row)\n")
        .contains("| Baseline x\\|y |");
  }

  @Test
  void countsItsRows() {
    assertThatThrownBy(() -> Evaluation.builder("rides:1", "rides:1/holdout", -1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid evaluation: -1 rows (must not be negative)");
    assertThat(Evaluation.builder("rides:1", "rides:1/holdout", 0).build().rows()).isZero();
  }

  @Test
  void printsTheTablesThatThereAre() {
    Evaluation evaluation =
        Evaluation.builder("fraud:7", "payments:3/holdout", 4)
            .metrics(Map.of("accuracy", 0.75))
            .classes(
                Map.of(
                    "no", new EvaluatedPart(2, Map.of("recall", 1.0), Map.of()),
                    "yes", new EvaluatedPart(2, Map.of("recall", 0.5, "f1", 0.66667), Map.of())))
            .slices(
                Map.of("country is DE", new EvaluatedPart(1, Map.of("accuracy", 1.0), Map.of())))
            .confusion(
                new ConfusionMatrix(
                    List.of("yes", "no"), List.of(List.of(1L, 1L), List.of(0L, 2L))))
            .calibration(List.of(new CalibrationBin(0.8, 0.9, 4, 0.85, 0.75)))
            .build();
    assertThat(evaluation.markdown())
        .isEqualTo(
            """
            fraud:7 on payments:3/holdout (4 rows)

            | Metric   | Better | Model | 95 % interval |
            | -------- | ------ | ----: | ------------: |
            | accuracy |        |  0.75 |               |

            | Class | Rows |     f1 | recall |
            | ----- | ---: | -----: | -----: |
            | no    |    2 |        |      1 |
            | yes   |    2 | 0.6667 |    0.5 |

            | Slice         | Rows | accuracy |
            | ------------- | ---: | -------: |
            | country is DE |    1 |        1 |

            | True class | Predicted yes | Predicted no |
            | ---------- | ------------: | -----------: |
            | yes        |             1 |            1 |
            | no         |             0 |            2 |

            | Probability | Rows | Predicted | Observed |
            | ----------- | ---: | --------: | -------: |
            | 0.8 to 0.9  |    4 |      0.85 |     0.75 |
            """);
    ConfusionMatrix matrix = evaluation.confusion().orElseThrow();
    assertThat(matrix.count("yes", "no")).isEqualTo(1);
    assertThatThrownBy(() -> matrix.count("maybe", "no"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid class: maybe (must be one of [yes, no])");
    assertThatThrownBy(() -> new ConfusionMatrix(List.of("yes"), List.of(List.of(1L, 2L))))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid confusion matrix: counts for 1 classes (must be a square)");
    assertThatThrownBy(() -> new CalibrationBin(0.5, 0.5, 1, 0.5, 0.5))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid bin of a calibration curve: from 0.5 to 0.5");
  }

  @Test
  void saysOfWhichClassAMetricIs() {
    Evaluation evaluation =
        Evaluation.builder("loans:2", "loans:3/holdout", 4)
            .metrics(Map.of("accuracy", 0.75, "recall", 0.9277))
            .classes(
                Map.of(
                    "default", new EvaluatedPart(2, Map.of("recall", 0.27), Map.of()),
                    "paid", new EvaluatedPart(2, Map.of("recall", 0.9277), Map.of())))
            .positiveClass("paid")
            .build();
    assertThat(evaluation)
        .hasToString("loans:2 on loans:3/holdout (4 rows): accuracy 0.75, recall[paid] 0.9277");
    assertThat(evaluation.markdown())
        .contains("| accuracy       |        |   0.75 |", "| recall\\[paid\\] |        | 0.9277 |");
    assertThat(evaluation.fullName("accuracy")).isEqualTo("accuracy");
    assertThat(evaluation.metrics()).containsOnlyKeys("accuracy", "recall");
  }
}
