package io.lifecycle4j.core.data.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.SplitReport;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnRole;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Roles that no plan would give: the audit looks at the rows, and must not believe the plan. */
class SplitAuditTest {
  /** A visit, with the role that the test wants it to have. */
  private record Visit(String role, String user, String order, double day) {}

  private static final Columns<Visit> PLAIN = Columns.of(Visit.class);
  private static final Columns<Visit> WITH_ID =
      Columns.from(Visit.class)
          .string("role", Visit::role)
          .string("user", Visit::user)
          .text(Column.builder("order", DataType.STRING).role(ColumnRole.ID).build(), Visit::order)
          .number(Column.of("day", DataType.FLOAT64), Visit::day)
          .build();

  private record Visits(Columns<Visit> columns, List<Visit> visits) implements Rows {
    @Override
    public Schema schema() {
      return columns.schema();
    }

    @Override
    public void forEach(Consumer<? super Row> action) {
      visits.forEach(visit -> action.accept(columns.row(visit)));
    }
  }

  /** Audits a plan on rows whose roles are other than it would give. */
  private static SplitReport audit(Columns<Visit> columns, SplitPlan plan, Visit... visits) {
    Rows rows = new Visits(columns, List.of(visits));
    Assignment roles = Assignment.of(rows, Splits.byRole("role"), visits.length);
    return SplitAudit.of("visits:1", plan, rows, roles);
  }

  private static SplitPlan byUser() {
    return Splits.byGroup("user").seed(1).train(0.5).holdout(0.5);
  }

  @Test
  void tellsOfGroupsThatAreTornApart() {
    SplitReport report =
        audit(
            PLAIN,
            byUser(),
            new Visit("TRAIN", "ann", "1", 1),
            new Visit("HOLDOUT", "ann", "2", 2),
            new Visit("VALIDATION", "ann", "3", 3),
            new Visit("TRAIN", "bob", "4", 4),
            new Visit("TRAIN", "bob", "5", 5),
            new Visit("", "eve", "6", 6),
            new Visit("HOLDOUT", "eve", "7", 7));
    assertThat(report.overlaps()).containsExactly(entry("user", 1L));
    assertThat(report.problems()).containsExactly("1 groups of user are in more than one role");
    assertThat(report.duplicates()).isZero();
  }

  @Test
  void tellsOfAnIdThatAPlanByKeyTearsApart() {
    Visit[] visits = {
      new Visit("TRAIN", "ann", "1", 1),
      new Visit("HOLDOUT", "bob", "1", 2),
      new Visit("TRAIN", "ann", "2", 3)
    };
    SplitReport report = audit(WITH_ID, byUser(), visits);
    assertThat(report.overlaps()).containsExactly(entry("order", 1L), entry("user", 0L));
    assertThat(report.problems()).containsExactly("1 groups of order are in more than one role");

    SplitReport other = audit(WITH_ID, Splits.byHash(1).train(0.5).holdout(0.5), visits);
    assertThat(other.overlaps()).containsExactly(entry("order", 1L));
    assertThat(other.problems()).isEmpty(); // no promise was made of ids
  }

  @Test
  void tellsThatNoRowIsHeldOutThoughThePlanSaysSo() {
    Visit[] visits = {new Visit("TRAIN", "ann", "1", 1), new Visit("TRAIN", "bob", "2", 2)};
    String problem = "no row is held out, though the plan says so: no model can be judged by it";
    for (SplitPlan plan :
        List.of(
            byUser(),
            Splits.byHash(1).train(0.5).holdout(0.5),
            Splits.stratified("user").seed(1).train(0.5).holdout(0.5),
            Splits.byTime("day").holdoutFrom("5"))) {
      assertThat(audit(PLAIN, plan, visits).problems()).as(plan.toString()).contains(problem);
    }
    for (SplitPlan plan :
        List.of(
            Splits.byHash(1).train(0.5).validation(0.5).holdout(0),
            Splits.byTime("day").validationFrom("5").holdoutFrom("6"))) {
      boolean asked = plan instanceof SplitPlan.ByTime;
      assertThat(audit(PLAIN, plan, visits).problems()).hasSize(asked ? 1 : 0);
    }
    assertThat(audit(PLAIN, byUser()).problems()).isEmpty(); // there are no rows at all
  }

  @Test
  void tellsOfRolesThatBeginBeforeAnEarlierOneEnds() {
    SplitPlan plan = Splits.byTime("day").validationFrom("3").holdoutFrom("5");
    SplitReport report =
        audit(
            PLAIN,
            plan,
            new Visit("TRAIN", "a", "1", 1),
            new Visit("TRAIN", "b", "2", 4),
            new Visit("VALIDATION", "c", "3", 3),
            new Visit("VALIDATION", "d", "4", 6),
            new Visit("HOLDOUT", "e", "5", 6));
    assertThat(report.problems())
        .containsExactly(
            "VALIDATION begins at 3, before an earlier role ends",
            "HOLDOUT begins at 6, before an earlier role ends");
  }

  @Test
  void findsNothingWrongWithTimesInOrder() {
    SplitPlan plan = Splits.byTime("day").holdoutFrom("5");
    SplitReport report =
        audit(
            PLAIN,
            plan,
            new Visit("HOLDOUT", "c", "3", 5),
            new Visit("TRAIN", "a", "1", 1),
            new Visit("TRAIN", "b", "2", 4));
    assertThat(report.problems()).isEmpty();
  }
}
