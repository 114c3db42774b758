package io.lifecycle4j.maintenance;

import static io.lifecycle4j.error.InvalidValueException.check;
import static io.lifecycle4j.error.InvalidValueException.required;

import java.nio.file.Path;
import java.util.Locale;

/**
 * What a backup copied.
 *
 * @param target where the copy is
 * @param journals how many journals
 * @param entries how many entries they have together
 * @param blobs the blobs
 */
public record BackupReport(Path target, int journals, long entries, Amount blobs) {
  /** Checks the parts. */
  public BackupReport {
    required(target, "target");
    check(journals >= 0, "Invalid number of journals: %s (must not be negative)", journals);
    check(entries >= 0, "Invalid number of entries: %s (must not be negative)", entries);
    required(blobs, "blobs");
  }

  /** Returns the report for people. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "Copied %,d %s of %,d entries and %s to %s",
        journals,
        journals == 1 ? "journal" : "journals",
        entries,
        blobs,
        target);
  }
}
