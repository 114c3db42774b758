package io.lifecycle4j.data;

import static io.lifecycle4j.error.InvalidValueException.counted;
import static io.lifecycle4j.error.InvalidValueException.required;

import java.util.Locale;

/**
 * How far a snapshot, a check-out or a move between tiers is. Printed, it is a line for people.
 *
 * @param phase what it does now
 * @param files how many files are done in this phase; of those of the first phase afterwards. A
 *     move counts blobs instead, whose bytes several files may share
 * @param totalFiles how many files there are
 * @param bytes how many bytes were taken; files that did not change count when all are done
 * @param totalBytes how many bytes there are, as far as that is known before they are read
 * @param rows how many rows were read
 */
public record DataProgress(
    Phase phase, long files, long totalFiles, long bytes, long totalBytes, long rows) {
  private static final double MIB = 1 << 20;

  /** What is done. A snapshot goes through the first three; others have one alone. */
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
    MOVING
  }

  /** Checks the parts. */
  public DataProgress {
    required(phase, "phase");
  }

  /**
   * Tells which share of the phase is done.
   *
   * @return 0 to 1 by bytes; NaN while rows are read, since nobody knows how many there are
   */
  public double share() {
    if (phase == Phase.READING) {
      return Double.NaN;
    }
    return totalBytes == 0 ? 1 : Math.min(1, (double) bytes / totalBytes);
  }

  @Override
  public String toString() {
    return switch (phase) {
      case READING -> "reading " + counted(rows, "row");
      case COMMITTING -> "committing " + counted(rows, "row");
      default ->
          String.format(
              Locale.ROOT,
              "%s %s of %s %s, %.1f of %.1f MiB",
              phase.name().toLowerCase(Locale.ROOT),
              files,
              totalFiles,
              phase == Phase.MOVING ? "blobs" : "files",
              bytes / MIB,
              totalBytes / MIB);
    };
  }
}
