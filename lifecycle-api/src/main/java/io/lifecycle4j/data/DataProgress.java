package io.lifecycle4j.data;

import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.Locale;

/**
 * How far work on data is: a snapshot, a check-out, a proposal, a comparison, a split, a fit, a
 * move between tiers, a verification, a backup. Printed, it is a line for people.
 *
 * @param phase what it does now
 * @param files how many files are done in this phase; of those of the first phase afterwards. A
 *     move, a verification and a backup count blobs instead, whose bytes several files may share; 0
 *     where only rows are read
 * @param totalFiles how many files there are
 * @param bytes how many bytes were taken; files that did not change count when all are done
 * @param totalBytes how many bytes there are, as far as that is known before they are read
 * @param rows how many rows were read, those that are read again counted again
 * @param totalRows how many there are to read, as far as that is known; 0 if nobody knows. A fit
 *     that turns out to need another reading has more of them
 */
public record DataProgress(
    Phase phase,
    long files,
    long totalFiles,
    long bytes,
    long totalBytes,
    long rows,
    long totalRows) {
  private static final double MIB = 1 << 20;

  /**
   * What is done. A snapshot goes through the first three, a proposal through storing, inspecting
   * and reading; others have one alone. More may come: a switch needs a default branch.
   */
  public enum Phase {
    /** Files are hashed and stored. */
    STORING,
    /** Rows are profiled and validated; left out if nothing changed. */
    READING,
    /** All rows were read; the version is judged and committed. Left out with reading. */
    COMMITTING,
    /** Files are written into a directory. */
    WRITING,
    /** Blobs are moved between tiers. */
    MOVING,
    /** Blobs, and after them journals, are looked at. */
    VERIFYING,
    /** Blobs are copied to another home, journals before them. */
    COPYING,
    /** Files are read for the columns that they have, for a proposal. */
    INSPECTING,
    /** Rows of two versions are compared. */
    COMPARING,
    /** Rows are given their roles. */
    SPLITTING,
    /** Steps learn from training rows. */
    FITTING
  }

  /** Checks the parts. */
  public DataProgress {
    required(phase, "phase");
  }

  /**
   * Returns which share of the phase is done.
   *
   * @return 0 to 1, by rows where they are counted, else by bytes; NaN while rows are read and
   *     nobody knows how many there are
   */
  public double share() {
    if (totalRows > 0) {
      return Math.min(1, (double) rows / totalRows);
    }
    if (ofRows()) {
      return Double.NaN;
    }
    return totalBytes == 0 ? 1 : Math.min(1, (double) bytes / totalBytes);
  }

  private boolean ofRows() {
    return switch (phase) {
      case READING, COMPARING, SPLITTING, FITTING -> true;
      default -> false;
    };
  }

  private boolean ofBlobs() {
    return switch (phase) {
      case MOVING, VERIFYING, COPYING -> true;
      default -> false;
    };
  }

  @Override
  public String toString() {
    String doing = phase.name().toLowerCase(Locale.ROOT);
    if (phase == Phase.COMMITTING || (ofRows() && totalRows == 0)) {
      return doing + " " + counted(rows, "row");
    }
    if (totalRows > 0) {
      return doing + " " + rows + " of " + counted(totalRows, "row");
    }
    return String.format(
        Locale.ROOT,
        "%s %s of %s %s, %.1f of %.1f MiB",
        doing,
        files,
        totalFiles,
        ofBlobs() ? "blobs" : "files",
        bytes / MIB,
        totalBytes / MIB);
  }
}
