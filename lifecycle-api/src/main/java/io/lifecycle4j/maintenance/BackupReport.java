package io.lifecycle4j.maintenance;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.nio.file.Path;
import java.util.Locale;

/**
 * What a backup copied.
 *
 * @param target where the copy is
 * @param journals how many journals
 * @param entries how many entries they have together
 * @param blobs the blobs
 * @param cold what the copy needs of the cold store, which is not copied; the copy reads it there
 */
public record BackupReport(Path target, int journals, long entries, Amount blobs, Amount cold) {
  /** Checks the parts. */
  public BackupReport {
    required(target, "target");
    check(journals >= 0, "Invalid number of journals: %s (must not be negative)", journals);
    check(entries >= 0, "Invalid number of entries: %s (must not be negative)", entries);
    required(blobs, "blobs");
    required(cold, "what stays in the cold store");
  }

  /** Returns the report for people. */
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
        cold.blobs() == 0 ? "" : "; " + cold + " more in the cold store were not copied");
  }
}
