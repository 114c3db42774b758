package io.lifecycle4j.webhook;

import static io.lifecycle4j.webhook.Receiver.SECRET;
import static io.lifecycle4j.webhook.Receiver.event;
import static io.lifecycle4j.webhook.Receiver.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.error.UnknownOutcomeException;
import io.lifecycle4j.monitoring.Alert;
import io.lifecycle4j.monitoring.AlertCause;
import io.lifecycle4j.monitoring.AlertHint;
import io.lifecycle4j.monitoring.AlertHint.Remedy;
import io.lifecycle4j.monitoring.AlertSeverity;
import io.lifecycle4j.monitoring.AlertSpan;
import io.lifecycle4j.webhook.Receiver.Post;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A post of one event, over a real connection. */
@Timeout(60)
class WebhookTest {
  private final Receiver receiver = new Receiver();
  private final CountDownLatch done = new CountDownLatch(1);

  @AfterEach
  void close() {
    done.countDown();
    receiver.close();
  }

  private void assertFails(Webhook webhook, Class<? extends Exception> type, String message) {
    assertThatThrownBy(() -> webhook.accept(event()))
        .isInstanceOf(type)
        .hasMessageStartingWith(
            "Cannot post 00000000-0000-0001-0000-000000000002:42:0 to " + place() + ": ")
        .hasMessageContaining(message)
        .hasMessageNotContaining("hidden")
        .hasMessageNotContaining(SECRET);
  }

  private String place() {
    return "http://127.0.0.1:" + receiver.address().getPort();
  }

