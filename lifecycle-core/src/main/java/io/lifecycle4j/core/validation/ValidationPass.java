package io.lifecycle4j.core.validation;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.validation.KeyTests.KeyTest;
import io.lifecycle4j.core.validation.RowChecks.Findings;
import io.lifecycle4j.core.validation.Validator.History;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.validation.Rule;
import io.lifecycle4j.validation.RuleResult;
import io.lifecycle4j.validation.RuleResult.FailurePlace;
import io.lifecycle4j.validation.TableCheck;
import io.lifecycle4j.validation.ValidationReport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks rows one by one, in bounded memory. Not thread-safe. */
public final class ValidationPass {
  private final Validator validator;
  private final History history;
  private final List<Tally> tallies = new ArrayList<>();
  private final Findings findings = new Tallies();
  private long rows;

  ValidationPass(Validator validator, History history) {
    this.validator = validator;
    this.history = history;
    validator.rules().forEach(rule -> tallies.add(new Tally(rule)));
  }

  /** Checks a row, which is not kept and must have the columns of the validator. */
  public void add(Row row) {
    rows++;
    validator.rowChecks().look(row, findings);
    for (int rule = 0; rule < tallies.size(); rule++) {
      KeyTest keys = tallies.get(rule).keys;
      if (keys != null) {
        findings.take(keys.test().apply(row), rule, row);
      }
    }
  }

  /**
   * Returns the report of the rows so far.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if the profile is of other rows
   */
  public ValidationReport report(Profile profile) {
    check(
        profile.rows() == rows,
        "Invalid profile: %s rows (must be %s, as were checked)",
        profile.rows(),
        rows);
    TableChecks table = new TableChecks(validator.schema(), profile, history);
    return new ValidationReport(rows, tallies.stream().map(tally -> tally.result(table)).toList());
  }

  /** The rows that broke one rule, and the places of the first. */
  private final class Tally {
    private final Rule rule;
    private final @Nullable KeyTest keys;
    private final ShownCells cells;
    private final List<FailurePlace> first = new ArrayList<>();
    private long failures;
    private long skipped;

    Tally(Rule rule) {
      this.rule = rule;
      this.keys = KeyTests.of(validator.schema(), rule.check(), history);
      this.cells = ShownCells.of(validator.schema(), rule.check());
    }

    RuleResult result(TableChecks table) {
      if (keys == null && rule.check() instanceof TableCheck) {
        return table.result(rule);
      }
      long checked = rows - skipped;
      double passed = checked == 0 ? 1 : (double) (checked - failures) / checked;
      // a share such as 0.9 is a little less or more as a double: a row must not hang on that
      boolean holds = passed >= rule.share() - 1e-12;
      return new RuleResult(
          rule,
          holds,
          checked == 0 ? Double.NaN : passed,
          checked,
          failures,
          first,
          keys == null ? "" : keys.note().get());
    }
  }

  private final class Tallies implements Findings {
    @Override
    public void failed(int rule, Row row) {
      Tally tally = tallies.get(rule);
      tally.failures++;
      if (tally.first.size() < RuleResult.MAX_PLACES) {
        tally.first.add(tally.cells.place(row, rows));
      }
    }

    @Override
    public void skipped(int rule) {
      tallies.get(rule).skipped++;
    }
  }
}
