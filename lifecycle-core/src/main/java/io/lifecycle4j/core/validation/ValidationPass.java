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
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Checks rows one by one, in bounded memory. Not thread-safe. */
public final class ValidationPass {
  private final Validator validator;
  private final History history;
  private final List<@Nullable KeyTest> keyed = new ArrayList<>();
  private final List<Tally> tallies = new ArrayList<>();
  private final List<ShownCells> cells = new ArrayList<>();
  private final Findings findings = new Tallies();
  private final RowChecks checks;
  private final int[] withKeys;
  private long rows;

  ValidationPass(Validator validator, History history) {
    this.validator = validator;
    this.history = history;
    this.checks = validator.rowChecks();
    for (Rule rule : validator.rules()) {
      keyed.add(KeyTests.of(validator.schema(), rule.check(), history));
      tallies.add(new Tally());
      cells.add(ShownCells.of(validator.schema(), rule.check()));
    }
    this.withKeys =
        IntStream.range(0, keyed.size()).filter(rule -> keyed.get(rule) != null).toArray();
  }

  /** Checks a row, which is not kept and must have the columns of the validator. */
  public void add(Row row) {
    rows++;
    checks.look(row, findings);
    for (int rule : withKeys) {
      findings.take(test(rule).test().apply(row), rule, row);
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
    List<RuleResult> results = new ArrayList<>();
    for (int i = 0; i < tallies.size(); i++) {
      Rule rule = validator.rules().get(i);
      KeyTest test = keyed.get(i);
      if (test == null && rule.check() instanceof TableCheck) {
        results.add(table.result(rule));
      } else {
        results.add(tallies.get(i).result(rule, rows, test == null ? "" : test.note().get()));
      }
    }
    return new ValidationReport(rows, results);
  }

  private KeyTest test(int rule) {
    return Objects.requireNonNull(keyed.get(rule));
  }

  /** The rows that broke one rule, and the places of the first. */
  private static final class Tally {
    private final List<FailurePlace> first = new ArrayList<>();
    private long failures;
    private long skipped;

    RuleResult result(Rule rule, long rows, String note) {
      long checked = rows - skipped;
      double passed = checked == 0 ? 1 : (double) (checked - failures) / checked;
      // a share such as 0.9 is a little less or more as a double: a row must not hang on that
      boolean holds = passed >= rule.share() - 1e-12;
      return new RuleResult(
          rule, holds, checked == 0 ? Double.NaN : passed, checked, failures, first, note);
    }
  }

  private final class Tallies implements Findings {
    @Override
    public void failed(int rule, Row row) {
      Tally tally = tallies.get(rule);
      tally.failures++;
      if (tally.first.size() < RuleResult.MAX_PLACES) {
        tally.first.add(cells.get(rule).place(row, rows));
      }
    }

    @Override
    public void skipped(int rule) {
      tallies.get(rule).skipped++;
    }
  }
}
