package io.lifecycle4j.webhook;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a post comes from a webhook with a secret, is unchanged, and is not an old one that
 * somebody sends again.
 *
 * <p>For receivers that are JVM applications. Others follow the same rules, which are those of
 * <em>Standard Webhooks</em>, or use a library for them. Immutable.
 */
public final class WebhookVerifier {
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  /** Seconds; up to the year 33658, so that no sum overflows. */
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");

  private final SigningKeys keys;
  private final Duration tolerance;
  private final InstantSource clock;

  private WebhookVerifier(SigningKeys keys, Duration tolerance, InstantSource clock) {
    this.keys = keys;
    this.tolerance = tolerance;
    this.clock = clock;
  }

  /**
   * Returns a verifier.
   *
   * @param secret the secret that the webhook has too
   * @return the verifier
   * @throws io.lifecycle4j.error.InvalidValueException if the secret is too short
   */
  public static WebhookVerifier of(String secret) {
    return new WebhookVerifier(SigningKeys.none().with(secret), TOLERANCE, InstantSource.system());
  }

  /**
   * Returns one that takes another secret too, while secrets are exchanged.
   *
   * @param other the other secret
   * @return the verifier
   */
  public WebhookVerifier or(String other) {
    return new WebhookVerifier(keys.with(other), tolerance, clock);
  }

  /**
   * Returns one that takes a timestamp this far from the current time. Default: 5 minutes.
   *
   * @param longest the distance, above zero
   * @return the verifier
   */
  public WebhookVerifier within(Duration longest) {
    check(
        required(longest, "distance of the time").compareTo(Duration.ZERO) > 0,
        "Invalid distance of the time: %s (must be above zero)",
        longest);
    return new WebhookVerifier(keys, longest, clock);
  }

  /**
   * Returns one with another clock. Default: the system clock.
   *
   * @param source the clock
   * @return the verifier
   */
  public WebhookVerifier clock(InstantSource source) {
    return new WebhookVerifier(keys, tolerance, required(source, "clock"));
  }

  /**
   * Returns whether a post is genuine. Compares in constant time. A post that is genuine may still
   * come twice: ignore an id that you had.
   *
   * @param id the header {@link Webhook#ID}, null if it is missing
   * @param timestamp the header {@link Webhook#TIMESTAMP}, null if it is missing
   * @param signature the header {@link Webhook#SIGNATURE}, null if it is missing
   * @param body the bytes of the body, as they came
   * @return false for anything but a post that was signed with the secret, a moment ago
   */
  public boolean isGenuine(
      @Nullable String id, @Nullable String timestamp, @Nullable String signature, byte[] body) {
    required(body, "body");
    return id != null
        && timestamp != null
        && signature != null
        && keys.isSigned(id, timestamp, signature, body)
        && isNow(timestamp);
  }

  private boolean isNow(String timestamp) {
    return SECONDS.matcher(timestamp).matches()
        && Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), clock.instant())
                .abs()
                .compareTo(tolerance)
            <= 0;
  }

  @Override
  public String toString() {
    return "WebhookVerifier[within=" + tolerance + "]";
  }
}
