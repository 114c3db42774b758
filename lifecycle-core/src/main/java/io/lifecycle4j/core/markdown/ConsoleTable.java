package io.lifecycle4j.core.markdown;

import io.lifecycle4j.tracking.RunTable;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Writes a table as plain text for a console: aligned, nothing escaped, nothing cut. */
public final class ConsoleTable {
  /** A table with longer cells has a paragraph for each row instead. */
  private static final int LONGEST = 60;

  private static final Pattern HIDDEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  private ConsoleTable() {}

  /** Returns the lines of a table, each with its end. */
  public static String of(RunTable table) {
    List<List<String>> rows = new ArrayList<>();
    for (String row : table.rows()) {
      Stream<String> cells = table.columns().stream().map(name -> table.find(row, name).orElse(""));
      rows.add(visible(Stream.concat(Stream.of(row), cells)));
    }
    List<String> head = visible(Stream.concat(Stream.of(table.corner()), table.columns().stream()));
    boolean fits =
        rows.stream()
            .flatMap(row -> row.stream().skip(1))
            .allMatch(cell -> cell.length() <= LONGEST);
    StringBuilder text = new StringBuilder();
    if (fits) {
      rows.add(0, head);
      rows.forEach(row -> text.append(aligned(row, rows)));
    } else {
      rows.forEach(row -> text.append(paragraph(row, head)));
    }
    return text.toString();
  }

  private static List<String> visible(Stream<String> cells) {
    return cells.map(cell -> HIDDEN.matcher(cell).replaceAll(" ")).toList();
  }

  private static String aligned(List<String> row, List<List<String>> rows) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      int place = column;
      int width = rows.stream().mapToInt(each -> each.get(place).length()).max().orElse(0);
      line.append(row.get(column)).append(" ".repeat(width - row.get(column).length() + 2));
    }
    return line.toString().stripTrailing() + "\n";
  }

  private static String paragraph(List<String> row, List<String> head) {
    StringBuilder lines = new StringBuilder(row.get(0)).append('\n');
    IntStream.range(1, row.size())
        .filter(column -> !row.get(column).isEmpty())
        .forEach(
            column ->
                lines
                    .append("  ")
                    .append(head.get(column))
                    .append(": ")
                    .append(row.get(column))
                    .append('\n'));
    return lines.toString();
  }
}
