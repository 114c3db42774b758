package io.lifecycle4j.core.delivery;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.storage.FormatVectors;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.registry.ModelEvent;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long delivery waits, and what it gives up, by a clock that the test moves. */
class DeliveryLoopTest {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final Medium medium = Media.memory();
  private final ModelRegistry registry = Registries.over(medium, () -> Fixtures.TIME);
  private final DeliverySource<ModelEvent> source = Registries.events(registry, medium);
  private final List<Long> heard = new ArrayList<>();
  private @Nullable RuntimeException failure;
  private DeliveryPosition kept = DeliveryPosition.at("slack", 1);
  private long nanos = 1;
  private boolean closed;

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
    registry.close();
    medium.close();
  }

  private DeliveryLoop<ModelEvent> delivery(int attempts) {
    DeliverySettings<ModelEvent> how =
        new DeliverySettings<>(
            "Subscription slack",
            "slack",
            "events-slack",
            medium.journals(),
            null,
            event -> true,
            new DeliverySettings.Retries(attempts, FIRST, LONGEST, FIRST),
            () -> Fixtures.TIME,
            () -> nanos);
    return new DeliveryLoop<>(
        source, how, this::hear, () -> closed, (position, tries, why) -> kept = position, kept);
  }

  private void hear(ModelEvent event) {
    heard.add(event.sequence());
    if (failure != null) {
      throw failure;
    }
  }

  private Duration fail(DeliveryLoop<ModelEvent> delivery) {
    Duration pause = delivery.next();
    assertThat(pause).isNotNull();
    nanos += pause.toNanos();
    return pause;
  }

  @Test
  void waitsTwiceAsLongAfterEachFailureAndNotAlwaysTheSame() {
    failure = new IllegalStateException("down");
    DeliveryLoop<ModelEvent> delivery = delivery(100);
    List<Double> shares = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      double whole = Math.min((double) LONGEST.toNanos(), FIRST.toNanos() * Math.pow(2, i));
      shares.add(fail(delivery).toNanos() / whole);
    }
    assertThat(shares).allSatisfy(share -> assertThat(share).isBetween(0.5, 1.0));
    assertThat(shares).doesNotHaveDuplicates();
    assertThat(heard).hasSize(10).containsOnly(1L);
  }

  @Test
  void doesNotTryBeforeItIsTime() {
    failure = new IllegalStateException("down");
    DeliveryLoop<ModelEvent> delivery = delivery(100);
    long pause = requireNonNull(delivery.next()).toNanos();
    nanos += pause - 1;
    assertThat(delivery.next()).isEqualTo(Duration.ofNanos(1));
    assertThat(heard).hasSize(1);
    nanos++;
    failure = null;
    assertThat(delivery.next()).isNull();
    assertThat(heard).containsExactly(1L, 1L, 2L, 3L);
    assertThat(kept.sequence()).isEqualTo(4);
  }

  @Test
  void waitsAsLongAsItIsAskedToWithinABound() {
    DeliveryLoop<ModelEvent> delivery = delivery(100);
    failure = new OverloadedException("busy", Duration.ofSeconds(30));
    assertThat(fail(delivery)).isEqualTo(Duration.ofSeconds(30));
    failure = new OverloadedException("busy", Duration.ofDays(30));
    assertThat(fail(delivery)).isEqualTo(LONGEST);
  }

  @Test
  void skipsNoMoreThanItStores() {
    int most = DeliveryLoop.MOST_SKIPPED;
    ModelManifest manifest =
        Fixtures.model(registry.put(new NamedContent("w", Content.of("weights"))));
    for (int i = 3; i < most + 2; i++) {
      registry.register("fraud", manifest, Fixtures.ALICE, "trained");
    }
    failure = new IllegalStateException("down");
    DeliveryLoop<ModelEvent> delivery = delivery(1);
    while (kept.undelivered().size() < most) {
      delivery.next();
    }
    fail(delivery);
    fail(delivery);
    assertThat(kept.undelivered()).hasSize(most);
    assertThat(kept.sequence()).as("held up").isEqualTo(most + 1);
    assertThat(heard).endsWith(most + 1L, most + 1L);

    failure = null;
    delivery.retry();
    assertThat(kept.undelivered()).isEmpty();
    delivery.next();
    assertThat(heard).endsWith(most - 1L, most + 0L, most + 1L, most + 2L);
  }

  @Test
  void countsNoFailureOnceItIsClosed() {
    failure = new IllegalStateException("interrupted");
    DeliveryLoop<ModelEvent> delivery = delivery(1);
    closed = true;
    assertThat(delivery.next()).isNull();
    assertThat(heard).isEmpty();
    assertThat(kept.undelivered()).isEmpty();
  }

  @Test
  void stopsBeforeAnEntryThatItCannotRead() {
    String line = requireNonNull(FormatVectors.entries("registry").get("rolled_back"));
    append(line, text -> text.replaceFirst("\"v\":1}$", "\"v\":2}"));
    DeliveryLoop<ModelEvent> delivery = delivery(1);
    assertThatThrownBy(delivery::next)
        .isInstanceOf(ReadOnlyException.class)
        .hasMessageStartingWith("Cannot deliver registry entry 4: ");
    assertThat(heard).containsExactly(1L, 2L, 3L);
    assertThat(delivery.position().sequence()).isEqualTo(4);
  }

  @Test
  void keepsItsPositionAsTheFormatSays() {
    String line = requireNonNull(FormatVectors.entries("events-ID").get("position"));
    DeliveryPosition position = DeliveryPosition.read(new JournalEntry(1, Fixtures.utf8(line)));
    assertThat(position.sequence()).isEqualTo(43);
    assertThat(position.undelivered()).hasSize(1);
    assertThat(new String(position.write(), StandardCharsets.UTF_8)).isEqualTo(line);
  }

  private void append(String line, UnaryOperator<String> change) {
    try (Journal journal = medium.journals().chained("registry")) {
      byte[] payload = Fixtures.utf8(change.apply(line));
      journal.append(new Batch(Ids.token(), Batch.ANY, List.of(payload), Durability.POWER));
    }
  }
}
