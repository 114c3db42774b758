package io.lifecycle4j.core.storms;

import static io.lifecycle4j.core.storms.KillKind.SNAPSHOT;
import static io.lifecycle4j.core.storms.KillKind.TRIM;

import io.lifecycle4j.crashkit.Appending;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalSnapshot;
import io.lifecycle4j.storage.spi.Medium;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

/** Writes to journals of each kind: shared, chained, owned, and a shared one that is trimmed. */
final class KillJournals {
  static final String SHARED = "log";
  static final String CHAINED = "chain";
  static final String TRIMMED = "cut";
  static final String OWNED = "own-";

  /** The slot of those who own the same journal in turn. */
  static final int FOUGHT = -1;

  private static final int IN_FLIGHT = 16;
  private static final int REMEMBERED = 500;

  private final KillNotes notes;
  private final Random random;
  private final int slot;
  private final Semaphore inFlight = new Semaphore(IN_FLIGHT);
  private final List<KillWrite> acknowledged = new ArrayList<>();
  private final Map<String, Journal> open = new HashMap<>();
  private Medium medium;

  /**
   * Creates the writer.
   *
   * @param slot tells the journals that are owned apart; {@link #FOUGHT} for one that all want
   */
  KillJournals(KillNotes notes, Random random, int slot, Medium medium) {
    this.notes = notes;
    this.random = random;
    this.slot = slot;
    this.medium = medium;
  }

  /** Goes on with another opening of the home. */
  void use(Medium next) {
    medium = next;
    open.clear();
  }

  void close() {
    open.values().forEach(Journal::close);
    open.clear();
  }

  static Journal open(Medium medium, String name) {
    if (name.startsWith(OWNED)) {
      return medium.journals().owned(name);
    }
    return name.equals(CHAINED) ? medium.journals().chained(name) : medium.journals().shared(name);
  }

  private Journal journal(String name) {
    return open.computeIfAbsent(name, key -> open(medium, key));
  }

  private String anyName() {
    return List.of(SHARED, CHAINED, TRIMMED, owned()).get(random.nextInt(4));
  }

  private String owned() {
    return OWNED + Math.max(0, slot);
  }

  /** Lets others have what all want. */
  private void giveUp() {
    if (slot == FOUGHT) {
      settle();
      Journal journal = open.remove(owned());
      if (journal != null) {
        journal.close();
      }
    }
  }

  private KillWrite intend(KillKind kind, long expected) {
    return intend(kind, anyName(), expected);
  }

  private KillWrite intend(KillKind kind, String name, long expected) {
    Durability durability = List.of(Durability.values()).get(random.nextInt(3));
    return notes.intend(kind, name, durability, 1 + random.nextInt(4), expected);
  }

  static Batch batch(KillWrite write) {
    return new Batch(
        KillText.token(write.worker(), write.number()),
        write.kind() == KillKind.COMPARE ? write.argument() : Batch.ANY,
        IntStream.range(0, write.size()).mapToObj(i -> write.text(i).bytes()).toList(),
        write.durability());
  }

  void append() {
    KillWrite write = intend(KillKind.APPEND, Batch.ANY);
    if (notes.make(write, made -> journal(made.target()).append(batch(made)))) {
      acknowledged.add(write);
      if (acknowledged.size() > REMEMBERED) {
        acknowledged.remove(0);
      }
    }
    giveUp();
  }

  void compare() {
    String name = List.of(SHARED, CHAINED, TRIMMED).get(random.nextInt(3));
    KillWrite write = intend(KillKind.COMPARE, name, journal(name).sequence());
    notes.make(write, made -> journal(name).append(batch(made)));
  }

  void resend() {
    List<KillWrite> kept = acknowledged.stream().filter(write -> !trimmed(write.target())).toList();
    if (!kept.isEmpty()) {
      KillWrite before = kept.get(random.nextInt(kept.size()));
      KillWrite again =
          notes.intend(KillKind.RESEND, before.target(), before.durability(), 0, before.number());
      notes.make(again, write -> journal(before.target()).append(batch(before)));
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // what becomes of it is noted when it is told
  void async() {
    inFlight.acquireUninterruptibly();
    KillWrite write = intend(KillKind.ASYNC, Batch.ANY);
    try {
      Appending.begin(journal(write.target()), batch(write))
          .whenComplete((sequence, failure) -> completed(write, sequence, failure));
    } catch (ConflictException | OverloadedException e) {
      inFlight.release();
      notes.refused(write);
    }
    giveUp();
  }

  /** A failure stays pending: what it left is anyone's guess. */
  private void completed(KillWrite write, Long sequence, Throwable failure) {
    if (failure == null) {
      notes.done(write, sequence);
    }
    inFlight.release();
  }

  /** Waits for what is under way. */
  void settle() {
    inFlight.acquireUninterruptibly(IN_FLIGHT);
    inFlight.release(IN_FLIGHT);
  }

  static boolean trimmed(String name) {
    return name.equals(TRIMMED) || name.startsWith(OWNED);
  }

  /** The argument is the sequence; the blob's text is that of the write. */
  void snapshot() {
    Journal journal = journal(TRIMMED);
    long sequence = journal.sequence();
    if (sequence > 0) {
      KillWrite write = notes.intend(SNAPSHOT, TRIMMED, Durability.POWER, 1, sequence);
      notes.make(
          write,
          made -> {
            BlobId state = medium.blobs().put(Content.of(made.text(0).bytes()));
            journal.snapshot(new JournalSnapshot(made.argument(), state));
            return 0;
          });
    }
  }

  /** The argument is the oldest entry to keep. */
  void trim() {
    String name = random.nextBoolean() || slot == FOUGHT ? TRIMMED : owned();
    Journal journal = journal(name);
    long end =
        name.equals(TRIMMED)
            ? journal.state().snapshot().map(JournalSnapshot::sequence).orElse(0L)
            : journal.sequence();
    long first = journal.state().first();
    if (end >= first) {
      long before = first + 1 + random.nextInt((int) (end - first + 1));
      KillWrite write = notes.intend(TRIM, name, Durability.POWER, 0, before);
      notes.make(
          write,
          made -> {
            journal.trim(made.argument());
            return 0;
          });
    }
  }
}
