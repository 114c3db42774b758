package io.lifecycle4j.data;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.isInvisible;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Instant;

/**
 * Who purged a dataset version, when and why.
 *
 * @param author who purged it; not blank
 * @param reason why; not blank
 * @param time when
 */
public record Purge(String author, String reason, Instant time) {
  /** Checks the parts. */
  public Purge {
    check(!required(author, "author").isBlank(), "Missing author of a purge: '%s'", author);
    check(
        !isInvisible(required(reason, "reason")),
        "Missing reason of a purge: '%s' (say why; the dataset keeps it)",
        reason);
    required(time, "time");
  }

  /** Returns text such as {@code by alice at 2026-01-02T03:04:05Z (asked by the customer)}. */
  @Override
  public String toString() {
    return "by " + author + " at " + time + " (" + reason + ")";
  }
}
