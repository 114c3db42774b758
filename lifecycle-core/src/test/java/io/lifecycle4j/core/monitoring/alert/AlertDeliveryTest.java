package io.lifecycle4j.core.monitoring.alert;

import static io.lifecycle4j.core.monitoring.alert.Windows.AMOUNT;
import static io.lifecycle4j.core.monitoring.alert.Windows.COUNTRY;
import static io.lifecycle4j.core.monitoring.alert.Windows.quiet;
import static io.lifecycle4j.core.monitoring.alert.Windows.sighting;
import static io.lifecycle4j.monitoring.AlertSeverity.CRITICAL;
import static io.lifecycle4j.monitoring.AlertSeverity.WARNING;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.ModelJournals;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.monitoring.Alert;
import io.lifecycle4j.monitoring.AlertPolicy;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Alerts reach listeners at least once, in one process, also after a crash. */
class AlertDeliveryTest {
  private static final AlertPolicy POLICY = AlertPolicy.builder().clearAfter(1).build();

  private final Medium medium = Media.memory();
  private final AlertBook book = new AlertBook(medium, "fraud", () -> Fixtures.TIME, POLICY);
  private final BlockingQueue<Alert> received = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    book.close();
    medium.close();
  }

  private AlertDelivery open(Consumer<? super Alert> listener) {
    return open(List.of(listener));
  }

  private AlertDelivery open(List<Consumer<? super Alert>> listeners) {
    AlertDelivery delivery = new AlertDelivery(medium, "fraud", book, listeners);
    delivery.open();
    return delivery;
  }

  private void observe(AlertDelivery delivery, Observed window) {
    book.observe(window);
    delivery.wake();
  }

  private Alert next() throws InterruptedException {
    @Nullable Alert next = received.poll(60, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  @Test
  void deliversAnAlertWhenItIsOpenedBecomesGraverAndIsCleared() throws InterruptedException {
    try (AlertDelivery delivery = open(received::add)) {
      observe(delivery, Windows.of(0, sighting(AMOUNT, WARNING)));
      Alert opened = next();
      assertThat(opened.isOpen()).isTrue();
      observe(delivery, Windows.of(1, sighting(AMOUNT, WARNING)));
      observe(delivery, Windows.of(2, sighting(AMOUNT, CRITICAL)));
      Alert graver = next();
      assertThat(graver.severity()).isEqualTo(CRITICAL);
      assertThat(graver.revision()).isGreaterThan(opened.revision());
      observe(delivery, quiet(3));
      assertThat(next().state()).isEqualTo(Alert.State.CLEARED);
    }
    assertThat(received).isEmpty();
  }

  @Test
  void deliversAfterARestartWhatWasDecidedBefore() throws InterruptedException {
    book.observe(Windows.of(0, sighting(AMOUNT, WARNING))); // before there were listeners
    open(received::add).close();
    book.observe(Windows.of(1, sighting(AMOUNT, WARNING), sighting(COUNTRY, WARNING)));
    try (AlertDelivery delivery = open(received::add)) {
      assertThat(next().cause()).isEqualTo(COUNTRY);
      observe(delivery, quiet(2));
      assertThat(List.of(next().cause(), next().cause()))
          .containsExactlyInAnyOrder(AMOUNT, COUNTRY);
    }
    assertThat(received).isEmpty();
  }

  @Test
  void deliversBothAlertsOfAWindowThoughItIsClosedBetweenThem() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    AlertDelivery[] first = new AlertDelivery[1];
    first[0] =
        new AlertDelivery(
            medium,
            "fraud",
            book,
            List.of(
                alert -> {
                  first[0].close(); // returns at once, since a listener calls it
                  received.add(alert);
                  inside.countDown();
                }));
    first[0].open();
    observe(first[0], Windows.of(0, sighting(AMOUNT, WARNING), sighting(COUNTRY, WARNING)));
    assertThat(inside.await(60, TimeUnit.SECONDS)).isTrue();
    Alert one = next();
    try (AlertDelivery second = open(received::add)) {
      second.wake();
      assertThat(List.of(next().cause(), next().cause())) // at least once
          .containsExactlyInAnyOrder(AMOUNT, COUNTRY)
          .contains(one.cause());
    }
  }

  @Test
  void deliversInOneOfSeveralProcesses() throws InterruptedException {
    AlertDelivery delivery = open(received::add);
    try (AlertDelivery standingBy = open(received::add)) {
      book.observe(Windows.of(0, sighting(AMOUNT, WARNING)));
      standingBy.wake();
      delivery.wake();
      next();
      book.observe(quiet(1));
      delivery.close(); // the other one takes over within a second
      assertThat(next().state()).isEqualTo(Alert.State.CLEARED);
    }
    assertThat(received).isEmpty();
  }

  @Test
  void triesAgainWithTheListenerThatThrew() throws InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    BlockingQueue<Alert> before = new LinkedBlockingQueue<>();
    Consumer<Alert> failing =
        alert -> {
          if (calls.incrementAndGet() == 1) {
            throw new OverloadedException("Down", Duration.ZERO);
          }
          received.add(alert);
        };
    try (AlertDelivery delivery = open(List.of(before::add, failing))) {
      observe(delivery, Windows.of(0, sighting(AMOUNT, WARNING)));
      next();
    }
    assertThat(calls).hasValue(2);
    assertThat(before).hasSize(1); // those that took it are not called again
  }

  @Test
  void deliversToOthersWhileAListenerThrows() throws InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    Consumer<Alert> failing =
        alert -> {
          calls.incrementAndGet();
          throw new OverloadedException("Down", Duration.ofHours(1));
        };
    try (AlertDelivery delivery = open(List.of(failing, received::add))) {
      observe(delivery, Windows.of(0, sighting(AMOUNT, WARNING)));
      assertThat(next().isOpen()).isTrue();
      observe(delivery, Windows.of(1, sighting(AMOUNT, WARNING), sighting(COUNTRY, WARNING)));
      assertThat(next().cause()).isEqualTo(COUNTRY);
    }
    assertThat(calls).as("it is not called again for a while").hasValue(1);
    AlertDelivery again = open(received::add); // the position was not advanced
    try {
      assertThat(List.of(next().cause(), next().cause()))
          .containsExactlyInAnyOrder(AMOUNT, COUNTRY);
    } finally {
      again.close();
    }
    assertThat(received).isEmpty();
  }

  @Test
  void hasNoThreadAndNoJournalWithoutListeners() {
    try (AlertDelivery delivery = open(List.of())) {
      observe(delivery, Windows.of(0, sighting(AMOUNT, WARNING)));
      assertThat(medium.journals().names()).containsExactly(ModelJournals.Kind.ALERTS.of("fraud"));
    }
  }
}
