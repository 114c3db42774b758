package io.lifecycle4j.core.tracking;

import io.lifecycle4j.core.markdown.Markdown;
import io.lifecycle4j.tracking.EnvironmentCapsule.Difference;
import io.lifecycle4j.tracking.RunTable;
import io.lifecycle4j.tracking.spi.TableWriter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Writes tables of runs and their environments as Markdown. Long values are cut. */
public final class MarkdownTables implements TableWriter {
  /** Called by the service loader. */
  public MarkdownTables() {}

  @Override
  public String markdown(RunTable table) {
    Markdown text = new Markdown();
    text.table(0, cells(table.corner(), table.columns().stream()));
    for (String row : table.rows()) {
      text.row(cells(row, table.columns().stream().map(name -> table.find(row, name).orElse(""))));
    }
    return text.toString();
  }

  private static String[] cells(String first, Stream<String> others) {
    return Stream.concat(Stream.of(first), others)
        .map(cell -> Markdown.cut(cell, 0))
        .toArray(String[]::new);
  }

  @Override
  public String markdown(List<Difference> differences) {
    if (differences.isEmpty()) {
      return "No differences\n";
    }
    Markdown text = new Markdown();
    text.table(0, "Fact", "Left", "Right");
    for (Difference difference : differences) {
      String left = difference.left().orElse("");
      String right = difference.right().orElse("");
      int from = common(left, right);
      text.row(
          Markdown.cut(difference.key(), 0), Markdown.cut(left, from), Markdown.cut(right, from));
    }
    return text.toString();
  }

  /**
   * Returns where to begin to show two long values: a little before they differ, since both would
   * otherwise be cut before that. 0 if they are short.
   */
  private static int common(String left, String right) {
    if (Math.max(left.length(), right.length()) <= Markdown.LONGEST) {
      return 0;
    }
    int same = Arrays.mismatch(left.toCharArray(), right.toCharArray());
    return Math.max(0, same - Markdown.LONGEST / 4);
  }
}
