package io.lifecycle4j.storage;

import static io.lifecycle4j.error.InvalidValueException.check;
import static io.lifecycle4j.error.InvalidValueException.copy;
import static io.lifecycle4j.error.InvalidValueException.required;

import java.util.List;
import java.util.UUID;

/**
 * Payloads that are appended to a journal together, all or none.
 *
 * @param token names the batch: the same token appended again adds nothing
 * @param expected the sequence that the journal must end with, or {@link #ANY}
 * @param payloads the payloads, at least one
 * @param durability what the batch survives once acknowledged
 */
public record Batch(UUID token, long expected, List<byte[]> payloads, Durability durability) {
  /** No expectation: the batch goes to the end, wherever that is. */
  public static final long ANY = -1;

  /** Checks the parts. */
  public Batch {
    required(token, "batch token");
    payloads = copy(payloads, "payloads");
    required(durability, "durability");
    check(expected >= ANY, "Invalid expected sequence: %s (must be at least -1)", expected);
    check(!payloads.isEmpty(), "Invalid batch: no payloads (needs at least 1)");
  }
}
