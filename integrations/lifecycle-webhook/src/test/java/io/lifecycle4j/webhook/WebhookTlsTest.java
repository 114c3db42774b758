package io.lifecycle4j.webhook;

import static io.lifecycle4j.webhook.Receiver.SECRET;
import static io.lifecycle4j.webhook.Receiver.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.lifecycle4j.error.OverloadedException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.KeyStore;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A post over TLS goes only to who has the certificate of the host. */
@Timeout(60)
class WebhookTlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final AtomicInteger posts = new AtomicInteger();
  private final HttpsServer server;
  private final SSLContext context;

  WebhookTlsTest() throws Exception {
    context = context();
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  /** Has a key for the name localhost until the year 2126, and trusts its certificate. */
  private static SSLContext context() throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream file = WebhookTlsTest.class.getResourceAsStream("/localhost.p12")) {
      keys.load(Objects.requireNonNull(file), PASSWORD);
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("hook", keys.getCertificate("hook"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  @BeforeEach
  void start() {
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          posts.incrementAndGet();
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Webhook.Builder webhook(String host) throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    return Webhook.to(URI.create("https://" + host + ":" + server.getAddress().getPort()))
        .secret(SECRET)
        .allowPrivateAddresses()
        .resolver(name -> new InetAddress[] {loopback});
  }

  @Test
  void takesACertificateOfTheHostThatIsTrusted() throws Exception {
    webhook("localhost").tls(context).build().accept(event());
    assertThat(posts).hasValue(1);
  }

  @Test
  void refusesOneThatIsNotTrusted() throws Exception {
    Webhook webhook = webhook("localhost").build();
    assertThatThrownBy(() -> webhook.accept(event()))
        .isInstanceOf(OverloadedException.class)
        .hasMessageContaining("javax.net.ssl.SSLHandshakeException");
    assertThat(posts).hasValue(0);
  }

  @Test
  void refusesOneOfAnotherHost() throws Exception {
    Webhook webhook = webhook("example.com").tls(context).build();
    assertThatThrownBy(() -> webhook.accept(event()))
        .isInstanceOf(OverloadedException.class)
        .hasMessageContaining("No subject alternative DNS name matching example.com found");
    assertThat(posts).hasValue(0);
  }
}
