package io.lifecycle4j.core.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What {@code docs/FORMAT.md} says, to be compared with the code. */
public final class FormatText {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern BRACKETS = Pattern.compile("\\([^)]*\\)");

  /** What stands beside the bytes of an example. */
  private static final Pattern REMARK = Pattern.compile("^(.{71})  .*");

  private FormatText() {}

  /** Returns the whole text. */
  public static String all() {
    try {
      return Files.readString(Path.of("../docs/FORMAT.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns all examples in one line, as JSON is written. */
  public static String examples() {
    return all()
        .lines()
        .filter(line -> line.startsWith("    "))
        .map(line -> REMARK.matcher(line).replaceFirst("$1").strip())
        .collect(Collectors.joining());
  }

  /** Returns all examples without blanks, as {@link java.util.HexFormat} writes bytes. */
  public static String hexExamples() {
    return examples().replace(" ", "");
  }

  /**
   * Reads a table: what each row says of each name in its first column.
   *
   * @param sentence what stands before the table, on one line
   * @param heading the heading of the first column; the first such table behind the sentence counts
   */
  public static Map<String, String> table(String sentence, String heading) {
    List<String> lines = all().lines().toList();
    int at = 0;
    while (!lines.get(at).contains(sentence)) {
      at++;
    }
    while (!lines.get(at).startsWith("| " + heading + " |")) {
      at++;
    }
    Map<String, String> table = new LinkedHashMap<>();
    for (at += 2; at < lines.size() && lines.get(at).startsWith("|"); at++) {
      String[] cells = lines.get(at).split("\\|", 3);
      for (String name : names(cells[1])) {
        table.put(name, cells[2]);
      }
    }
    return table;
  }

  private static List<String> names(String cell) {
    List<String> names = code(cell);
    return names.isEmpty() ? List.of(cell.strip()) : names;
  }

  /** Returns what a text shows as code. */
  public static List<String> code(String text) {
    return CODE.matcher(text).results().map(found -> found.group(1)).toList();
  }

  /** Returns the names of the parts that a row tells, sorted; what is in brackets explains them. */
  public static List<String> parts(String row) {
    return List.copyOf(new TreeSet<>(code(BRACKETS.matcher(row).replaceAll(""))));
  }

  /** Returns the parts that each row of a table tells, by its name. */
  public static Map<String, List<String>> parts(String sentence, String heading) {
    return table(sentence, heading).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, row -> parts(row.getValue())));
  }

  /** Finds the only place where a pattern fits, whatever lines it is on. */
  public static MatchResult sentence(String pattern) {
    String flowing = all().replace('\n', ' ');
    List<MatchResult> found = Pattern.compile(pattern).matcher(flowing).results().toList();
    if (found.size() != 1) {
      throw new AssertionError("FORMAT.md says " + found.size() + " times: " + pattern);
    }
    return found.get(0);
  }

  /** Returns the patterns of the names of files in the picture of a home, and of a journal. */
  public static List<String> fileNames() {
    List<String> names = new ArrayList<>();
    String journal = "";
    boolean drawn = false;
    for (String line : all().lines().toList()) {
      if (line.equals("    HOME/") || line.equals("    journals/NAME/")) {
        journal = line.equals("    HOME/") ? "" : "journals/NAME/";
        drawn = true;
      } else if (drawn && line.matches(" {6}\\S.*")) {
        names.add(journal + line.strip().split(" ", 2)[0]);
      } else if (!line.startsWith("     ")) {
        drawn = false;
      }
    }
    return names;
  }
}