  @Test
  void isSignedJson() throws InterruptedException, IOException {
    receiver.webhook().header("X-Team", "risk").build().accept(event());
    Post post = receiver.next();
    assertThat(post.path()).isEqualTo("/hook?key=hidden");
    assertThat(post.type()).isEqualTo("application/json");
    assertThat(post.id()).isEqualTo(event().id());
    assertThat(
            WebhookVerifier.of(SECRET)
                .isGenuine(post.id(), post.timestamp(), post.signature(), post.body()))
        .isTrue();
    JsonNode json = new ObjectMapper().readTree(post.body());
    assertThat(json)
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"id":"00000000-0000-0001-0000-000000000002:42:0",
                     "home":"00000000-0000-0001-0000-000000000002","sequence":42,"part":0,
                     "time":"2026-01-02T03:04:05.000000006Z","type":"moved","model":"fraud",
                     "version":3,"alias":"production",
                     "to":3,"rollback":false,"override":false,"actor":"alice",
                     "reason":"Better \\"by\\" 3 %, über",
                     "text":"production of fraud moved to 3 by alice: Better \\"by\\" 3 %, über"}
                    """));
  }

  @Test
  void postsAlertsInTheSameWay() throws InterruptedException, IOException {
    Alert.Builder alert =
        Alert.builder("a1", "fraud:7", AlertCause.drift("amount"))
            .revision(42)
            .severity(AlertSeverity.CRITICAL)
            .span(
                new AlertSpan(
                    Fixtures.TIME, Fixtures.TIME.plusSeconds(60), Fixtures.TIME, 1_000, 2))
            .text("amount drifted")
            .figures(Map.of("effect", 0.5, "p", 1e-9))
            .hints(List.of(new AlertHint(Remedy.CHECK_SOURCE, "missing 0 % to 12 %")))
            .cleared(Fixtures.TIME.plusSeconds(120));
    receiver.webhook().build().alerts().accept(alert.build());
    Post post = receiver.next();
    assertThat(post.id()).isEqualTo("a1:42");
    assertThat(
            WebhookVerifier.of(SECRET)
                .isGenuine(post.id(), post.timestamp(), post.signature(), post.body()))
        .isTrue();
    assertThat(new ObjectMapper().readTree(post.body()))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"id":"a1:42","type":"alert","alert":"a1","version":"fraud:7","state":"CLEARED",
                     "severity":"CRITICAL","kind":"DRIFT","subject":"amount",
                     "opened":"2026-01-02T03:04:05.000000006Z",
                     "cleared":"2026-01-02T03:06:05.000000006Z",
                     "from":"2026-01-02T03:04:05.000000006Z","to":"2026-01-02T03:05:05.000000006Z",
                     "rows":1000,"windows":2,"figures":{"effect":0.5,"p":1.0E-9},
                     "hints":[{"remedy":"CHECK_SOURCE","reason":"missing 0 % to 12 %"}],
                     "text":"amount drifted"}
                    """));
    receiver.answering(status(503, "Retry-After", "7"));
    assertThatThrownBy(() -> receiver.webhook().build().alerts().accept(alert.build()))
        .isInstanceOf(OverloadedException.class)
        .hasMessageStartingWith("Cannot post a1:42 to " + place());
  }

  @Test
  void triesAgainLaterIfTheServerIsBusy() {
    receiver.answering(status(503, "Retry-After", "7"), status(500));
    Webhook webhook = receiver.webhook().build();
    assertThatThrownBy(() -> webhook.accept(event()))
        .isInstanceOfSatisfying(
            OverloadedException.class,
            e -> assertThat(e.retryAfter()).hasValue(Duration.ofSeconds(7)))
        .hasMessageEndingWith("the answer is 503");
    assertThatThrownBy(() -> webhook.accept(event()))
        .isInstanceOfSatisfying(
            OverloadedException.class, e -> assertThat(e.retryAfter()).isEmpty());
  }

  @Test
  void readsWhenToTryAgainAsADate() {
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            Fixtures.TIME.plusSeconds(60).atOffset(ZoneOffset.UTC));
    receiver.answering(
        status(429, "Retry-After", date),
        status(429, "Retry-After", "Fri, 02 Jan 1970 03:04:05 GMT"),
        status(429, "Retry-After", "soon"));
    Webhook webhook = receiver.webhook().clock(InstantSource.fixed(Fixtures.TIME)).build();
    assertThatThrownBy(() -> webhook.accept(event()))
        .isInstanceOfSatisfying(
            OverloadedException.class,
            e -> assertThat(e.retryAfter().orElseThrow().toSeconds()).isEqualTo(59));
    assertThatThrownBy(() -> webhook.accept(event()))
        .isInstanceOfSatisfying(
            OverloadedException.class, e -> assertThat(e.retryAfter()).hasValue(Duration.ZERO));
    assertThatThrownBy(() -> webhook.accept(event()))
        .isInstanceOfSatisfying(
            OverloadedException.class, e -> assertThat(e.retryAfter()).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"400, the answer is 400", "404, the answer is 404", "410, the answer is 410"})
  void isRefusedByTheServer(int status, String message) {
    receiver.answering(status(status));
    assertFails(receiver.webhook().build(), InvalidValueException.class, message);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308})
  void followsNoRedirect(int status) {
    try (Receiver other = new Receiver()) {
      receiver.answering(status(status, "Location", other.address().toString()));
      assertFails(
          receiver.webhook().build(),
          InvalidValueException.class,
          "the answer is " + status + " (redirects are not followed)");
      assertThat(other.isEmpty()).isTrue();
    }
  }

  @Test
  void waitsForNoSlowServer() {
    receiver.answering(exchange -> await(done));
    assertFails(
        receiver.webhook().timeout(Duration.ofMillis(100)).build(),
        UnknownOutcomeException.class,
        "(it may have arrived)");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void endsWhenItIsInterrupted() throws Exception {
    receiver.answering(exchange -> await(done));
    Webhook webhook = receiver.webhook().timeout(Duration.ofMinutes(1)).build();
    FutureTask<Void> posting = new FutureTask<>(() -> webhook.accept(event()), null);
    Thread thread = new Thread(posting);
    thread.start();
    receiver.next();
    thread.interrupt();
    assertThatThrownBy(posting::get).hasCauseInstanceOf(OperationInterruptedException.class);
  }

  @Test
  void isNotSentWhereNobodyListens() {
    Webhook webhook = receiver.webhook().build();
    receiver.close();
    assertFails(webhook, OverloadedException.class, "java.net.ConnectException");
  }

  @Test
  void isNotSentToAPrivateAddressUnlessThatIsAllowed() {
    Webhook webhook = Webhook.to(receiver.address()).secret(SECRET).allowHttp().build();
    assertThatThrownBy(() -> webhook.accept(event()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Cannot post to %s: its address 127.0.0.1 is not public (if it is meant, and neither"
                    .formatted(place())
                + " link-local nor multicast, allowPrivateAddresses())");
    assertThat(receiver.isEmpty()).isTrue();
  }

  @Test
  void isNotSentIfOneOfSeveralAddressesIsNotAllowed() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    InetAddress metadata = InetAddress.getByName("169.254.169.254");
    Webhook webhook =
        receiver.webhook().resolver(host -> new InetAddress[] {loopback, metadata}).build();
    assertThatThrownBy(() -> webhook.accept(event()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("its address 169.254.169.254 is not public");
    assertThat(receiver.isEmpty()).isTrue();
  }

  @Test
  void connectsToTheAddressThatItChecked() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    InetAddress loopback = InetAddress.getLoopbackAddress();
    URI named = URI.create(receiver.address().toString().replace("127.0.0.1", "hook.invalid"));
    Webhook webhook =
        Webhook.to(named)
            .secret(SECRET)
            .allowHttp()
            .allowPrivateAddresses()
            .resolver(
                host -> {
                  assertThat(host).isEqualTo("hook.invalid");
                  asked.incrementAndGet();
                  return new InetAddress[] {loopback};
                })
            .build();
    webhook.accept(event()); // the name leads nowhere, if it is resolved again
    receiver.next();
    assertThat(asked).hasValue(1);
  }

  @Test
  void triesTheOtherAddressesOfAHost() throws Exception {
    byte[] bytes = new byte[16];
    bytes[15] = 1;
    InetAddress none = InetAddress.getByAddress(bytes); // ::1, where nobody listens
    InetAddress loopback = InetAddress.getLoopbackAddress();
    receiver.webhook().resolver(host -> new InetAddress[] {none, loopback}).build().accept(event());
    receiver.next();
  }

  @Test
  void showsNothingSecret() {
    Webhook webhook = receiver.webhook().header("Authorization", "Bearer hidden").build();
    assertThat(webhook).hasToString("Webhook[" + place() + "]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://example.com/",
        "file:///etc/passwd",
        "mailto:a@example.com",
        "https:///path",
        "https://good.example@evil.example/",
        "https://example.com/#fragment",
        "/path"
      })
  void isSentToWebServersOnly(String address) {
    assertThatThrownBy(() -> Webhook.to(URI.create(address)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid address of a webhook: not like https://HOST/PATH, without a user");
  }

  @Test
  void isBuiltWithChecks() {
    Webhook.Builder secure = Webhook.to(URI.create("https://example.com"));
    assertThatThrownBy(secure::build)
        .hasMessage("Missing secret of the webhook: none (needs at least 1)");
    assertThatThrownBy(() -> Webhook.to(receiver.address()).secret(SECRET).build())
        .hasMessage("Invalid address of a webhook: http (must be https, unless allowHttp())");
    assertThatThrownBy(() -> secure.header("Host", "x"))
        .hasMessage("Invalid header: Host (the webhook sets it)");
    assertThatThrownBy(() -> secure.header("Webhook-Id", "x"))
        .hasMessage("Invalid header: Webhook-Id (the webhook sets it)");
    assertThatThrownBy(() -> secure.header("a", "x\r\nb: hidden"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageNotContaining("hidden");
    assertThatThrownBy(() -> secure.header("a", "x").header("A", "y"))
        .hasMessage("Invalid webhook: header A set twice");
    assertThatThrownBy(() -> secure.timeout(Duration.ZERO))
        .hasMessage("Invalid timeout: PT0S (must be from PT0.001S to PT5M)");
    assertThat(secure.secret(SECRET).build()).hasToString("Webhook[https://example.com]");
  }
}
