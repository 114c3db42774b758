package io.lifecycle4j.maintenance;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.nio.file.Path;
import java.util.Locale;

/**
 * The result of a backup.
 *
 * @param target the directory of the copy
 * @param journals the number of journals copied
 * @param entries the total number of their entries
 * @param blobs the blobs copied
 * @param elsewhere the blobs in other stores that the copy needs; they are not copied, and the copy
 *     reads them there
 */
public record BackupReport(
    Path target, int journals, long entries, Amount blobs, Amount elsewhere) {
  /** Checks the parts. */
  public BackupReport {
    required(target, "target");
    check(journals >= 0, "Invalid number of journals: %s (must not be negative)", journals);
    check(entries >= 0, "Invalid number of entries: %s (must not be negative)", entries);
    required(blobs, "blobs");
    required(elsewhere, "what stays in other stores");
  }

  /** Returns the report as readable text. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "Copied %,d %s of %,d %s and %s to %s%s",
        journals,
        journals == 1 ? "journal" : "journals",
        entries,
        entries == 1 ? "entry" : "entries",
        blobs,
        target,
        elsewhere.blobs() == 0 ? "" : "; " + elsewhere + " more in another store were not copied");
  }
}
