package io.lifecycle4j.core.data;

import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.error.Preconditions.number;

import io.lifecycle4j.core.schema.SchemaDocument;
import io.lifecycle4j.data.Proposal;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.validation.Bounds;
import io.lifecycle4j.validation.Check;
import io.lifecycle4j.validation.RowCheck;
import io.lifecycle4j.validation.Rule;
import io.lifecycle4j.validation.Statistic;
import io.lifecycle4j.validation.TableCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes a proposal as Java code, and as Markdown. */
final class ProposalText {
  private ProposalText() {}

  static String java(Proposal proposal) {
    StringBuilder code = new StringBuilder();
    proposal
        .leftOut()
        .forEach(left -> code.append("// left out: ").append(line(left)).append('\n'));
    for (Column column : proposal.schema().columns()) {
      String reason = proposal.columnReasons().getOrDefault(column.name(), "");
      code.append("// ").append(line(column.name() + ": " + reason)).append('\n');
    }
    code.append(".schema(\n").append(SchemaDocument.java(proposal.schema())).append(")\n");
    List<String> rules = new ArrayList<>();
    for (Rule rule : proposal.rules()) {
      String reason = proposal.ruleReasons().getOrDefault(rule.id(), "");
      rules.add("    // " + line(reason) + "\n    " + code(rule.check()));
    }
    if (!rules.isEmpty()) {
      code.append(".requiring(\n").append(String.join(",\n", rules)).append(")\n");
    }
    return code.toString();
  }

  /** Writes checks of a proposal as code; others, which a person may have added, as a comment. */
  private static String code(Check check) {
    if (check instanceof RowCheck.NotNull notNull) {
      return column(notNull.column()) + ".notNull()";
    }
    if (check instanceof RowCheck.Between between) {
      return column(between.column()) + bounds(between.bounds());
    }
    if (check instanceof RowCheck.OneOfNumbers numbers) {
      return column(numbers.column())
          + numbers.numbers().stream()
              .map(ProposalText::literal)
              .collect(Collectors.joining(", ", ".in(", ")"));
    }
    return tableCode(check);
  }

  private static String tableCode(Check check) {
    if (check instanceof TableCheck.Unique unique && unique.columns().size() == 1) {
      return column(unique.columns().get(0)) + ".unique()";
    }
    if (check instanceof TableCheck.Measured measured
        && measured.statistic() == Statistic.CARDINALITY) {
      return column(measured.column()) + ".cardinality()" + bounds(measured.bounds());
    }
    if (check instanceof TableCheck.RowCount count) {
      return "rowCount().atLeast(" + (long) count.bounds().least() + ")";
    }
    return "/* " + line(check.toString()).replace("*/", "* /") + " */";
  }

  private static String column(String name) {
    return "column(" + SchemaDocument.quoted(name) + ")";
  }

  private static String bounds(Bounds bounds) {
    if (bounds.most() == Double.POSITIVE_INFINITY) {
      return ".atLeast(" + literal(bounds.least()) + ")";
    }
    return bounds.least() == Double.NEGATIVE_INFINITY
        ? ".atMost(" + literal(bounds.most()) + ")"
        : ".between(" + literal(bounds.least()) + ", " + literal(bounds.most()) + ")";
  }

  /** Formats a number as Java code; a whole number beyond int keeps its decimal point. */
  private static String literal(double value) {
    return Math.abs(value) <= Integer.MAX_VALUE ? number(value) : Double.toString(value);
  }

  static String markdown(Proposal proposal) {
    StringBuilder text =
        new StringBuilder("# Proposal from " + counted(proposal.rows(), "row") + "\n\n");
    text.append(
        "| Column | Type | Missing | Categories | Why |\n| --- | --- | --- | --- | --- |\n");
    for (Column column : proposal.schema().columns()) {
      row(
          text,
          column.name(),
          column.type().name(),
          column.isNullable() ? "may be" : "no",
          column.categories().isEmpty() ? "" : String.join(", ", column.categories()),
          proposal.columnReasons().getOrDefault(column.name(), ""));
    }
    text.append("\n| Rule | Why |\n| --- | --- |\n");
    proposal
        .rules()
        .forEach(
            rule -> row(text, rule.sentence(), proposal.ruleReasons().getOrDefault(rule.id(), "")));
    if (!proposal.leftOut().isEmpty()) {
      text.append("\nLeft out:\n\n");
      proposal.leftOut().forEach(left -> text.append("- ").append(escaped(left)).append('\n'));
    }
    return text.toString();
  }

  private static void row(StringBuilder text, String... cells) {
    for (String cell : cells) {
      text.append("| ").append(escaped(cell)).append(' ');
    }
    text.append("|\n");
  }

  private static String escaped(String text) {
    return line(text).replaceAll("([\\\\`*_{}\\[\\]<>()#+!|~&])", "\\\\$1");
  }

  /** Keeps a text in its line, and free of Unicode escapes, which the compiler would interpret. */
  private static String line(String text) {
    return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", " ").replace("\\u", "\\ u");
  }
}
