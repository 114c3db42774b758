package io.lifecycle4j.webhook;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.monitoring.Alert;
import io.lifecycle4j.registry.ModelEvent;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Posts each event, and each {@linkplain #alerts() alert}, that it is given to a web address, as
 * JSON, signed.
 *
 * <pre>{@code
 * Webhook webhook = Webhook.to(URI.create("https://example.com/models")).secret(secret).build();
 * models.events().named("example").onEvent(webhook);
 * }</pre>
 *
 * <p>An answer from 200 to 299 within the timeout takes the event; anything else is thrown, so that
 * the subscription tries again. Redirects are not followed. The name of the host is resolved once
 * for each post; each address that it has must be allowed, and the connection is made to one of
 * them, so that a name cannot lead elsewhere after it was checked. There are no proxies.
 *
 * <p>Thread-safe. Neither messages nor {@link #toString} have secrets, headers, or more of the
 * address than its host.
 */
public final class Webhook implements Consumer<ModelEvent> {
  /** The header with the id of the event, by which a receiver knows one that it had. */
  public static final String ID = "webhook-id";

  /** The header with the time of the attempt, in seconds since 1970. */
  public static final String TIMESTAMP = "webhook-timestamp";

  /**
   * The header with the signatures, separated by spaces. Each is {@code v1,} and the HMAC-SHA-256
   * of {@code ID.TIMESTAMP.BODY} in Base64.
   */
  public static final String SIGNATURE = "webhook-signature";

  private final WebhookDelivery delivery;

  private Webhook(WebhookDelivery delivery) {
    this.delivery = delivery;
  }

  /**
   * Begins a webhook.
   *
   * @param address an address of https; see {@link Builder#allowHttp}
   * @return a builder, which needs a {@linkplain Builder#secret secret}
   * @throws io.lifecycle4j.error.InvalidValueException if it is no address of a web server, or has
   *     a user or a fragment
   */
  public static Builder to(URI address) {
    return new Builder(address);
  }

  /**
   * Posts an event.
   *
   * @param event the event
   * @throws io.lifecycle4j.error.OverloadedException if the server cannot be reached, or answers
   *     with 408, 429 or 500 and above; it has the wait that the server asks for
   * @throws io.lifecycle4j.error.UnknownOutcomeException if the connection fails, or the answer
   *     takes too long: the server may have the event
   * @throws io.lifecycle4j.error.InvalidValueException if the server answers with any other status,
   *     or one of its addresses is not allowed
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread is interrupted
   */
  @Override
  public void accept(ModelEvent event) {
    delivery.post(required(event, "event").id(), EventDocument.write(event));
  }

  /**
   * Returns a listener that posts alerts of a model, in the same way as events, with the same
   * failures.
   *
   * <pre>{@code
   * lifecycle.model("fraud", …).monitor(…).onAlert(webhook.alerts()).open()
   * }</pre>
   *
   * @return the listener, which posts an alert when it is opened, becomes graver, and is cleared
   */
  public Consumer<Alert> alerts() {
    return alert -> delivery.post(AlertDocument.id(alert), AlertDocument.write(alert));
  }

  @Override
  public String toString() {
    return "Webhook[" + delivery.place() + "]";
  }

  /** Resolves names, as the system does. */
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  /** Builds a webhook. Not thread-safe. Setting a part twice is an error. */
  public static final class Builder {
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e]{0,8192}");
    private static final Set<String> OWN =
        Set.of("host", "content-length", "content-type", "connection", "transfer-encoding");
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final URI address;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private SigningKeys keys = SigningKeys.none();
    private @Nullable Duration timeout;
    private @Nullable InstantSource clock;
    private @Nullable SSLContext tls;
    private boolean http;
    private AddressRules rules = AddressRules.PUBLIC;
    private Resolver resolver = InetAddress::getAllByName;
    private LongFunction<CompletableFuture<Boolean>> timer = Deadline.SYSTEM;

    private Builder(URI address) {
      String scheme = required(address, "address").getScheme();
      check(
          ("https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme))
              && address.getHost() != null
              && address.getRawUserInfo() == null
              && address.getRawFragment() == null,
          "Invalid address of a webhook: not like https://HOST/PATH, without a user");
      this.address = URI.create(address.toASCIIString());
    }

    /**
     * Adds a secret to sign with. At least one; with two, each post has both signatures, so that
     * the receiver can exchange one for the other.
     *
     * @param secret 16 bytes at least: a text, or {@code whsec_} and Base64
     * @return this builder
     * @throws io.lifecycle4j.error.InvalidValueException if it is too short
     */
    public Builder secret(String secret) {
      keys = keys.with(secret);
      return this;
    }

    /**
     * Adds a header, such as one that a gateway asks for. Default: only those of the webhook.
     *
     * @param name the name
     * @param value the value, printable ASCII
     * @return this builder
     * @throws io.lifecycle4j.error.InvalidValueException if it is no header, or one of the webhook
     */
    public Builder header(String name, String value) {
      check(
          TOKEN.matcher(required(name, "name of a header")).matches()
              && VALUE.matcher(required(value, "value of a header")).matches(),
          "Invalid header: its name or value has other characters than a header may have");
      String lower = name.toLowerCase(Locale.ROOT);
      check(
          !OWN.contains(lower) && !lower.startsWith("webhook-"),
          "Invalid header: %s (the webhook sets it)",
          name);
      checkUnset(headers.putIfAbsent(lower, value), "webhook", "header " + name);
      return this;
    }

    /**
     * Sets how long a post may take, from the look-up of the host to the answer. Addresses that are
     * still to try share the time until there is a connection. Default: 10 seconds.
     *
     * @param longest the time, from a millisecond to 5 minutes
     * @return this builder
     */
    public Builder timeout(Duration longest) {
      checkUnset(timeout, "webhook", "timeout");
      check(
          required(longest, "timeout").compareTo(Duration.ofMillis(1)) >= 0
              && longest.compareTo(LONGEST) <= 0,
          "Invalid timeout: %s (must be from PT0.001S to %s)",
          longest,
          LONGEST);
      timeout = longest;
      return this;
    }

    /**
     * Sets which certificates are trusted. Default: those that the JVM trusts.
     *
     * @param context the context of TLS
     * @return this builder
     */
    public Builder tls(SSLContext context) {
      checkUnset(tls, "webhook", "context of TLS");
      tls = required(context, "context of TLS");
      return this;
    }

    /**
     * Allows an address of http, over which anybody on the way reads the events. Default: only
     * https.
     *
     * @return this builder
     */
    public Builder allowHttp() {
      checkUnset(http, "webhook", "allowHttp");
      http = true;
      return this;
    }

    /**
     * Allows loopback, private, shared (CGNAT) and unique local addresses, for a receiver in the
     * same network. Link-local and multicast addresses are never allowed, nor those of metadata
     * services of clouds that are known. Default: only addresses that are reachable from the whole
     * internet.
     *
     * @return this builder
     */
    public Builder allowPrivateAddresses() {
      checkUnset(rules == AddressRules.PRIVATE, "webhook", "allowPrivateAddresses");
      rules = AddressRules.PRIVATE;
      return this;
    }

    /**
     * Sets the clock for timestamps. Default: the system clock.
     *
     * @param source the clock
     * @return this builder
     */
    public Builder clock(InstantSource source) {
      checkUnset(clock, "webhook", "clock");
      clock = required(source, "clock");
      return this;
    }

    /** Sets another resolver, for tests. */
    Builder resolver(Resolver other) {
      resolver = other;
      return this;
    }

    /** Sets another timer of steps, for tests. */
    Builder timer(LongFunction<CompletableFuture<Boolean>> other) {
      timer = other;
      return this;
    }

    /**
     * Returns the webhook, which has not connected to anything yet.
     *
     * @return the webhook
     * @throws io.lifecycle4j.error.InvalidValueException if there is no secret, or the address is
     *     of http, which is not allowed
     */
    public Webhook build() {
      check(!keys.isEmpty(), "Missing secret of the webhook: none (needs at least 1)");
      check(
          http || "https".equalsIgnoreCase(address.getScheme()),
          "Invalid address of a webhook: http (must be https, unless allowHttp())");
      return new Webhook(
          new WebhookDelivery(
              new WebhookDelivery.Target(address, headers, keys, tls),
              timeout == null ? TIMEOUT : timeout,
              clock == null ? InstantSource.system() : clock,
              rules,
              resolver,
              timer));
    }
  }
}
