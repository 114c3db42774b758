package io.lifecycle4j.data;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a version is divided: counts, classes, times, and what is in more than one role.
 *
 * @param version the version, such as {@code rides:3}
 * @param plan the plan, with the cuts that were found
 * @param rows the number of rows of the version
 * @param unused the number of rows that the plan assigns no role
 * @param dropped the number of rows without a role because they equal a row of another role
 * @param duplicates the number of distinct rows that are in more than one role
 * @param overlaps the number of groups with rows in more than one role, by the columns that
 *     identify the group
 * @param parts the roles that have rows, in the order of {@link SplitRole}
 * @param problems violations of the guarantees of the plan, and rows with the same {@link
 *     io.lifecycle4j.schema.ColumnRole#ID} that a plan by key or group separates; empty if there
 *     are none
 */
public record SplitReport(
    String version,
    SplitPlan plan,
    long rows,
    long unused,
    long dropped,
    long duplicates,
    Map<String, Long> overlaps,
    List<Part> parts,
    List<String> problems) {
  /** Checks the parts. */
  public SplitReport {
    required(version, "version");
    required(plan, "split plan");
    overlaps = copy(overlaps, "overlaps");
    parts = copy(parts, "parts");
    problems = copy(problems, "problems");
  }

  /**
   * The rows of one role.
   *
   * @param role the role
   * @param rows the number of rows
   * @param classes the number of rows of each class, at most 100 classes and {@code (other)}; empty
   *     if no column is known to be the class
   * @param first the earliest time, if a column is known to be the time
   * @param last the latest time, if a column is known to be the time
   */
  public record Part(
      SplitRole role,
      long rows,
      Map<String, Long> classes,
      Optional<String> first,
      Optional<String> last) {
    /** Checks the parts. */
    public Part {
      required(role, "split role");
      required(first, "earliest time");
      required(last, "latest time");
      classes = copy(classes, "classes");
    }
  }

  /**
   * Returns the report as readable text.
   *
   * @return Markdown
   */
  public String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("# Split of ").append(cell(version)).append("\n\n");
    text.append("| role | rows | share | first | last | classes |\n");
    text.append("|---|---|---|---|---|---|\n");
    parts.forEach(part -> text.append(line(part)).append('\n'));
    text.append("\n- ")
        .append(counted(rows, "row"))
        .append(", ")
        .append(unused)
        .append(" unused, ");
    text.append(dropped).append(" dropped since they equal a row of another role\n");
    text.append("- ").append(duplicates).append(" different rows in more than one role\n");
    overlaps.forEach(
        (column, groups) ->
            text.append(
                String.format("- %s groups of %s in more than one role\n", groups, cell(column))));
    problems.forEach(problem -> text.append("- **Problem:** ").append(cell(problem)).append('\n'));
    return text.toString();
  }

  private String line(Part part) {
    String classes =
        part.classes().entrySet().stream()
            .map(entry -> "'" + cell(entry.getKey()) + "' " + share(entry.getValue(), part.rows()))
            .collect(Collectors.joining(", "));
    return String.format(
        "| %s | %s | %s | %s | %s | %s |",
        part.role(),
        part.rows(),
        share(part.rows(), rows),
        part.first().map(SplitReport::cell).orElse(""),
        part.last().map(SplitReport::cell).orElse(""),
        classes);
  }

  private static String share(long part, long whole) {
    return String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
  }

  private static String cell(String text) {
    return text.replaceAll("[\\p{Cntrl}]", " ").replaceAll("([\\\\`*_{}\\[\\]<>|])", "\\\\$1");
  }
}
