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

  /**
   * A damaged part of a home, with everything that depends on it.
   *
   * @param kind the kind of damage
   * @param name the hash of a blob, or the name of a journal or of content that cannot be read
   * @param problem the problem
   * @param touches what depends on it, such as {@code model ridership:3}, {@code dataset rides:2}
   *     or {@code run 4k2w…}, sorted; empty if nothing does
   */
  public record Damage(Damage.Kind kind, String name, String problem, List<String> touches) {
    /** Checks the parts. */
    public Damage {
      required(kind, "kind of damage");
      required(name, "name of what is damaged");
      required(problem, "problem");
      touches = copy(touches, "what is touched");
    }

    /** The kind of damage. Constants may be added: a switch needs a default branch. */
    public enum Kind {
      /** The bytes of a blob are not those that were stored. */
      BLOB,
      /** A blob is needed, but missing. */
      MISSING_BLOB,
      /** Entries of a journal cannot be read. */
      JOURNAL,
      /** The bytes are intact, but their content is invalid. */
      CONTENT
    }

    private String meaning() {
      boolean blob = kind == Damage.Kind.BLOB || kind == Damage.Kind.MISSING_BLOB;
      if (touches.isEmpty()) {
        return blob ? "nothing needs it" : "touches all that it records";
      }
      // A journal may have more entries after the damage that cannot be read.
      return "touches "
          + String.join(", ", touches)
          + (blob ? "" : ", and what it records behind the damage");
    }

    /** Returns a few lines of readable text. */
    @Override
    public String toString() {
      String what =
          switch (kind) {
            case BLOB -> "damaged blob " + name;
            case MISSING_BLOB -> "missing blob " + name;
            case JOURNAL -> "damaged journal " + name;
            case CONTENT -> "unreadable " + name;
          };
      return what + "\n    " + problem + "\n    " + meaning();
    }
  }

  /**
   * Bytes of versions of the home that were not verified.
   *
   * @param kind why they were not verified
   * @param amount the amount
   */
  public record Unverified(Unverified.Kind kind, Amount amount) {
    /** Checks the parts. */
    public Unverified {
      required(kind, "kind of what was not looked at");
      required(amount, "amount");
    }

    /** Why bytes were not verified. Constants may be added: a switch needs a default branch. */
    public enum Kind {
      /** They are in the cold store, and the home was opened without it. */
      OTHER_STORE,
      /** They are files kept by reference, outside the home. */
      REFERENCED_FILES
    }

    /** Returns the amount as readable text, and how the bytes can be verified. */
    @Override
    public String toString() {
      return switch (kind) {
        case OTHER_STORE -> amount + " in another store (open the home with it to verify them)";
        case REFERENCED_FILES ->
            String.format(
                Locale.ROOT,
                "%,d %s (%s) kept by reference (reading a version compares them)",
                amount.blobs(),
                amount.blobs() == 1 ? "file" : "files",
                Amount.size(amount.bytes()));
      };
    }
  }
}
