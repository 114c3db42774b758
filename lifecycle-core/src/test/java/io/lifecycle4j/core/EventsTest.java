package io.lifecycle4j.core;

import static io.lifecycle4j.contract.Together.awaitTrue;
import static io.lifecycle4j.core.Flowers.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.ModelEvent;
import io.lifecycle4j.registry.Subscription;
import io.lifecycle4j.registry.SubscriptionBuilder;
import io.lifecycle4j.registry.SubscriptionStatus;
import io.lifecycle4j.registry.SubscriptionStatus.State;
import io.lifecycle4j.registry.UndeliveredEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who subscribes hears what happens to models. */
@Timeout(60)
class EventsTest {
  private static final Duration SOON = Duration.ofMillis(1);

  @TempDir private Path directory;
  private Lifecycle home;
  private ModelVersion version;
  private final BlockingQueue<ModelEvent> heard = new LinkedBlockingQueue<>();

  @BeforeEach
  void train() {
    home = Flowers.in(directory);
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      version = model.train(Flowers.split(home, 1));
    }
  }

  @AfterEach
  void close() {
    home.close();
  }

  /** Makes an entry whose reason is as given. */
  private AuditRecord say(String reason) {
    return home.models().describe(version).tag("a", reason).by(ALICE).reason(reason).commit();
  }

  private SubscriptionBuilder events() {
    return home.models().events();
  }

  private SubscriptionBuilder impatient() {
    return events().backoff(SOON, SOON);
  }

  private ModelEvent next() throws InterruptedException {
    ModelEvent event = heard.poll(60, TimeUnit.SECONDS);
    assertThat(event).isNotNull();
    return event;
  }

  private List<String> reasons(int count) throws InterruptedException {
    List<String> reasons = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      reasons.add(next().reason());
    }
    return reasons;
  }

  @Test
  void tellAPersonAndAProgramWhatHappened() throws InterruptedException {
    events().onEvent(heard::add);
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      model.promote(version, ALICE, "Better");
    }
    AuditRecord record = home.models().history("species").get(1);

    for (int part = 0; part < record.transition().changes().size(); part++) {
      ModelEvent event = next();
      assertThat(event.id())
          .isEqualTo(home.models().audit().head().home() + ":" + record.sequence() + ":" + part);
      assertThat(event.time()).isEqualTo(record.time());
      assertThat(event.model()).isEqualTo("species");
      assertThat(event.version()).hasValue(1);
      assertThat(event.actor()).isEqualTo(ALICE);
      assertThat(event.reason()).isEqualTo("Better");
      if (event.type().equals("moved")) {
        assertThat(event.alias()).hasValue("production");
        assertThat(event.text()).isEqualTo("production of species moved to 1 by alice: Better");
      }
    }
    assertThat(heard).isEmpty();
  }

  @Test
  void beginWhereTheyShallAndEndAtTheEnd() throws InterruptedException {
    try (Subscription all = events().from(1).onEvent(heard::add)) {
      assertThat(next().type()).isEqualTo("registered");
      awaitTrue(() -> all.status().lag() == 0);
      assertThat(all.status()).hasToString("delivering: 1 of 1 entries");
    }
    say("Unheard");
    events().onEvent(heard::add);
    say("Heard");
    assertThat(reasons(1)).containsExactly("Heard");
  }

  @Test
  void areOfOneModelAndTypeIfOnlyThoseAreWanted() throws InterruptedException {
    events().from(1).model("species").type("described").onEvent(heard::add);
    Subscription other = events().from(1).type("purged").onEvent(heard::add);
    say("One");
    assertThat(reasons(1)).containsExactly("One");
    awaitTrue(() -> other.status().lag() == 0);
    assertThat(heard).isEmpty();
  }

  @Test
  void goOnAfterARestartWhereTheyEnded() throws InterruptedException {
    events().named("slack").onEvent(heard::add);
    say("One");
    assertThat(reasons(1)).containsExactly("One");
    home.close();

    home = Flowers.in(directory);
    say("Two");
    say("Three");
    events().named("slack").from(1).onEvent(heard::add);
    assertThat(reasons(2)).containsExactly("Two", "Three");
    assertThat(heard).isEmpty();
  }

  @Test
  void areDeliveredByOneProcessPerName() throws InterruptedException {
    try (Lifecycle other = Flowers.in(directory)) {
      Subscription first = events().named("slack").onEvent(heard::add);
      awaitTrue(() -> first.status().state() == State.DELIVERING);
      BlockingQueue<ModelEvent> there = new LinkedBlockingQueue<>();
      Subscription second = other.models().events().named("slack").onEvent(there::add);
      say("One");
      assertThat(reasons(1)).containsExactly("One");
      awaitTrue(() -> second.status().lag() == 0);
      assertThat(second.status().state()).isEqualTo(State.STANDING_BY);
      assertThat(there).isEmpty();

      first.close();
      say("Two");
      ModelEvent taken = there.poll(60, TimeUnit.SECONDS);
      assertThat(taken).isNotNull();
      assertThat(taken.reason()).isEqualTo("Two");
      assertThat(heard).isEmpty();
      assertThat(first.status().state()).isEqualTo(State.CLOSED);
    }
  }

  @Test
  void areRepeatedInOrderUntilTheListenerTakesThem() throws InterruptedException {
    List<String> tried = new ArrayList<>();
    CountDownLatch mended = new CountDownLatch(1);
    Subscription failing =
        impatient()
            .attempts(Integer.MAX_VALUE)
            .onEvent(
                event -> {
                  tried.add(event.reason());
                  if (mended.getCount() > 0) {
                    throw new IllegalStateException("password=hunter2 is wrong");
                  }
                  heard.add(event);
                });
    BlockingQueue<ModelEvent> there = new LinkedBlockingQueue<>();
    events().onEvent(there::add);
    AuditRecord one = say("One");
    say("Two");
    assertThat(there.poll(60, TimeUnit.SECONDS)).isNotNull(); // others hear it all the same
    awaitTrue(() -> failing.status().attempts() >= 2);

    SubscriptionStatus status = failing.status();
    assertThat(status.state()).isEqualTo(State.RETRYING);
    assertThat(status.position()).isEqualTo(one.sequence() - 1);
    assertThat(status.lag()).isEqualTo(2);
    assertThat(status.failure().orElseThrow())
        .startsWith("java.lang.IllegalStateException: ")
        .doesNotContain("hunter2");
    mended.countDown();
    assertThat(reasons(2)).containsExactly("One", "Two");
    assertThat(tried).containsSubsequence("One", "One", "Two").endsWith("One", "Two");
    awaitTrue(() -> failing.status().state() == State.DELIVERING);
  }

  @Test
  void areSkippedAndListedAndTriedAgain() throws InterruptedException {
    Subscription subscription = impatient().named("slack").attempts(3).onEvent(this::refuseBad);
    say("Bad");
    say("Good");
    assertThat(reasons(1)).containsExactly("Good");
    assertThat(subscription.undelivered()).singleElement().satisfies(EventsTest::isBad);
    awaitTrue(() -> subscription.status().lag() == 0);
    home.close();

    home = Flowers.in(directory);
    try (Subscription again = events().named("slack").onEvent(heard::add)) {
      assertThat(again.undelivered()).singleElement().satisfies(EventsTest::isBad);
      say("Later");
      assertThat(reasons(1)).containsExactly("Later");
      again.retryUndelivered();
      assertThat(reasons(1)).containsExactly("Bad");
      awaitTrue(() -> again.undelivered().isEmpty());
    }
  }

  private void refuseBad(ModelEvent event) {
    if (event.reason().equals("Bad")) {
      throw new IllegalArgumentException("Refused");
    }
    heard.add(event);
  }

  private static void isBad(UndeliveredEvent skipped) {
    assertThat(skipped.event().reason()).isEqualTo("Bad");
    assertThat(skipped.event().type()).isEqualTo("described");
    assertThat(skipped.attempts()).isEqualTo(3);
    assertThat(skipped.failure()).isEqualTo("java.lang.IllegalArgumentException: Refused");
  }

  @Test
  void staySkippedIfTheyFailAgain() throws InterruptedException {
    Subscription subscription = impatient().attempts(1).onEvent(this::refuseBad);
    say("Bad");
    say("Good");
    assertThat(reasons(1)).containsExactly("Good");
    subscription.retryUndelivered();
    awaitTrue(() -> subscription.undelivered().get(0).attempts() == 2);
    subscription.close();
    assertThatThrownBy(subscription::retryUndelivered)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Subscription is closed");
  }

  @Test
  void doNotKeepTheHomeFromClosing() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(1);
    events()
        .named("slow")
        .onEvent(
            event -> {
              heard.add(event);
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
                throw new IllegalStateException(e);
              }
            });
    say("One");
    assertThat(reasons(1)).containsExactly("One");
    home.close();
    assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();

    home = Flowers.in(directory);
    events().named("slow").onEvent(heard::add);
    assertThat(reasons(1)).as("what was interrupted").containsExactly("One");
  }

  @Test
  void mayEndTheirOwnSubscription() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    Subscription[] own = new Subscription[1];
    own[0] =
        events()
            .onEvent(
                event -> {
                  await(begun);
                  own[0].close();
                  heard.add(event);
                });
    begun.countDown();
    say("One");
    say("Two");
    assertThat(reasons(1)).containsExactly("One");
    awaitTrue(() -> own[0].status().state() == State.CLOSED);
    assertThat(heard).isEmpty();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void areHeardOfAReadOnlyHomeWithoutAName() throws InterruptedException {
    try (Lifecycle reader = Lifecycle.builder().directory(directory).readOnly().open()) {
      reader.models().events().from(1).onEvent(heard::add);
      assertThat(next().type()).isEqualTo("registered");
      say("One");
      assertThat(reasons(1)).containsExactly("One");
      assertThatThrownBy(() -> reader.models().events().named("slack").onEvent(heard::add))
          .isInstanceOf(ReadOnlyException.class)
          .hasMessage(
              "Cannot keep the position of Subscription slack: the home is read-only (a"
                  + " subscription without a name is allowed)");
    }
  }

  @Test
  void sayThatTheirPositionIsLostAndWaitForOne() throws IOException, InterruptedException {
    events().named("slack").onEvent(heard::add);
    say("One");
    say("Two");
    assertThat(reasons(2)).containsExactly("One", "Two");
    home.close();
    corrupt();

    home = Flowers.in(directory);
    try (Subscription lost = events().named("slack").onEvent(heard::add)) {
      awaitTrue(() -> lost.status().state() == State.RETRYING);
      assertThat(lost.status().failure())
          .hasValue(
              "io.lifecycle4j.error.CorruptDataException: Corrupt position of the subscription"
                  + " slack (say with which entry to begin)");
    }
    assertThat(heard).isEmpty();
    events().named("slack").from(2).onEvent(heard::add);
    assertThat(reasons(2)).containsExactly("One", "Two");
  }

  /** Changes every entry of the journal with the position. */
  private void corrupt() throws IOException {
    try (var journals = Files.list(directory.resolve("journals"))) {
      Path journal =
          journals
              .filter(path -> path.getFileName().toString().startsWith("events-"))
              .findFirst()
              .orElseThrow();
      for (Map.Entry<Path, byte[]> file : Tree.files(journal).entrySet()) {
        Path path = journal.resolve(file.getKey());
        Files.writeString(path, "x".repeat(file.getValue().length));
      }
    }
  }

  @Test
  void areSubscribedToWithChecks() {
    assertThatThrownBy(() -> events().named("a").named("b"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid subscription: name set twice");
    assertThatThrownBy(() -> events().named("a/b")).isInstanceOf(InvalidNameException.class);
    assertThatThrownBy(() -> events().from(0))
        .hasMessage("Invalid sequence: 0 (must be at least 1)");
    assertThatThrownBy(() -> events().model("species").model("species"))
        .hasMessage("Invalid subscription: model species set twice");
    assertThatThrownBy(() -> events().type("moved").type("moved"))
        .hasMessage("Invalid subscription: type moved set twice");
    assertThatThrownBy(() -> events().attempts(0))
        .hasMessage("Invalid number of attempts: 0 (must be at least 1)");
    assertThatThrownBy(() -> events().backoff(Duration.ofSeconds(2), SOON))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid back-off: PT2S to PT0.001S (must be from PT0.001S to PT24H, the first one"
                + " first)");
  }

  @Test
  void leaveNothingThatGarbageCollectionDoesNotKnow() throws InterruptedException {
    events().named("slack").from(1).onEvent(heard::add);
    next();
    assertThat(home.maintenance().collectGarbage().run().garbage()).isEmpty();
  }
}
