package io.lifecycle4j.maintenance;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Recovery;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The result of a verification.
 *
 * @param depth how thoroughly it verified
 * @param journals the number of journals verified
 * @param blobs the number of blobs verified
 * @param share the share of all journals and blobs that it can verify, 0 to 1
 * @param damage the damage
 * @param recoveries incomplete entries that were truncated from journals after a crash, since the
 *     home was opened; not damage
 * @param unverified bytes that cannot be verified in the home as it was opened, regardless of the
 *     share
 */
public record VerifyReport(
    VerifyDepth depth,
    int journals,
    Amount blobs,
    double share,
    List<Damage> damage,
    List<Recovery> recoveries,
    List<Unverified> unverified) {
  /** Checks the parts. */
  public VerifyReport {
    required(depth, "depth");
    check(journals >= 0, "Invalid number of journals: %s (must not be negative)", journals);
    required(blobs, "blobs");
    check(share >= 0 && share <= 1, "Invalid share: %s (must be 0 to 1)", share);
    damage = copy(damage, "damage");
    recoveries = copy(recoveries, "recoveries");
    unverified = copy(unverified, "what was not looked at");
  }

  /**
   * Returns whether everything that was verified is intact.
   *
   * @return true if nothing is damaged
   */
  public boolean sound() {
    return damage.isEmpty();
  }

  /**
   * Returns whether everything was verified.
   *
   * @return true if nothing is unverified and the share is 1
   */
  public boolean complete() {
    return unverified.isEmpty() && share == 1;
  }

  private String verdict() {
    if (!sound()) {
      return damage.size() + " damaged";
    }
    return complete() ? "all sound" : "sound";
  }

  private static boolean isBlob(Damage part) {
    return part.kind() == Damage.Kind.BLOB || part.kind() == Damage.Kind.MISSING_BLOB;
  }

  /** Returns the report as readable text. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(200);
    text.append(
        String.format(
            Locale.ROOT,
            "Verified %,d %s and %s, %.0f %% of %s, at depth %s: %s",
            journals,
            journals == 1 ? "journal" : "journals",
            blobs,
            100 * share,
            unverified.isEmpty() ? "the home" : "what lies in reach",
            depth,
            verdict()));
    if (!unverified.isEmpty()) {
      text.append(
          unverified.stream()
              .map(Unverified::toString)
              .collect(Collectors.joining(", ", "; not looked at: ", "")));
    }
    damage.forEach(part -> text.append("\n  ").append(part));
    if (!sound()) {
      text.append("\nWhat is touched cannot be trusted: restore it from a backup");
      if (damage.stream().anyMatch(VerifyReport::isBlob)) {
        text.append(". A blob is mended when the same bytes are stored again");
      }
    }
    for (Recovery cut : recoveries) {
      text.append(
          String.format(
              Locale.ROOT,
              "%nAfter a crash journal %s was cut behind entry %d (%,d bytes: %s)",
              cut.journal(),
              cut.sequence(),
              cut.bytes(),
              cut.reason()));
    }
    return text.toString();
  }
}
