package io.lifecycle4j.core.monitoring.alert;

import static io.lifecycle4j.contract.Together.awaitTrue;
import static io.lifecycle4j.core.monitoring.alert.Windows.AMOUNT;
import static io.lifecycle4j.core.monitoring.alert.Windows.COUNTRY;
import static io.lifecycle4j.core.monitoring.alert.Windows.quiet;
import static io.lifecycle4j.core.monitoring.alert.Windows.sighting;
import static io.lifecycle4j.monitoring.AlertSeverity.CRITICAL;
import static io.lifecycle4j.monitoring.AlertSeverity.WARNING;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.delivery.DeliveryPosition;
import io.lifecycle4j.core.storage.Lead;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.ModelJournals;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.monitoring.Alert;
import io.lifecycle4j.monitoring.AlertPolicy;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Alerts reach each listener at least once, in one process, also after a crash. */
class AlertListenersTest {
  private static final AlertPolicy POLICY = AlertPolicy.builder().clearAfter(1).build();

  private final Medium medium = Media.memory();
  private final AlertBook book = new AlertBook(medium, "fraud", () -> Fixtures.TIME, POLICY);
  private final BlockingQueue<Alert> received = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    book.close();
    medium.close();
  }

  private AlertListeners open(Consumer<? super Alert> listener) {
    return open(Map.of("pager", listener));
  }

  private AlertListeners open(Map<String, Consumer<? super Alert>> listeners) {
    AlertListeners opened = listeners(listeners);
    opened.open();
    return opened;
  }

  private AlertListeners listeners(Map<String, Consumer<? super Alert>> listeners) {
    return new AlertListeners(medium, "fraud", book, listeners, () -> Fixtures.TIME);
  }

  private DeliveryPosition position(String listener) {
    String journal = AlertListeners.journal(medium.journals(), "fraud", listener);
    return Lead.peek(medium.journals(), journal).map(DeliveryPosition::read).orElseThrow();
  }

  private static void awaitUpToDate(AlertListeners listeners) {
    awaitTrue(() -> listeners.statuses().stream().allMatch(each -> each.lag() == 0));
  }

  private Alert next() throws InterruptedException {
    @Nullable Alert next = received.poll(60, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  @Test
  void deliversAnAlertWhenItIsOpenedBecomesGraverAndIsCleared() throws InterruptedException {
    try (AlertListeners delivery = open(received::add)) {
      book.observe(Windows.of(0, sighting(AMOUNT, WARNING)));
      Alert opened = next();
      assertThat(opened.isOpen()).isTrue();
      book.observe(Windows.of(1, sighting(AMOUNT, WARNING)));
      book.observe(Windows.of(2, sighting(AMOUNT, CRITICAL)));
      Alert graver = next();
      assertThat(graver.severity()).isEqualTo(CRITICAL);
      assertThat(graver.revision()).isGreaterThan(opened.revision());
      book.observe(quiet(3));
      assertThat(next().state()).isEqualTo(Alert.State.CLEARED);
      awaitUpToDate(delivery);
    }
    assertThat(received).isEmpty();
  }

  @Test
  void deliversAfterARestartWhatWasDecidedBefore() throws InterruptedException {
    book.observe(Windows.of(0, sighting(AMOUNT, WARNING))); // before there were listeners
    open(received::add).close();
    book.observe(Windows.of(1, sighting(AMOUNT, WARNING), sighting(COUNTRY, WARNING)));
    try (AlertListeners delivery = open(received::add)) {
      assertThat(next().cause()).isEqualTo(COUNTRY);
      book.observe(quiet(2));
      assertThat(List.of(next().cause(), next().cause()))
          .containsExactlyInAnyOrder(AMOUNT, COUNTRY);
      awaitUpToDate(delivery);
    }
    assertThat(received).isEmpty();
  }

  @Test
  void deliversBothAlertsOfAWindowThoughItIsClosedBetweenThem() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    AlertListeners[] first = new AlertListeners[1];
    first[0] =
        listeners(
            Map.of(
                "pager",
                alert -> {
                  first[0].close(); // returns at once, since a listener calls it
                  received.add(alert);
                  inside.countDown();
                }));
    first[0].open();
    book.observe(Windows.of(0, sighting(AMOUNT, WARNING), sighting(COUNTRY, WARNING)));
    assertThat(inside.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(next().cause()).isEqualTo(AMOUNT);
    try (AlertListeners second = open(received::add)) {
      assertThat(next().cause()).isEqualTo(COUNTRY);
      awaitUpToDate(second);
    }
    assertThat(received).isEmpty();
  }

  @Test
  void deliversInOneOfSeveralProcesses() throws InterruptedException {
    AlertListeners delivery = open(received::add);
    try (AlertListeners standingBy = open(received::add)) {
      book.observe(Windows.of(0, sighting(AMOUNT, WARNING)));
      next();
      book.observe(quiet(1));
      delivery.close(); // the other one takes over within a second
      assertThat(next().state()).isEqualTo(Alert.State.CLEARED);
      awaitUpToDate(standingBy);
    }
    assertThat(received).isEmpty();
  }

  @Test
  void triesAgainWithTheListenerThatThrew() throws InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    BlockingQueue<Alert> other = new LinkedBlockingQueue<>();
    Consumer<Alert> failing =
        alert -> {
          if (calls.incrementAndGet() == 1) {
            throw new OverloadedException("Down", Duration.ZERO);
          }
          received.add(alert);
        };
    try (AlertListeners delivery = open(Map.of("other", other::add, "pager", failing))) {
      book.observe(Windows.of(0, sighting(AMOUNT, WARNING)));
      next();
      assertThat(other.poll(60, TimeUnit.SECONDS)).isNotNull();
      awaitUpToDate(delivery);
    }
    assertThat(calls).hasValue(2);
    assertThat(other).as("one that took it is not called again").isEmpty();
  }

  @Test
  void storesAPositionPerListenerSoThatOneThatThrowsHoldsUpNoOther() throws InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    Consumer<Alert> failing =
        alert -> {
          calls.incrementAndGet();
          throw new OverloadedException("Down", Duration.ofMinutes(5));
        };
    try (AlertListeners delivery = open(Map.of("failing", failing, "pager", received::add))) {
      book.observe(Windows.of(0, sighting(AMOUNT, WARNING)));
      assertThat(next().isOpen()).isTrue();
      book.observe(Windows.of(1, sighting(AMOUNT, WARNING), sighting(COUNTRY, WARNING)));
      assertThat(next().cause()).isEqualTo(COUNTRY);
      awaitTrue(() -> delivery.statuses().stream().anyMatch(each -> each.attempts() == 1));
    }
    assertThat(calls).as("it is not called again for a while").hasValue(1);
    BlockingQueue<Alert> late = new LinkedBlockingQueue<>();
    try (AlertListeners again = open(Map.of("failing", late::add, "pager", received::add))) {
      assertThat(late.poll(60, TimeUnit.SECONDS)).extracting(Alert::cause).isEqualTo(AMOUNT);
      assertThat(late.poll(60, TimeUnit.SECONDS)).extracting(Alert::cause).isEqualTo(COUNTRY);
      book.observe(quiet(2));
      assertThat(next().state()).isEqualTo(Alert.State.CLEARED);
      awaitUpToDate(again);
    }
    assertThat(received).as("the other listener receives nothing again").hasSizeLessThan(2);
  }

  @Test
  void deliversAnAlertThatChangedMeanwhileOnceAsItIs() throws InterruptedException {
    open(received::add).close();
    book.observe(Windows.of(0, sighting(AMOUNT, WARNING), sighting(COUNTRY, WARNING)));
    book.observe(Windows.of(1, sighting(AMOUNT, CRITICAL), sighting(COUNTRY, WARNING)));
    try (AlertListeners delivery = open(received::add)) {
      assertThat(next().cause()).as("of the first entry").isEqualTo(COUNTRY);
      assertThat(next().severity()).isEqualTo(CRITICAL);
      awaitTrue(() -> delivery.statuses().get(0).lag() == 0);
    }
    assertThat(received).isEmpty();
  }

  @Test
  void losesNoAlertThatComesAfterAHalfDeliveredEntry() throws InterruptedException {
    CountDownLatch goOn = new CountDownLatch(1);
    Consumer<Alert> firstOnly =
        alert -> {
          if (alert.cause().equals(COUNTRY)) {
            await(goOn);
            throw new OverloadedException("Down", Duration.ofMinutes(5));
          }
          received.add(alert);
        };
    try (AlertListeners delivery = open(firstOnly)) {
      book.observe(Windows.of(0, sighting(AMOUNT, WARNING), sighting(COUNTRY, WARNING)));
      assertThat(next().cause()).isEqualTo(AMOUNT);
      goOn.countDown();
      awaitTrue(() -> delivery.statuses().get(0).attempts() == 1);
    }
    assertThat(position("pager").part()).as("the second alert of its entry").isEqualTo(1);
    book.observe(Windows.of(1, sighting(AMOUNT, CRITICAL), sighting(COUNTRY, CRITICAL)));
    try (AlertListeners again = open(received::add)) {
      assertThat(next().cause()).as("part 0 of a later entry").isEqualTo(AMOUNT);
      assertThat(next().cause()).isEqualTo(COUNTRY);
      awaitUpToDate(again);
    }
    assertThat(received).isEmpty();
  }

  @Test
  void deliversOpenAlertsAgainIfThePositionIsOfAlertsThatWereLost() throws InterruptedException {
    open(received::add).close();
    String journal = AlertListeners.journal(medium.journals(), "fraud", "pager");
    try (Lead lead = new Lead(medium.journals(), journal)) {
      assertThat(lead.tryLead()).isTrue();
      String stored = new String(position("pager").write(), UTF_8);
      lead.write(Fixtures.utf8(stored.replace("\"sequence\":1", "\"sequence\":50")));
    }
    book.observe(Windows.of(0, sighting(AMOUNT, WARNING)));
    book.observe(Windows.of(1, sighting(AMOUNT, WARNING), sighting(COUNTRY, WARNING)));
    try (AlertListeners again = open(received::add)) {
      assertThat(next().cause()).isEqualTo(AMOUNT);
      assertThat(next().cause()).isEqualTo(COUNTRY);
      awaitUpToDate(again);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void hasNoThreadAndNoJournalWithoutListeners() {
    try (AlertListeners delivery = open(Map.of())) {
      book.observe(Windows.of(0, sighting(AMOUNT, WARNING)));
      assertThat(delivery.statuses()).isEmpty();
      assertThat(medium.journals().names()).containsExactly(ModelJournals.Kind.ALERTS.of("fraud"));
    }
  }
}
