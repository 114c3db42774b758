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
 * Payloads that are appended to a journal atomically. Immutable, except for the bytes, which are
 * not copied.
 *
 * @param token identifies the batch: if one of at least the last 10,000 untrimmed batches with a
 *     token has the same token, appending adds nothing; {@link #NO_TOKEN} for a batch that is never
 *     retried
 * @param expected the expected sequence of the newest entry, or {@link #ANY}
 * @param payloads the payloads, at least one; not copied: do not change them
 * @param durability what the batch survives after it is acknowledged
 */
public record Batch(UUID token, long expected, List<byte[]> payloads, Durability durability) {
  /** No expectation: the batch is appended to the current end. */
  public static final long ANY = -1;

  /** No token: each attempt may append the batch. */
  public static final UUID NO_TOKEN = new UUID(0, 0);

  /**
   * Checks the parts.
   *
   * @throws InvalidValueException if a part is missing, or the expected sequence is less than -1
   */
  public Batch {
    required(token, "batch token");
    payloads = copy(payloads, "payloads");
    required(durability, "durability");
    check(expected >= ANY, "Invalid expected sequence: %s (must be at least -1)", expected);
    check(!payloads.isEmpty(), "Invalid batch: no payloads (needs at least 1)");
  }

  /**
   * Returns a batch of one payload, without expectation and token.
   *
   * @param payload the payload, not copied: do not change it
   * @param durability what it survives after it is acknowledged
   * @return the batch
   */
  public static Batch of(byte[] payload, Durability durability) {
    return new Batch(NO_TOKEN, ANY, List.of(required(payload, "payload")), durability);
  }

  /**
   * Returns whether the batch is appended only once, even if it is retried.
   *
   * @return true if it has a token
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
