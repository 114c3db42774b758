package io.lifecycle4j.core.badinputs;

import io.lifecycle4j.data.CsvDialect;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.preprocessing.DatePart;
import io.lifecycle4j.preprocessing.DomainPolicy;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.preprocessing.Steps;
import io.lifecycle4j.preprocessing.UnknownPolicy;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.validation.ColumnRules;
import io.lifecycle4j.validation.RowCheck;
import io.lifecycle4j.validation.Rule;
import io.lifecycle4j.validation.Rules;
import io.lifecycle4j.validation.TableCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The entries that take the name of a column, and make a value of it that is only kept later. */
final class ColumnEntries {
  private ColumnEntries() {}

  static List<Entry> all() {
    return Stream.of(schemas(), splits(), steps(), rules()).flatMap(List::stream).toList();
  }

  /** Takes a name, which is all that is passed. */
  private static Entry name(String name, Function<@Nullable String, Object> call) {
    return new Entry(name, "name", (in, column) -> call.apply(column));
  }

  private static Object last(Schema schema) {
    return schema.columns().get(schema.columns().size() - 1).name();
  }

  private static List<Entry> schemas() {
    return List.of(
        name("Column.builder", name -> Column.builder(name, DataType.STRING).build().name()),
        name("Column.tensor", name -> Column.tensor(name, 2, 2).name()),
        name(
            "Schema.Builder.column", n -> last(Schema.builder().column(n, DataType.INT64).build())),
        name("Schema.label", name -> last(Sandbox.SCHEMA.label(name, DataType.STRING))),
        name(
            "Columns.Builder.float64",
            n -> last(Columns.from(String.class).float64(n, String::length).build().schema())),
        name(
            "Columns.Builder.int64",
            n -> last(Columns.from(String.class).int64(n, String::length).build().schema())),
        name(
            "CsvDialect.Builder.columns",
            n -> {
              CsvDialect dialect = CsvDialect.builder().columns(n).build();
              return Sources.csv(Path.of("rows.csv"), dialect).format().option("columns", "");
            }),
        name(
            "Source.rename",
            name -> {
              Source renamed = Sources.csv(Path.of("rows.csv")).rename("a", name);
              return renamed.format().option("renamed", "").substring("a\n".length());
            }));
  }

  private static List<Entry> splits() {
    return List.of(
        name("Splits.byRole", name -> ((SplitPlan.ByRole) Splits.byRole(name)).column()),
        name(
            "Splits.byGroup",
            name -> {
              SplitPlan plan = Splits.byGroup(name).seed(1).train(1).holdout(0);
              return ((SplitPlan.ByKey) plan).columns().get(0);
            }));
  }

  private static List<Entry> steps() {
    return List.of(
        step("missingIndicator", Steps::missingIndicator),
        step("scale", name -> Steps.scale(name, 2)),
        step("standardizeChannels", Steps::standardizeChannels),
        step(
            "normalizeChannels", name -> Steps.normalizeChannels(name, List.of(0.5), List.of(0.5))),
        step("minMax", Steps::minMax),
        step("robust", Steps::robust),
        step("log", name -> Steps.log(name, DomainPolicy.ERROR)),
        step("clip", name -> Steps.clip(name, 0, 1)),
        step("bucketize", name -> Steps.bucketize(name, 1.0, 2.0)),
        step("quantileBuckets", name -> Steps.quantileBuckets(name, 4)),
        step("ordinal", name -> Steps.ordinal(name, UnknownPolicy.OWN)),
        step("hash", name -> Steps.hash(name, 8)),
        step("tokens", name -> Steps.tokens(name, 8, 100)),
        step("index", name -> Steps.index(name, 100)),
        step("dateParts", name -> Steps.dateParts(name, DatePart.HOUR)),
        step("lag", name -> Steps.lag(name, "b", Duration.ofDays(1), "time")),
        name(
            "Steps.lag of",
            name -> ((Step.Lag) Steps.lag("a", name, Duration.ofDays(1), "time")).of()),
        name(
            "Steps.lag time",
            name -> ((Step.Lag) Steps.lag("a", "b", Duration.ofDays(1), name)).time()),
        step("user", name -> Steps.user(name, "twice")),
        name("Steps.user id", name -> ((Step.User) Steps.user("a", name)).id()));
  }

  private static Entry step(String name, Function<@Nullable String, Step> call) {
    return name("Steps." + name, column -> call.apply(column).column());
  }

  private static List<Entry> rules() {
    return List.of(
        name("Rules.column", name -> Rules.column(name).column()),
        name(
            "Rules.unique",
            name -> ((TableCheck.Unique) check(Rules.unique(name))).columns().get(0)),
        name("Rules.noOverlap", n -> ((TableCheck.NoOverlap) check(Rules.noOverlap(n))).column()),
        name("Rules.noRowOf", n -> ((TableCheck.Disjoint) check(Rules.noRowOf(n))).dataset()),
        name(
            "Rules.freshness",
            n -> ((TableCheck.Fresh) check(Rules.freshness(n, Duration.ofDays(1)))).column()),
        name("Rules.rows", n -> ((RowCheck.Satisfies) check(Rules.rows(n, row -> true))).name()),
        column("lessThan", (b, n) -> ((RowCheck.Below) check(b.lessThan(n))).greater()),
        column("notAbove", (b, n) -> ((RowCheck.NotAbove) check(b.notAbove(n))).greater()),
        column(
            "containedIn",
            (b, n) -> ((TableCheck.Contained) check(b.containedIn(n, "a"))).dataset()),
        column(
            "containedIn column",
            (b, n) -> ((TableCheck.Contained) check(b.containedIn("before", n))).other()));
  }

  private static Object check(Rule rule) {
    return rule.check();
  }

  /** Passes a name to the rules of a column. */
  private interface OfColumn {
    Object pass(ColumnRules rules, @Nullable String name);
  }

  private static Entry column(String name, OfColumn call) {
    return name("ColumnRules." + name, other -> call.pass(Rules.column("b"), other));
  }
}
