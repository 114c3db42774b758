package io.lifecycle4j.core.validation;

import static io.lifecycle4j.error.Preconditions.number;

import io.lifecycle4j.core.profile.Statistics;
import io.lifecycle4j.core.validation.Validator.History;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.validation.Rule;
import io.lifecycle4j.validation.RuleResult;
import io.lifecycle4j.validation.Statistic;
import io.lifecycle4j.validation.TableCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Checks the profile, with the versions before, against bounds: one number for each rule. */
record TableChecks(Schema schema, Profile profile, History history) {
  private static final Duration DAY = Duration.ofDays(1);

  /** Rejects rules that do not fit the columns. */
  static void require(Schema schema, List<Rule> rules) {
    List<String> measured = Statistics.of(schema).names();
    for (Rule rule : rules) {
      if (rule.check() instanceof TableCheck.Measured some) {
        require(schema, measured, rule, some);
      } else if (rule.check() instanceof TableCheck.Fresh fresh) {
        Column column = schema.columns().get(schema.indexOf(fresh.column()));
        if (column.type() != DataType.TIMESTAMP) {
          throw RowTests.misfit(rule, column, "TIMESTAMP");
        }
      } else {
        ShownCells.columns(rule.check()).forEach(schema::indexOf);
      }
    }
  }

  private static void require(
      Schema schema, List<String> measured, Rule rule, TableCheck.Measured some) {
    if (!measured.contains(some.column())) {
      Column column = schema.columns().get(schema.indexOf(some.column()));
      throw RowTests.misfit(
          rule, column, column.name() + ".mean or " + column.name() + ".deviation");
    }
    schema
        .find(some.column())
        .ifPresent(
            place -> {
              Column column = schema.columns().get(place);
              if (!ColumnMeasures.fits(some.statistic(), column.type())) {
                throw RowTests.misfit(
                    rule, column, column.type().isText() ? "a number" : "a text or BOOLEAN");
              }
            });
  }

  RuleResult result(Rule rule) {
    if (rule.check() instanceof TableCheck.Measured measured) {
      return measured(rule, measured);
    } else if (rule.check() instanceof TableCheck.RowCount count) {
      return result(
          rule, count.bounds().contain((double) profile.rows()), (double) profile.rows(), "");
    } else if (rule.check() instanceof TableCheck.RowCountChange change) {
      return changed(rule, change);
    } else if (rule.check() instanceof TableCheck.Fresh fresh) {
      return fresh(rule, fresh);
    }
    throw new IllegalStateException("No profile of " + rule);
  }

  private RuleResult measured(Rule rule, TableCheck.Measured measured) {
    ColumnProfile column = column(measured.column());
    Column promised =
        schema.find(measured.column()).isPresent()
            ? schema.columns().get(schema.indexOf(measured.column()))
            : null;
    Double value = ColumnMeasures.value(column, promised, measured);
    boolean shows =
        measured.statistic() == Statistic.MIN
            || measured.statistic() == Statistic.MAX
            || measured.statistic() == Statistic.QUANTILE;
    boolean hidden = shows && promised != null && promised.isPrivate();
    return result(
        rule,
        value != null && measured.bounds().contain(value),
        hidden || value == null ? Double.NaN : value,
        value == null ? "nothing to measure" : ColumnMeasures.note(column, measured.statistic()));
  }

  private RuleResult changed(Rule rule, TableCheck.RowCountChange change) {
    double[] before =
        history.rowCounts(change.versions()).stream()
            .mapToDouble(Long::doubleValue)
            .sorted()
            .toArray();
    if (before.length == 0) {
      return result(rule, true, (double) profile.rows(), "no version before");
    }
    int middle = before.length / 2;
    double median =
        before.length % 2 == 1 ? before[middle] : (before[middle - 1] + before[middle]) / 2;
    boolean holds = Math.abs((double) profile.rows() - median) <= change.share() * median;
    return result(rule, holds, (double) profile.rows(), "the median is " + number(median));
  }

  private RuleResult fresh(Rule rule, TableCheck.Fresh fresh) {
    var moments = column(fresh.column()).moments().orElse(null);
    if (moments == null) {
      return result(rule, false, Double.NaN, "nothing to measure");
    }
    Instant newest = Instant.ofEpochMilli((long) moments.max());
    Duration age = Duration.between(newest, history.now());
    double days = age.toSeconds() / (double) DAY.toSeconds();
    boolean ahead = age.plus(DAY).isNegative(); // a time without a zone may be some hours ahead
    boolean hidden = schema.columns().get(schema.indexOf(fresh.column())).isPrivate();
    return result(
        rule,
        age.compareTo(fresh.age()) <= 0 && !ahead,
        hidden ? Double.NaN : days,
        hidden ? "" : "in days; the newest is " + newest + (ahead ? ", in the future" : ""));
  }

  private ColumnProfile column(String name) {
    return profile
        .find(name)
        .orElseThrow(() -> new IllegalStateException("The profile lacks column " + name));
  }

  private static RuleResult result(Rule rule, boolean passed, double observed, String note) {
    return new RuleResult(rule, passed, observed, 0, 0, List.of(), note);
  }
}
