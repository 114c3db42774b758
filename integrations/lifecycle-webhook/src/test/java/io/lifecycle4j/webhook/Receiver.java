package io.lifecycle4j.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.ModelEvent;
import io.lifecycle4j.registry.Transition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A web server on the loopback address that receives posts, and answers as it is told. */
final class Receiver implements AutoCloseable {
  static final String SECRET = "a secret of 16 or more bytes";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final BlockingQueue<Post> posts = new LinkedBlockingQueue<>();

  /** How the next posts are answered; those after them are taken. */
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

  /** A request as it came. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Post(
      String path, String id, String timestamp, String signature, String type, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /** How a post is answered. */
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  Receiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    posts.add(
        new Post(
            exchange.getRequestURI().toString(),
            header(exchange, Webhook.ID),
            header(exchange, Webhook.TIMESTAMP),
            header(exchange, Webhook.SIGNATURE),
            header(exchange, "Content-Type"),
            body));
    Answer answer = answers.poll();
    (answer == null ? status(204) : answer).to(exchange);
  }

  static String header(HttpExchange exchange, String name) {
    return String.valueOf(exchange.getRequestHeaders().getFirst(name));
  }

  static Answer status(int status, String... header) {
    return exchange -> {
      for (int i = 0; i < header.length; i += 2) {
        exchange.getResponseHeaders().add(header[i], header[i + 1]);
      }
      exchange.sendResponseHeaders(status, -1);
      exchange.close();
    };
  }

  Receiver answering(Answer... next) {
    answers.addAll(List.of(next));
    return this;
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook?key=hidden");
  }

  /** Begins a webhook to this receiver. */
  Webhook.Builder webhook() {
    return Webhook.to(address()).secret(SECRET).allowHttp().allowPrivateAddresses();
  }

  Post next() throws InterruptedException {
    Post post = posts.poll(60, TimeUnit.SECONDS);
    if (post == null) {
      throw new AssertionError("Nothing was posted");
    }
    return post;
  }

  List<Post> next(int count) throws InterruptedException {
    List<Post> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(next());
    }
    return all;
  }

  boolean isEmpty() {
    return posts.isEmpty();
  }

  static ModelEvent event() {
    Change moved =
        new Change.AliasMoved(
            "fraud",
            "production",
            OptionalInt.empty(),
            OptionalLong.empty(),
            3,
            Change.Direction.FORWARD);
    Transition transition =
        Transition.builder(Actor.by("alice"), "Better \"by\" 3 %, über").change(moved).build();
    return new ModelEvent(
        new UUID(1, 2), new AuditRecord(42, Fixtures.TIME, transition), 0, "moved");
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
