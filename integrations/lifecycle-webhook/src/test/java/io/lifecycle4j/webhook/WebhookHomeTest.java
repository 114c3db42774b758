package io.lifecycle4j.webhook;

import static io.lifecycle4j.contract.Together.awaitTrue;
import static io.lifecycle4j.webhook.Receiver.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.registry.Subscription;
import io.lifecycle4j.registry.SubscriptionStatus.State;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.webhook.Receiver.Post;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A home whose events are posted. */
@Timeout(60)
class WebhookHomeTest {
  private static final Duration SOON = Duration.ofMillis(1);

  @TempDir private Path directory;
  private final Receiver receiver = new Receiver();
  private final CountDownLatch done = new CountDownLatch(1);

  /** Another process, which registers versions. */
  private Medium medium;

  private ModelRegistry registry;
  private ModelManifest manifest;
  private int registered;

  @BeforeEach
  void open() {
    medium = Medium.open(directory.toUri());
    registry = Registries.over(medium, () -> Fixtures.TIME);
    manifest = Fixtures.model(registry.put(new NamedContent("w", Content.of("weights"))));
  }

  @AfterEach
  void close() {
    done.countDown();
    receiver.close();
    registry.close();
    medium.close();
  }

  private void register(int count) {
    for (int i = 0; i < count; i++) {
      registered++;
      registry.register("fraud", manifest, Fixtures.ALICE, "Number " + registered);
    }
  }

  private Lifecycle home() {
    return Lifecycle.builder().directory(directory).open();
  }

  private Subscription subscribe(Lifecycle home, int attempts) {
    return home.models()
        .events()
        .named("ops")
        .from(1)
        .attempts(attempts)
        .backoff(SOON, SOON)
        .onEvent(receiver.webhook().build());
  }

  private void assertPosted(int first, int last) throws InterruptedException {
    List<String> texts = receiver.next(last - first + 1).stream().map(Post::text).toList();
    for (int i = first; i <= last; i++) {
      assertThat(texts.get(i - first)).contains("\"reason\":\"Number " + i + "\"");
    }
  }

  @Test
  void postsWhatWasRecordedWhileItWasClosed() throws InterruptedException {
    register(2);
    try (Lifecycle home = home()) {
      subscribe(home, 3);
      assertPosted(1, 2);
      register(1);
      assertPosted(3, 3);
    }
    register(2);
    try (Lifecycle home = home()) {
      subscribe(home, 3);
      assertPosted(4, 5);
      assertThat(receiver.isEmpty()).isTrue();
    }
  }

  @Test
  void postsAgainWithTheSameIdWhatWasInterrupted() throws InterruptedException {
    register(1);
    receiver.answering(exchange -> awaitDone());
    Post first;
    try (Lifecycle home = home()) {
      subscribe(home, 3);
      first = receiver.next();
    }
    try (Lifecycle home = home()) {
      subscribe(home, 3);
      assertThat(receiver.next().id()).isEqualTo(first.id());
    }
  }

  private void awaitDone() {
    try {
      done.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void postsOnceFromTwoHomesOfOneName() throws InterruptedException {
    try (Lifecycle one = home();
        Lifecycle other = home()) {
      Subscription first = subscribe(one, 3);
      awaitTrue(() -> first.status().state() == State.DELIVERING);
      Subscription second = subscribe(other, 3);
      register(3);
      assertPosted(1, 3);
      first.close();
      register(3);
      assertPosted(4, 6);
      awaitTrue(() -> second.status().state() == State.DELIVERING);
      assertThat(receiver.isEmpty()).isTrue();
    }
  }

  @Test
  @OnlyLarger
  void listsWhatItCouldNotPostAndTriesItAgain() throws InterruptedException {
    receiver.answering(status(204), status(400), status(500), status(302));
    register(3);
    try (Lifecycle home = home()) {
      Subscription subscription = subscribe(home, 3);
      List<String> posted =
          receiver.next(5).stream().map(Post::id).map(id -> id.split(":", 2)[1]).toList();
      assertThat(posted).containsExactly("1:0", "2:0", "2:0", "2:0", "3:0");
      awaitTrue(() -> subscription.status().lag() == 0);
      assertThat(subscription.undelivered())
          .singleElement()
          .satisfies(
              aside -> {
                assertThat(aside.event().sequence()).isEqualTo(2);
                assertThat(aside.attempts()).isEqualTo(3);
                assertThat(aside.failure())
                    .startsWith("io.lifecycle4j.error.InvalidValueException: Cannot post ")
                    .endsWith("the answer is 302 (redirects are not followed)");
              });
    }
    try (Lifecycle home = home()) {
      Subscription subscription = subscribe(home, 3);
      assertThat(subscription.undelivered()).hasSize(1);
      subscription.retryUndelivered();
      assertPosted(2, 2);
      awaitTrue(() -> subscription.undelivered().isEmpty());
    }
  }

  @Test
  void losesNothingWhileTheReceiverIsDown() throws InterruptedException {
    receiver.answering(
        IntStream.range(0, 5).mapToObj(i -> status(503)).toArray(Receiver.Answer[]::new));
    register(2);
    try (Lifecycle home = home()) {
      subscribe(home, Integer.MAX_VALUE);
      receiver.next(5);
      assertPosted(1, 2);
    }
  }
}
