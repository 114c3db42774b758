package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.LifecycleBuilder;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.AuditTrail;
import io.lifecycle4j.registry.EntrySigner;
import io.lifecycle4j.registry.ModelEvent;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A home whose entries are signed takes none without a signature, unless somebody ends that. */
@Timeout(60)
class SignedHomeTest {
  private static final String REFUSED =
      "Cannot add an entry to the audit trail: entries of this home must be signed, and this process"
          + " has no signer (open the home with Lifecycle.builder().signer(…); if nobody signs any"
          + " more, models().audit().endSigning(…))";

  @TempDir private Path directory;
  private final EntryKey key = new EntryKey("prod");

  @BeforeEach
  void begin() {
    in(
        key,
        home -> {
          try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
            model.train(Flowers.split(home, 1)); // entry 1
          }
        });
  }

  private Lifecycle open(@Nullable EntrySigner signer) {
    LifecycleBuilder builder = Lifecycle.builder().directory(directory);
    return Flowers.open(signer == null ? builder : builder.signer(signer));
  }

  /** Does something in a process that signs, or does not. */
  private void in(@Nullable EntrySigner signer, Consumer<Lifecycle> work) {
    try (Lifecycle home = open(signer)) {
      work.accept(home);
    }
  }

  private static AuditRecord say(Lifecycle home, String reason) {
    return home.models()
        .describe(home.models().version("species", 1))
        .tag("a", reason)
        .by(ALICE)
        .reason(reason)
        .commit();
  }

  private static AuditTrail audit(Lifecycle home) {
    return home.models().audit();
  }

  @Test
  void takesNothingFromAProcessWithoutASigner() {
    in(
        null,
        home -> {
          assertThatThrownBy(() -> say(home, "Two"))
              .isInstanceOf(ReadOnlyException.class)
              .hasMessage(REFUSED);
          assertThatThrownBy(() -> home.models().governed("species").lockPromotions(ALICE, "Sale"))
              .isInstanceOf(ReadOnlyException.class);
          assertThat(home.models().history("species")).hasSize(1);
        });
    in(key, home -> assertThat(audit(home).verify(key).sequence()).isEqualTo(1));
  }

  @Test
  void saysSoBeforeItTrains() {
    try (Lifecycle home = open(null)) {
      Split split = Flowers.split(home, 2);
      try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
        assertThatThrownBy(() -> model.train(split))
            .isInstanceOf(ReadOnlyException.class)
            .hasMessage(REFUSED);
      }
      assertThat(home.experiments().runs("species")).hasSize(1);
    }
  }

  @Test
  void takesAllAfterAnEndThatIsSignedAndNoneAfterItBeginsAgain() {
    in(key, home -> audit(home).endSigning(ALICE, "No module here"));
    in(null, home -> say(home, "Three"));
    in(key, home -> say(home, "Four")); // still signs
    in(null, home -> say(home, "Five"));
    in(key, home -> audit(home).beginSigning(ALICE, "The module is back"));
    in(
        null,
        home -> {
          assertThatThrownBy(() -> say(home, "Seven")).isInstanceOf(ReadOnlyException.class);
          assertThat(audit(home).verify(key).sequence()).isEqualTo(6);
          assertThat(audit(home).findUnsigned(key)).isEmpty();
          assertThat(home.models().history("species"))
              .extracting(record -> record.transition().toString())
              .contains(
                  "entries of the home need not be signed any more by alice: No module here",
                  "entries of the home must be signed by alice: The module is back");
        });
  }

  @Test
  void endsWithoutTheKeyAndIsVerifiedFromAnAgreedEntryOn() {
    in(
        null,
        home -> {
          audit(home).endSigning(ALICE, "The key is lost");
          say(home, "Three");
        });
    EntryKey next = new EntryKey("next");
    in(next, home -> audit(home).beginSigning(ALICE, "A new key"));
    in(
        null,
        home -> {
          assertThat(audit(home).findUnsigned((name, entry, signature) -> true))
              .containsExactly(2L, 3L);
          assertThatThrownBy(() -> audit(home).verify((name, entry, signature) -> true))
              .isInstanceOf(CorruptDataException.class)
              .hasMessageEndingWith(": entries 2, 3 are not signed");
          assertThat(audit(home).verify(next, 4).sequence()).isEqualTo(4);
        });
  }

  @Test
  void refusesWhatChangesNothing() {
    in(
        key,
        home -> {
          assertThatThrownBy(() -> audit(home).beginSigning(ALICE, "Again"))
              .isInstanceOf(ConflictException.class)
              .hasMessage("Cannot begin signing: entries of this home must be signed already");
          audit(home).endSigning(ALICE, "Enough");
          assertThatThrownBy(() -> audit(home).endSigning(ALICE, "Again"))
              .isInstanceOf(ConflictException.class)
              .hasMessage("Cannot end signing: entries of this home need not be signed");
        });
    in(
        null,
        home ->
            assertThatThrownBy(() -> audit(home).beginSigning(ALICE, "From here"))
                .isInstanceOf(ReadOnlyException.class)
                .hasMessage(REFUSED));
    try (Lifecycle empty = Flowers.inMemory()) {
      assertThatThrownBy(() -> audit(empty).endSigning(ALICE, "Early"))
          .isInstanceOf(NotFoundException.class)
          .hasMessage("Cannot set whether entries are signed: the home has no model");
    }
  }

  @Test
  void isReadWhileASignerWorks() throws Exception {
    CountDownLatch signs = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    EntrySigner slow =
        new EntrySigner() {
          @Override
          public String key() {
            return key.key();
          }

          @Override
          public byte[] sign(byte[] entry) {
            signs.countDown();
            awaitQuietly(done);
            return key.sign(entry);
          }
        };
    try (Lifecycle home = open(slow)) {
      FutureTask<AuditRecord> saying = new FutureTask<>(() -> say(home, "Two"));
      new Thread(saying).start();
      signs.await();
      BlockingQueue<ModelEvent> heard = new LinkedBlockingQueue<>();
      home.models().events().from(1).onEvent(heard::add); // refreshes
      assertThat(heard.poll(60, TimeUnit.SECONDS)).isNotNull();
      done.countDown();
      assertThat(saying.get().sequence()).isEqualTo(2);
      assertThat(audit(home).verify(key).sequence()).isEqualTo(2);
    } finally {
      done.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
