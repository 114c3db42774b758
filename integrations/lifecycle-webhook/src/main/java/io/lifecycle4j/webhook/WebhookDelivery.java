package io.lifecycle4j.webhook;

import static io.lifecycle4j.error.Preconditions.check;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.error.UnknownOutcomeException;
import io.lifecycle4j.webhook.Webhook.Resolver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Posts events and alerts to one address. Thread-safe. */
final class WebhookDelivery {
  private final Target target;
  private final Duration timeout;
  private final InstantSource clock;
  private final AddressRules rules;
  private final HostAddresses addresses;
  private final LongFunction<CompletableFuture<Boolean>> timer;

  /**
   * Where to post, and what with each event.
   *
   * @param tls the context of TLS; null for that of the JVM
   */
  record Target(
      URI address, Map<String, String> headers, SigningKeys keys, @Nullable SSLContext tls) {
    Target {
      headers = Map.copyOf(headers);
    }

    boolean isSecure() {
      return "https".equalsIgnoreCase(address.getScheme());
    }

    /** Returns the host without the brackets that an address of IPv6 has. */
    String host() {
      String host = address.getHost();
      return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    int port() {
      int port = address.getPort();
      return port >= 0 ? port : isSecure() ? 443 : 80;
    }

    @Nullable SSLSocketFactory factory() {
      if (!isSecure()) {
        return null;
      }
      return tls == null
          ? (SSLSocketFactory) SSLSocketFactory.getDefault()
          : tls.getSocketFactory();
    }

    /** Returns what may be shown: the path of a webhook is often a secret. */
    String place() {
      String port = address.getPort() < 0 ? "" : ":" + address.getPort();
      return address.getScheme() + "://" + address.getHost() + port;
    }

    String path() {
      String path = address.getRawPath();
      String query = address.getRawQuery();
      return (path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
    }

    byte[] request(String id, String timestamp, byte[] body) {
      String port = address.getPort() < 0 ? "" : ":" + address.getPort();
      StringBuilder head = new StringBuilder("POST " + path() + " HTTP/1.1\r\n");
      line(head, "Host", address.getHost() + port);
      line(head, "Content-Type", "application/json");
      line(head, "Content-Length", Integer.toString(body.length));
      line(head, "Connection", "close");
      line(head, "User-Agent", "Lifecycle4j");
      line(head, Webhook.ID, id);
      line(head, Webhook.TIMESTAMP, timestamp);
      line(head, Webhook.SIGNATURE, keys.sign(id, timestamp, body));
      headers.forEach((name, value) -> line(head, name, value));
      ByteArrayOutputStream request = new ByteArrayOutputStream();
      request.writeBytes(head.append("\r\n").toString().getBytes(US_ASCII));
      request.writeBytes(body);
      return request.toByteArray();
    }

    private static void line(StringBuilder head, String name, String value) {
      head.append(name).append(": ").append(value).append("\r\n");
    }
  }

  WebhookDelivery(
      Target target,
      Duration timeout,
      InstantSource clock,
      AddressRules rules,
      Resolver resolver,
      LongFunction<CompletableFuture<Boolean>> timer) {
    this.target = target;
    this.timeout = timeout;
    this.clock = clock;
    this.rules = rules;
    this.addresses = new HostAddresses(target.host(), resolver);
    this.timer = timer;
  }

  String place() {
    return target.place();
  }

  /** Posts a document. */
  void post(String id, byte[] body) {
    String timestamp = Long.toString(clock.instant().getEpochSecond());
    byte[] request = target.request(id, timestamp, body);
    judge(id, send(id, request));
  }

  private HttpAnswer send(String id, byte[] request) {
    Deadline deadline = new Deadline(timeout.toNanos(), timer);
    HttpPost post = new HttpPost(target.host(), target.factory(), deadline);
    try {
      return send(post, allowed(addresses.find(deadline)), request);
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) { // which closed the connection
        throw new OperationInterruptedException(failed(id) + "interrupted", e);
      }
      throw post.isConnected()
          ? new UnknownOutcomeException(failed(id) + e + " (it may have arrived)", e)
          : new OverloadedException(failed(id) + e, e);
    }
  }

  /** Takes the first address that can be connected to; each gets its share of the time for that. */
  private HttpAnswer send(HttpPost post, InetAddress[] all, byte[] request) throws IOException {
    IOException failure = new UnknownHostException("no address");
    for (int i = 0; i < all.length; i++) {
      try {
        return post.send(new InetSocketAddress(all[i], target.port()), all.length - i, request);
      } catch (IOException e) {
        if (post.isConnected() || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        failure = e;
      }
    }
    throw failure;
  }

  private InetAddress[] allowed(InetAddress[] all) {
    for (InetAddress address : all) {
      check(
          rules.allows(address),
          "Cannot post to %s: its address %s is not public (if it is meant, and neither link-local"
              + " nor multicast, allowPrivateAddresses())",
          place(),
          address.getHostAddress());
    }
    return all;
  }

  private void judge(String id, HttpAnswer answer) {
    if (answer.isTaken()) {
      return;
    }
    String why = failed(id) + "the answer is " + answer.status();
    if (answer.isPassing()) {
      Duration wait = wait(answer.retryAfter());
      throw wait == null ? new OverloadedException(why) : new OverloadedException(why, wait);
    }
    throw new InvalidValueException(
        answer.isRedirect() ? why + " (redirects are not followed)" : why);
  }

  /** Returns how long the server asks to wait; null if that is unclear. */
  private @Nullable Duration wait(@Nullable String retryAfter) {
    if (retryAfter == null) {
      return null;
    }
    if (retryAfter.matches("[0-9]{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(retryAfter));
    }
    try {
      Instant until = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(retryAfter));
      Duration wait = Duration.between(clock.instant(), until);
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeException e) { // neither seconds nor a date
      return null;
    }
  }

  private String failed(String id) {
    return "Cannot post " + id + " to " + place() + ": ";
  }
}
