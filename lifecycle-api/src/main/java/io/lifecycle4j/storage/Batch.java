package io.lifecycle4j.storage;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.InvalidValueException;
import java.util.List;
import java.util.UUID;

/**
 * Payloads that are appended to a journal together, all or none.
 *
 * @param token names the batch: among at least the last 10,000 batches with a token that were not
 *     trimmed, the same token appended again adds nothing; {@link #NO_TOKEN} for one that is never
 *     tried again
 * @param expected the sequence that the journal must end with, or {@link #ANY}
 * @param payloads the payloads, at least one; not copied: do not change them
 * @param durability what the batch survives once acknowledged
 */
public record Batch(UUID token, long expected, List<byte[]> payloads, Durability durability) {
  /** No expectation: the batch goes to the end, wherever that is. */
  public static final long ANY = -1;

  /** No token: appended as often as it is tried. */
  public static final UUID NO_TOKEN = new UUID(0, 0);

  /** Checks the parts. */
  public Batch {
    required(token, "batch token");
    payloads = copy(payloads, "payloads");
    required(durability, "durability");
    if (expected < ANY) { // asked so, no batch makes an array for a message
      throw new InvalidValueException(
          "Invalid expected sequence: " + expected + " (must be at least -1)");
    }
    if (payloads.isEmpty()) {
      throw new InvalidValueException("Invalid batch: no payloads (needs at least 1)");
    }
  }

  /**
   * Returns a batch of one payload that goes to the end, wherever that is, without a token.
   *
   * @param payload the payload, not copied: do not change it
   * @param durability what it survives once acknowledged
   * @return the batch
   */
  public static Batch of(byte[] payload, Durability durability) {
    return new Batch(NO_TOKEN, ANY, List.of(required(payload, "payload")), durability);
  }

  /**
   * Tells whether the batch is appended once, however often it is tried.
   *
   * @return whether it has a token
   */
  public boolean hasToken() {
    return (token.getMostSignificantBits() | token.getLeastSignificantBits()) != 0;
  }
}
