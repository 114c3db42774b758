package io.lifecycle4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SplitReportTest {
  private static final SplitPlan PLAN = new SplitPlan.ByHash(7, 0.75, 0, 0.25);

  @Test
  void readsAsMarkdown() {
    SplitReport.Part train =
        new SplitReport.Part(
            SplitRole.TRAIN,
            3,
            Map.of("cat", 2L, "dog", 1L),
            Optional.of("2026-01-01"),
            Optional.of("2026-02-01"));
    SplitReport.Part holdout =
        new SplitReport.Part(SplitRole.HOLDOUT, 1, Map.of(), Optional.empty(), Optional.empty());
    SplitReport report =
        new SplitReport(
            "rides:3",
            PLAN,
            6,
            1,
            1,
            2,
            Map.of("user", 4L),
            List.of(train, holdout),
            List.of("2 rows are in two roles"));

    assertThat(report.markdown())
        .isEqualTo(
            """
            # Split of rides:3

            | role | rows | share | first | last | classes |
            |---|---|---|---|---|---|
            | TRAIN | 3 | 50.0 % | 2026-01-01 | 2026-02-01 | 'cat' 66.7 %, 'dog' 33.3 % |
            | HOLDOUT | 1 | 16.7 % |  |  |  |

            - 6 rows, 1 unused, 1 dropped since they equal a row of another role
            - 2 different rows in more than one role
            - 4 groups of user in more than one role
            - **Problem:** 2 rows are in two roles
            """);
  }

  @Test
  void keepsTextsFromDataWithinTheirCells() {
    SplitReport.Part part =
        new SplitReport.Part(
            SplitRole.TRAIN,
            1,
            Map.of("a|b\n<i>`*_{}[]\\", 1L),
            Optional.of("1|2"),
            Optional.of("3\t4"));
    SplitReport report =
        new SplitReport(
            "a_b:1", PLAN, 1, 0, 0, 0, Map.of("c|d", 1L), List.of(part), List.of("x\n# y"));

    assertThat(report.markdown().lines())
        .contains(
            "# Split of a\\_b:1",
            "| TRAIN | 1 | 100.0 % | 1\\|2 | 3 4 |"
                + " 'a\\|b \\<i\\>\\`\\*\\_\\{\\}\\[\\]\\\\' 100.0 % |",
            "- 1 groups of c\\|d in more than one role",
            "- **Problem:** x # y")
        .hasSize(10);
  }
}
