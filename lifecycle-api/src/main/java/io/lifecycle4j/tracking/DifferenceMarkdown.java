package io.lifecycle4j.tracking;

import io.lifecycle4j.tracking.EnvironmentCapsule.Difference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes differences of capsules as Markdown. What came from outside stays in its cell. */
final class DifferenceMarkdown {
  private static final int LONGEST = MarkdownCell.LONGEST;

  private DifferenceMarkdown() {}

  static String of(List<Difference> differences) {
    if (differences.isEmpty()) {
      return "No differences\n";
    }
    StringBuilder text = new StringBuilder("| Fact | Left | Right |\n| --- | --- | --- |\n");
    for (Difference difference : differences) {
      // beyond what two long values have in common, or both would be cut before they differ
      int from = common(difference.left().orElse(null), difference.right().orElse(null));
      text.append("| ").append(MarkdownCell.cut(difference.key(), 0));
      text.append(" | ").append(cell(difference.left().orElse(null), from));
      text.append(" | ").append(cell(difference.right().orElse(null), from)).append(" |\n");
    }
    return text.toString();
  }

  private static String cell(@Nullable String value, int from) {
    return value == null ? "" : MarkdownCell.cut(value, from);
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
}
