package io.lifecycle4j.tracking;

import io.lifecycle4j.tracking.EnvironmentCapsule.Difference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes differences of capsules as Markdown. What came from outside stays in its cell. */
final class DifferenceMarkdown {
  private static final String ESCAPED = "\\`*_{}[]<>()#+!|~&";
  private static final int LONGEST = 160;

  private DifferenceMarkdown() {}

  static String of(List<Difference> differences) {
    if (differences.isEmpty()) {
      return "No differences\n";
    }
    StringBuilder text = new StringBuilder("| Fact | Left | Right |\n| --- | --- | --- |\n");
    for (Difference difference : differences) {
      // beyond what two long values have in common, or both would be cut before they differ
      int from = common(difference.left(), difference.right());
      text.append("| ").append(escaped(difference.key(), 0));
      text.append(" | ").append(cell(difference.left(), from));
      text.append(" | ").append(cell(difference.right(), from)).append(" |\n");
    }
    return text.toString();
  }

  private static String cell(@Nullable String value, int from) {
    return value == null ? "" : escaped(value, from);
  }

  /** Returns where the values begin to differ, less a few characters, or 0 if they are short. */
  private static int common(@Nullable String left, @Nullable String right) {
    if (left == null || right == null || Math.max(left.length(), right.length()) <= LONGEST) {
      return 0;
    }
    int same = 0;
    while (same < Math.min(left.length(), right.length())
        && left.charAt(same) == right.charAt(same)) {
      same++;
    }
    return Math.max(0, same - LONGEST / 4);
  }

  /** Writes a value from outside so that it stays in its cell; it is cut if it is long. */
  static String escaped(String value, int from) {
    int start = from > 0 && Character.isLowSurrogate(value.charAt(from)) ? from - 1 : from;
    StringBuilder escaped = new StringBuilder(start > 0 ? "…" : "");
    int end = value.length() - start <= LONGEST ? value.length() : start + LONGEST;
    for (int i = start; i < end; ) {
      int c = value.codePointAt(i);
      if (ESCAPED.indexOf(c) >= 0) {
        escaped.append('\\');
      }
      escaped.appendCodePoint(hidden(c) ? ' ' : c);
      i += Character.charCount(c);
    }
    return end < value.length() ? escaped.append('…').toString() : escaped.toString();
  }

  private static boolean hidden(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }
}
