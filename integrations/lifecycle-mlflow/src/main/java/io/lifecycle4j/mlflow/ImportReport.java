package io.lifecycle4j.mlflow;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;

/**
 * The result of an import.
 *
 * @param stage whether it was a dry run
 * @param found the number of runs in the folder
 * @param present the number of runs that were imported before, and were not touched
 * @param imported the counts of this import
 * @param skipped the number of items that were skipped
 * @param changed the number of items that were changed during the import
 * @param remarks the items that were skipped or changed, the first {@value #MAX_REMARKS}
 */
public record ImportReport(
    Stage stage,
    long found,
    long present,
    Counts imported,
    long skipped,
    long changed,
    List<Remark> remarks) {
  /** The most remarks in a report. */
  public static final int MAX_REMARKS = 1_000;

  /** Copies the remarks. */
  public ImportReport {
    required(stage, "stage");
    required(imported, "what was imported");
    remarks = copy(remarks, "remarks");
  }

  /**
   * Counts of imported items.
   *
   * @param runs completely imported runs
   * @param points points of metrics
   * @param params parameters
   * @param tags tags in the folder
   * @param artifacts files
   * @param bytes the total length of the files
   */
  public record Counts(
      long runs, long points, long params, long tags, long artifacts, long bytes) {}

  /** The stage of an import. Constants may be added: a switch needs a default branch. */
  public enum Stage {
    /** Everything was read, and nothing was imported. */
    PLANNED,
    /** The runs were imported. */
    DONE
  }

  /** The kind of a remark. Constants may be added: a switch needs a default branch. */
  public enum Kind {
    /** The item was skipped. */
    SKIPPED,
    /** The item was changed during the import. */
    CHANGED
  }

  /**
   * An item that was skipped or changed.
   *
   * @param kind whether it was skipped or changed
   * @param file its path relative to the folder
   * @param line the line, from 1; 0 for the whole file
   * @param reason the problem, and how it was handled
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
     * Returns the remark as a line.
     *
     * @return the text, such as {@code 0/4f…/metrics/loss:3 SKIPPED the line is torn}
     */
    @Override
    public String toString() {
      return file + (line == 0 ? "" : ":" + line) + " " + kind + " " + reason;
    }
  }

  /**
   * Returns whether everything was imported unchanged, now or before.
   *
   * @return true if nothing was skipped or changed
   */
  public boolean isExact() {
    return skipped == 0 && changed == 0;
  }

  /**
   * Returns the report as readable text.
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
