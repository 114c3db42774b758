package io.lifecycle4j.webhook;

import static io.lifecycle4j.webhook.Receiver.SECRET;
import static io.lifecycle4j.webhook.Receiver.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.error.UnknownOutcomeException;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.ModelEvent;
import io.lifecycle4j.registry.PromotionsLocked;
import io.lifecycle4j.registry.Transition;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever the server does, a post ends when its time is up. */
@Timeout(60)
class WebhookDeadlineTest {
  private static final Duration SOON = Duration.ofMillis(200);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch done = new CountDownLatch(1);
  private final ServerSocket server;

  WebhookDeadlineTest() throws IOException {
    server = new ServerSocket();
    server.setReceiveBufferSize(4096);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void close() throws IOException {
    done.countDown();
    server.close();
    threads.shutdownNow();
  }

  private Webhook.Builder webhook(String scheme) {
    return Webhook.to(URI.create(scheme + "://127.0.0.1:" + server.getLocalPort() + "/hook"))
        .secret(SECRET)
        .allowHttp()
        .allowPrivateAddresses();
  }

  /** Answers connections, each on a thread of its own. */
  private void answer(Answer answer) {
    threads.execute(
        () -> {
          while (!server.isClosed()) {
            try {
              Socket socket = server.accept();
              threads.execute(() -> answer(answer, socket));
            } catch (IOException e) {
              return;
            }
          }
        });
  }

  private static void answer(Answer answer, Socket socket) {
    try (socket) {
      answer.to(socket);
    } catch (IOException | InterruptedException e) {
      return; // the webhook is gone, or the test is over
    }
  }

  private interface Answer {
    void to(Socket socket) throws IOException, InterruptedException;
  }

  /** Writes a byte now and then, so that no single read takes long. */
  private void drip(Socket socket, byte[] begin, int next)
      throws IOException, InterruptedException {
    socket.setTcpNoDelay(true);
    socket.getOutputStream().write(begin);
    while (!done.await(10, TimeUnit.MILLISECONDS)) {
      socket.getOutputStream().write(next);
    }
  }

  @Test
  void endsWhileARecordOfTlsDrips() {
    byte[] handshake = {22, 3, 3, 64, 0}; // the head of a record of 16 KiB
    answer(socket -> drip(socket, handshake, 2));
    assertThatThrownBy(() -> webhook("https").timeout(SOON).build().accept(event()))
        .isInstanceOf(OverloadedException.class)
        .hasMessageEndingWith(": java.net.SocketTimeoutException: too slow");
  }

  @Test
  void endsWhileAnAnswerDrips() {
    answer(socket -> drip(socket, Fixtures.utf8("HTTP/1.1 200 OK\r\nX: "), 'x'));
    assertThatThrownBy(() -> webhook("http").timeout(SOON).build().accept(event()))
        .isInstanceOf(UnknownOutcomeException.class)
        .hasMessageContaining(": java.net.SocketTimeoutException: too slow (it may have arrived)");
  }

  @Test
  void endsWhileNothingIsRead() {
    answer(socket -> done.await());
    ModelEvent large = large();
    assertThatThrownBy(() -> webhook("http").timeout(SOON).build().accept(large))
        .isInstanceOf(UnknownOutcomeException.class)
        .hasMessageContaining("too slow");
  }

  /** More than the buffers of a connection hold. */
  private static ModelEvent large() {
    Transition entry =
        Transition.builder(Actor.by("alice"), "x".repeat(8 << 20))
            .change(new PromotionsLocked("fraud"))
            .build();
    return new ModelEvent(
        new UUID(1, 2), new AuditRecord(42, Fixtures.TIME, entry), 0, "promotionsLocked");
  }

  @Test
  void endsWhileTheNameIsLookedUpAndLooksItUpOnceAtATime() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch found = new CountDownLatch(1);
    try (Receiver receiver = new Receiver()) {
      Webhook webhook =
          receiver
              .webhook()
              .timeout(SOON)
              .resolver(
                  host -> {
                    asked.incrementAndGet();
                    awaitQuietly(found);
                    return new InetAddress[] {InetAddress.getLoopbackAddress()};
                  })
              .build();
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> webhook.accept(event()))
            .isInstanceOf(OverloadedException.class)
            .hasMessageEndingWith(": java.net.SocketTimeoutException: too slow");
      }
      assertThat(asked).hasValue(1);
    } finally {
      found.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first address takes connections and says nothing; the time is up when the test says so. */
  @Test
  void leavesTimeForTheOtherAddressesOfAHost() throws Exception {
    BlockingQueue<Long> waits = new LinkedBlockingQueue<>();
    CompletableFuture<Boolean> first = new CompletableFuture<>();
    AtomicInteger met = new AtomicInteger();
    answer(
        socket -> {
          if (met.getAndIncrement() == 0) { // of the first address: time is up once it waits
            assertThat(socket.getInputStream().read()).isPositive();
            first.complete(true);
            done.await();
          }
        });
    InetAddress loopback = InetAddress.getLoopbackAddress();
    Webhook webhook =
        webhook("https")
            .timeout(Duration.ofMinutes(5))
            .resolver(host -> new InetAddress[] {loopback, loopback, loopback})
            .timer(
                nanos -> {
                  waits.add(nanos);
                  return waits.size() == 1 ? first : new CompletableFuture<>();
                })
            .build();
    assertThatThrownBy(() -> webhook.accept(event())).isInstanceOf(OverloadedException.class);
    assertThat(met).hasValue(3);
    List<Long> shares = List.copyOf(waits);
    long all = Duration.ofMinutes(5).toNanos();
    assertThat(shares).hasSize(3);
    assertThat(shares.get(0)).isLessThanOrEqualTo(all / 3).isPositive();
    assertThat(shares.get(1)).isGreaterThan(shares.get(0)).isLessThanOrEqualTo(all / 2);
    assertThat(shares.get(2)).isGreaterThan(shares.get(1)).isLessThanOrEqualTo(all);
  }
}
