package io.lifecycle4j.core.data;

import static io.lifecycle4j.core.markdown.Markdown.escaped;
import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.error.Preconditions.number;

import io.lifecycle4j.core.markdown.Markdown;
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
    code.append(".schema(\n").append(proposal.schema().java()).append(")\n");
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
    Markdown text = new Markdown();
    text.line("# Proposal from %s", counted(proposal.rows(), "row"));
    text.table(0, "Column", "Type", "Missing", "Categories", "Why");
    for (Column column : proposal.schema().columns()) {
      text.row(
          escaped(column.name()),
          column.type().name(),
          column.isNullable() ? "may be" : "no",
          escaped(String.join(", ", column.categories())),
          escaped(proposal.columnReasons().getOrDefault(column.name(), "")));
    }
    text.end();
    text.table(0, "Rule", "Why");
    for (Rule rule : proposal.rules()) {
      String reason = proposal.ruleReasons().getOrDefault(rule.id(), "");
      text.row(escaped(rule.sentence()), escaped(reason));
    }
    if (!proposal.leftOut().isEmpty()) {
      text.end();
      text.line("Left out:");
      proposal.leftOut().forEach(left -> text.line("- %s", escaped(left)));
    }
    return text.toString();
  }

  /** Keeps a text in its line, and free of Unicode escapes, which the compiler would interpret. */
  private static String line(String text) {
    return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", " ").replace("\\u", "\\ u");
  }
}
