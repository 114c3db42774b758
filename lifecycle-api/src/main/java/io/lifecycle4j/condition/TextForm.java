package io.lifecycle4j.condition;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Formats conditions so that {@link Conditions#parse} parses them to equal ones. */
final class TextForm {
  private final StringBuilder out = new StringBuilder();

  private TextForm() {}

  static String of(Condition condition) {
    TextForm form = new TextForm();
    form.write(condition);
    return form.out.toString();
  }

  /** Returns the key of a constant: its name in lower case. */
  static String key(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Returns a subject; its key is quoted unless it is a plain word. */
  static String subject(String prefix, String key) {
    return prefix + "." + name(key);
  }

  private static String name(String key) {
    return plain(key) ? key : quoted(key, '`', '"');
  }

  /** Returns a slice, such as {@code metrics.recall{country = 'DE', year = '2024'}}. */
  static String slice(Subject.Slice slice) {
    return slice.columns().entrySet().stream()
        .map(cell -> name(cell.getKey()) + " = " + quoted(cell.getValue(), '\'', '"'))
        .collect(Collectors.joining(", ", subject("metrics", slice.key()) + "{", "}"));
  }

  /**
   * Returns whether a key consists of ASCII words with dots between them, which MLflow also accepts
   * without quotes.
   */
  private static boolean plain(String key) {
    boolean first = true;
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      boolean letter = c == '_' || (c < 128 && Character.isLetter(c));
      boolean later = c == '.' || (c >= '0' && c <= '9');
      if (!letter && (first || !later)) {
        return false;
      }
      first = c == '.';
    }
    return !first;
  }

  /**
   * Uses the first quote that the text does not contain, or else backticks, the only quotes that
   * can be escaped by doubling: MLflow does not unescape the others.
   */
  private static String quoted(String text, char... quotes) {
    for (char quote : quotes) {
      if (text.indexOf(quote) < 0) {
        return quote + text + quote;
      }
    }
    return "`" + text.replace("`", "``") + "`";
  }

  private void write(Condition condition) {
    if (condition instanceof NumberComparison that) {
      clause(that.subject(), that.operator().symbol(), that.boundText());
    } else if (condition instanceof TextComparison that) {
      clause(that.subject(), that.operator().symbol(), texts(that));
    } else if (condition instanceof Condition.Missing that) {
      clause(that.subject(), "IS", "NULL");
    } else if (condition instanceof Condition.Present that) {
      clause(that.subject(), "IS NOT", "NULL");
    } else if (condition instanceof Condition.Not that) {
      out.append("NOT ");
      inner(that.condition());
    } else {
      joined(Tree.parts(condition), condition instanceof Condition.Or ? " OR " : " AND ");
    }
  }

  private void clause(Subject subject, String operator, String value) {
    out.append(subject).append(' ').append(operator).append(' ').append(value);
  }

  private static String texts(TextComparison comparison) {
    List<String> quoted = comparison.texts().stream().map(text -> quoted(text, '\'', '"')).toList();
    return comparison.operator().takesSeveral()
        ? "(" + String.join(", ", quoted) + ")"
        : quoted.get(0);
  }

  private void joined(List<Condition> parts, String between) {
    if (parts.isEmpty()) {
      out.append("TRUE");
    }
    for (int i = 0; i < parts.size(); i++) {
      out.append(i == 0 ? "" : between);
      inner(parts.get(i));
    }
  }

  /**
   * Encloses nested conditions in parentheses, even where the precedence of AND makes them
   * redundant.
   */
  private void inner(Condition condition) {
    boolean several = !(condition instanceof Condition.Not) && !Tree.parts(condition).isEmpty();
    out.append(several ? "(" : "");
    write(condition);
    out.append(several ? ")" : "");
  }
}
