package io.lifecycle4j.storage;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.InvalidValueException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Payloads that are appended to a journal together, all or none. Immutable, but for the bytes,
 * which are not copied.
 *
 * <p>Not a record: a batch of one payload, as most are, then needs no list around it.
 */
public final class Batch {
  /** No expectation: the batch goes to the end, wherever that is. */
  public static final long ANY = -1;

  /** No token: appended as often as it is tried. */
  public static final UUID NO_TOKEN = new UUID(0, 0);

  private final UUID token;
  private final long expected;
  private final byte @Nullable [] alone;
  private final @Nullable List<byte[]> payloads;
  private final Durability durability;

  /**
   * Describes a batch.
   *
   * @param token names the batch: among at least the last 10,000 batches with a token that were not
   *     trimmed, the same token appended again adds nothing; {@link #NO_TOKEN} for one that is
   *     never tried again
   * @param expected the sequence that the journal must end with, or {@link #ANY}
   * @param payloads the payloads, at least one; not copied: do not change them
   * @param durability what the batch survives once acknowledged
   * @throws InvalidValueException if something is missing, or the expectation less than -1
   */
  public Batch(UUID token, long expected, List<byte[]> payloads, Durability durability) {
    this.token = required(token, "batch token");
    this.expected = expected;
    this.alone = null;
    List<byte[]> copied = copy(payloads, "payloads");
    this.payloads = copied;
    this.durability = required(durability, "durability");
    check(expected >= ANY, "Invalid expected sequence: %s (must be at least -1)", expected);
    check(!copied.isEmpty(), "Invalid batch: no payloads (needs at least 1)");
  }

  private Batch(byte[] payload, Durability durability) {
    this.token = NO_TOKEN;
    this.expected = ANY;
    this.alone = required(payload, "payload");
    this.payloads = null;
    this.durability = required(durability, "durability");
  }

  /**
   * Returns a batch of one payload that goes to the end, wherever that is, without a token.
   *
   * @param payload the payload, not copied: do not change it
   * @param durability what it survives once acknowledged
   * @return the batch
   */
  public static Batch of(byte[] payload, Durability durability) {
    return new Batch(payload, durability);
  }

  /**
   * Returns the name of the batch.
   *
   * @return the token, {@link #NO_TOKEN} without one
   */
  public UUID token() {
    return token;
  }

  /**
   * Returns what the journal must end with.
   *
   * @return the sequence, or {@link #ANY}
   */
  public long expected() {
    return expected;
  }

  /**
   * Returns the payloads.
   *
   * @return at least one
   */
  public List<byte[]> payloads() {
    return alone == null ? Objects.requireNonNull(payloads) : List.of(alone);
  }

  /**
   * Returns the payload of a batch that is made by {@link #of} and so is nothing else: it has one
   * payload, no token and no expectation.
   *
   * @return the payload, or null of any other batch
   */
  public byte @Nullable [] alone() {
    return alone;
  }

  /**
   * Returns what the batch survives once acknowledged.
   *
   * @return the durability
   */
  public Durability durability() {
    return durability;
  }

  /**
   * Tells whether the batch is appended once, however often it is tried.
   *
   * @return whether it has a token
   */
  public boolean hasToken() {
    return (token.getMostSignificantBits() | token.getLeastSignificantBits()) != 0;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "Batch[token=%s, expected=%s, payloads=%s, durability=%s]",
        token,
        expected,
        payloads().size(),
        durability);
  }
}
