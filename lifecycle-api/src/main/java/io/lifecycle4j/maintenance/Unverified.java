package io.lifecycle4j.maintenance;

import static io.lifecycle4j.error.Preconditions.required;

import java.util.Locale;

/**
 * Bytes that versions of the home consist of, and that a verification did not look at.
 *
 * @param kind why it did not
 * @param amount how many
 */
public record Unverified(Kind kind, Amount amount) {
  /** Checks the parts. */
  public Unverified {
    required(kind, "kind of what was not looked at");
    required(amount, "amount");
  }

  /** Why bytes were not looked at. More kinds may come: a switch needs a default branch. */
  public enum Kind {
    /** They lie in the cold store, and the home was opened without it. */
    COLD_STORE,
    /** They are files kept by reference, outside of the home. */
    REFERENCED_FILES
  }

  /** Returns the amount for people, and how the bytes are looked at. */
  @Override
  public String toString() {
    return switch (kind) {
      case COLD_STORE ->
          amount + " in the cold store (verify with Lifecycle.builder().coldStore(…))";
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
