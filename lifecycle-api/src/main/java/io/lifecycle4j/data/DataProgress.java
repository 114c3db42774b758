package io.lifecycle4j.data;

import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.Locale;

/**
 * Progress of work on data: a snapshot, a check-out, a proposal, a comparison, a split, a fit, a
 * move between tiers, a verification, a backup. {@code toString} returns a readable line.
 *
 * @param phase the current phase
 * @param files how many files are done in this phase; in a phase that handles no files, as many as
 *     in the first phase. A move, a verification and a backup count blobs instead, which several
 *     files may share; 0 where only rows are read
 * @param totalFiles how many files there are
 * @param bytes how many bytes were processed; unchanged files are counted at the end
 * @param totalBytes how many bytes there are, as far as known before they are read
 * @param rows how many rows were read; rows that are read again count again
 * @param totalRows how many rows there are to read, as far as known; 0 if unknown. The number grows
 *     if a fit needs another pass
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
   * A phase of the work. A snapshot has the first three, a proposal has storing, inspecting and
   * reading; other work has one phase. Constants may be added: a switch needs a default branch.
   */
  public enum Phase {
    /** Files are hashed and stored. */
    STORING,
    /** Rows are profiled and validated; left out if nothing changed. */
    READING,
    /** All rows were read; the version is validated and committed. Left out if reading is. */
    COMMITTING,
    /** Files are written into a directory. */
    WRITING,
    /** Blobs are moved between tiers. */
    MOVING,
    /** Blobs are verified, then journals. */
    VERIFYING,
    /** Journals, then blobs, are copied to another home. */
    COPYING,
    /** Files are read to find their columns, for a proposal. */
    INSPECTING,
    /** Rows of two versions are compared. */
    COMPARING,
    /** Rows are assigned their roles. */
    SPLITTING,
    /** Preprocessing steps are fitted to training rows. */
    FITTING
  }

  /** Checks the parts. */
  public DataProgress {
    required(phase, "phase");
  }

  /**
   * Returns the share of the phase that is done.
   *
   * @return 0 to 1, by rows where they are counted, else by bytes; NaN while rows are read and
   *     their number is unknown
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
