package io.lifecycle4j.core.registry.events;

import static io.lifecycle4j.contract.Together.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.delivery.DeliveryPosition;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.storage.FormatText;
import io.lifecycle4j.core.storage.Lead;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.registry.ModelEvent;
import io.lifecycle4j.registry.Subscription;
import io.lifecycle4j.registry.SubscriptionBuilder;
import io.lifecycle4j.registry.SubscriptionStatus;
import io.lifecycle4j.registry.SubscriptionStatus.State;
import io.lifecycle4j.registry.spi.AuditJournal;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a subscription keeps, refuses and says of itself. */
@Timeout(60)
class OpenSubscriptionsTest {
  private static final Duration SOON = Duration.ofMillis(1);

  private final Medium medium = Media.memory();
  private final ModelRegistry registry = Registries.over(medium, () -> Fixtures.TIME);
  private final AtomicInteger forced = new AtomicInteger();
  private final BlockingQueue<ModelEvent> heard = new LinkedBlockingQueue<>();
  private final CountDownLatch done = new CountDownLatch(1);
  private final EventSource source = Registries.events(counted(registry), medium);
  private final OpenSubscriptions subscriptions =
      new OpenSubscriptions(source, medium, () -> Fixtures.TIME, System::nanoTime);

  @BeforeEach
  void register() {
    ModelManifest manifest =
        Fixtures.model(registry.put(new NamedContent("w", Content.of("weights"))));
    for (int i = 0; i < 3; i++) {
      registry.register("fraud", manifest, Fixtures.ALICE, "trained");
    }
  }

  @AfterEach
  void close() {
    done.countDown();
    subscriptions.ends().forEach(step -> step.action().run());
    registry.close();
    medium.close();
  }

  /** Counts how often the journal of a registry is forced. */
  private ModelRegistry counted(ModelRegistry inner) {
    return (ModelRegistry)
        Proxy.newProxyInstance(
            ModelRegistry.class.getClassLoader(),
            new Class<?>[] {ModelRegistry.class},
            (proxy, method, arguments) ->
                method.getName().equals("audit")
                    ? inner.audit().map(this::counted)
                    : call(method, inner, arguments));
  }

  private AuditJournal counted(AuditJournal audit) {
    Journal journal =
        (Journal)
            Proxy.newProxyInstance(
                Journal.class.getClassLoader(),
                new Class<?>[] {Journal.class},
                (proxy, method, arguments) -> {
                  forced.addAndGet(method.getName().equals("force") ? 1 : 0);
                  return call(method, audit.journal(), arguments);
                });
    return new AuditJournal(audit.home(), audit.name(), journal, audit.read());
  }

  private static Object call(Method method, Object target, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }

  private SubscriptionBuilder events() {
    return subscriptions.events().backoff(SOON, SOON);
  }

  private long kept() {
    return Lead.peek(medium.journals(), OpenSubscriptions.journal("slack"))
        .map(DeliveryPosition::read)
        .map(DeliveryPosition::sequence)
        .orElse(0L);
  }

  @Test
  void keepItsPositionBeforeAnythingElseIsRecorded() {
    try (Subscription slack = events().named("slack").onEvent(heard::add)) {
      assertThat(kept()).isEqualTo(4);
      assertThat(slack.status().state()).isEqualTo(State.DELIVERING);
    }
  }

  @Test
  void goOnAfterAnIllegalStateThatIsNoEnd() throws InterruptedException {
    AtomicInteger reads = new AtomicInteger();
    EventSource failing =
        (EventSource)
            Proxy.newProxyInstance(
                EventSource.class.getClassLoader(),
                new Class<?>[] {EventSource.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("next") && reads.incrementAndGet() == 1) {
                    throw new IllegalStateException("A backend is confused");
                  }
                  return call(method, source, arguments);
                });
    OpenSubscriptions over =
        new OpenSubscriptions(failing, medium, () -> Fixtures.TIME, System::nanoTime);
    try (Subscription all = over.events().from(1).onEvent(heard::add)) {
      assertThat(heard.poll(30, TimeUnit.SECONDS)).isNotNull();
      assertThat(all.status().state()).isEqualTo(State.DELIVERING);
    }
  }

  @Test
  void keepItsPositionAlsoIfTheListenerNeverReturns() {
    events()
        .named("slack")
        .from(2)
        .onEvent(
            event -> {
              heard.add(event);
              awaitDone();
            });
    assertThat(kept()).isEqualTo(2);
  }

  private void awaitDone() {
    try {
      done.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void sayHowManyEventsWereSkippedAndWhyTheLastOneFailed() {
    Subscription failing =
        events()
            .named("slack")
            .from(1)
            .attempts(2)
            .onEvent(
                event -> {
                  throw new IllegalStateException("No. " + event.sequence());
                });
    awaitTrue(() -> failing.status().lag() == 0);
    SubscriptionStatus status = failing.status();
    assertThat(status.state()).isEqualTo(State.DELIVERING);
    assertThat(status.skipped()).isEqualTo(3);
    assertThat(status.failure()).hasValue("java.lang.IllegalStateException: No. 3");
  }

  @Test
  void listSkippedEventsWithoutForcingTheRegistry() {
    Subscription failing =
        events()
            .from(1)
            .attempts(1)
            .onEvent(
                event -> {
                  throw new IllegalStateException("down");
                });
    awaitTrue(() -> failing.status().skipped() == 3);
    failing.close();
    int before = forced.get();
    assertThat(before).isPositive();
    assertThat(failing.undelivered()).hasSize(3);
    assertThat(forced).hasValue(before);
  }

  @Test
  void refuseTypesAndModelsThatThereAreNot() throws InterruptedException {
    assertThatThrownBy(() -> events().type("move"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid type of events: move (did you mean moved? there are ")
        .hasMessageContaining("policyOverridden");
    assertThatThrownBy(() -> events().type("banana"))
        .hasMessageStartingWith("Invalid type of events: banana (there are ");
    assertThatThrownBy(() -> events().model("frauds"))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Model does not exist: frauds (did you mean fraud?)");
    assertThatThrownBy(() -> events().model("churn"))
        .isInstanceOf(NotFoundException.class)
        .hasMessage(
            "Model does not exist: churn (register its first version before, or subscribe to all"
                + " models)");
    events().from(1).model("fraud").type("registered").onEvent(heard::add);
    assertThat(heard.poll(60, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void areOfTypesThatTheGuideLists() throws IOException {
    Set<String> listed = new TreeSet<>();
    Files.readAllLines(Path.of("../docs/guide/events.md")).stream()
        .dropWhile(line -> !line.startsWith("| Type |"))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .forEach(line -> listed.addAll(FormatText.code(line.split("\\|", 3)[1])));
    assertThat(listed)
        .isEqualTo(FormatText.table("A payload of the registry:", "kind").keySet())
        .isSubsetOf(source.types());
  }
}
