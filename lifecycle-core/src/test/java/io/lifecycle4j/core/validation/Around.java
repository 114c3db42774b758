package io.lifecycle4j.core.validation;

import io.lifecycle4j.core.profile.Profiler;
import io.lifecycle4j.core.validation.Validator.History;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.validation.Rule;
import io.lifecycle4j.validation.RuleResult;
import io.lifecycle4j.validation.ValidationReport;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A history of one's own, and what validates rows against it. */
record Around(Instant now, List<Long> before, Map<String, List<Row>> others) implements History {
  static final Around NOTHING =
      new Around(Instant.parse("2026-03-01T12:00:00Z"), List.of(), Map.of());

  @Override
  public List<Long> rowCounts(int versions) {
    return before.subList(Math.max(0, before.size() - versions), before.size());
  }

  @Override
  public boolean read(String dataset, Consumer<? super Row> action) {
    others.getOrDefault(dataset, List.of()).forEach(action);
    return others.containsKey(dataset);
  }

  ValidationReport report(Schema schema, List<Row> rows, Rule... rules) {
    Profiler profiler = new Profiler(schema);
    ValidationPass pass = Validator.of(schema, List.of(rules)).begin(this);
    for (Row row : rows) {
      profiler.add(row);
      pass.add(row);
    }
    return pass.report(profiler.profile());
  }

  /** The result of one rule, which stands behind those of the schema. */
  RuleResult result(Schema schema, List<Row> rows, Rule rule) {
    List<RuleResult> results = report(schema, rows, rule).results();
    return results.get(results.size() - 1);
  }
}
