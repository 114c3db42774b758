package io.lifecycle4j.data;

import static io.lifecycle4j.error.InvalidValueException.required;

import java.util.Locale;

/**
 * How far a snapshot is.
 *
 * @param phase what it does now
 * @param files how many files are done in this phase; while rows are read, those of the phase
 *     before
 * @param totalFiles how many files there are
 * @param bytes how many bytes were taken; files that did not change count when all are done
 * @param totalBytes how many bytes there are, as far as that is known before they are read
 * @param rows how many rows were read
 */
public record SnapshotProgress(
    Phase phase, long files, long totalFiles, long bytes, long totalBytes, long rows) {
  private static final double MIB = 1 << 20;

  /** What a snapshot does, in this order. */
  public enum Phase {
    /** Files are hashed and stored. */
    STORING,
    /** Rows are profiled and validated; left out if nothing changed. */
    READING
  }

  /** Checks the parts. */
  public SnapshotProgress {
    required(phase, "phase");
  }

  @Override
  public String toString() {
    return phase == Phase.READING
        ? "reading " + rows + " rows"
        : String.format(
            Locale.ROOT,
            "storing %s of %s files, %.1f of %.1f MiB",
            files,
            totalFiles,
            bytes / MIB,
            totalBytes / MIB);
  }
}
