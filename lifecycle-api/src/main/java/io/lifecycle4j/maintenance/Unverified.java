package io.lifecycle4j.maintenance;

import static io.lifecycle4j.error.Preconditions.required;

import java.util.Locale;

/**
 * Bytes of versions of the home that were not verified.
 *
 * @param kind why they were not verified
 * @param amount the amount
 */
public record Unverified(Kind kind, Amount amount) {
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
