package io.lifecycle4j.mlflow;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;

/**
 * What an import took, and what it did not.
 *
 * @param stage whether it was imported, or would be
 * @param found how many runs the folder has
 * @param present how many of them were imported before, and left alone
 * @param imported what was imported now
 * @param skipped how many things were left out
 * @param changed how many things were imported otherwise than they are in the folder
 * @param remarks what was left out or changed, the first {@value #MAX_REMARKS}
 */
public record ImportReport(
    Stage stage,
    long found,
    long present,
    Counts imported,
    long skipped,
    long changed,
    List<Remark> remarks) {
  /** How many remarks a report lists. */
  public static final int MAX_REMARKS = 1_000;

  /** Copies the remarks. */
  public ImportReport {
    required(stage, "stage");
    required(imported, "what was imported");
    remarks = copy(remarks, "remarks");
  }

  /**
   * What was imported.
   *
   * @param runs the runs, whole ones
   * @param points points of metrics
   * @param params parameters
   * @param tags tags that are in the folder
   * @param artifacts files
   * @param bytes the length of all files
   */
  public record Counts(
      long runs, long points, long params, long tags, long artifacts, long bytes) {}

  /** How far an import went. More may come: a switch needs a default branch. */
  public enum Stage {
    /** Everything was read and nothing imported. */
    PLANNED,
    /** It was imported. */
    DONE
  }

  /** What became of a thing. More may come: a switch needs a default branch. */
  public enum Kind {
    /** It was left out. */
    SKIPPED,
    /** It was imported otherwise than it is in the folder. */
    CHANGED
  }

  /**
   * Something that was left out or changed.
   *
   * @param kind what became of it
   * @param file where it is, from the folder on
   * @param line the line, from 1; 0 if it is the whole file
   * @param reason what was wrong, and what was done
   */
  public record Remark(Kind kind, String file, long line, String reason) {
    /** Checks the parts. */
    public Remark {
      required(kind, "kind");
      required(file, "file");
      check(line >= 0, "Invalid line: %s (must not be negative)", line);
      required(reason, "reason");
    }

    /**
     * Shows the remark in a line.
     *
     * @return such as {@code 0/4f…/metrics/loss:3 SKIPPED the line is torn}
     */
    @Override
    public String toString() {
      return file + (line == 0 ? "" : ":" + line) + " " + kind + " " + reason;
    }
  }

  /**
   * Returns whether everything was imported as it is in the folder, now or before.
   *
   * @return whether nothing was left out or changed
   */
  public boolean isExact() {
    return skipped == 0 && changed == 0;
  }

  /**
   * Shows the report to people.
   *
   * @return a table of the counts and a list of the remarks, in Markdown
   */
  public String toMarkdown() {
    return ImportText.of(this);
  }

  String deed() {
    return stage == Stage.PLANNED ? "would be imported" : "imported";
  }

  @Override
  public String toString() {
    return String.format(
        "%s of %s runs %s, %s there before, %s points, %s skipped, %s changed",
        imported.runs(), found, deed(), present, imported.points(), skipped, changed);
  }
}
