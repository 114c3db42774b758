package io.lifecycle4j.storage.spi;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.storage.Durability;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Payloads that are appended to a journal together, all or none. Immutable, but for the bytes,
 * which are not copied.
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

  /**
   * Describes a batch.
   *
   * @throws InvalidValueException if something is missing, or the expectation less than -1
   */
  public Batch {
    required(token, "batch token");
    payloads = copy(payloads, "payloads");
    required(durability, "durability");
    check(expected >= ANY, "Invalid expected sequence: %s (must be at least -1)", expected);
    check(!payloads.isEmpty(), "Invalid batch: no payloads (needs at least 1)");
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
   * Returns whether the batch is appended once, however often it is tried.
   *
   * @return whether it has a token
   */
  public boolean hasToken() {
    return !token.equals(NO_TOKEN);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "Batch[token=%s, expected=%s, payloads=%s, durability=%s]",
        token,
        expected,
        payloads.size(),
        durability);
  }
}
