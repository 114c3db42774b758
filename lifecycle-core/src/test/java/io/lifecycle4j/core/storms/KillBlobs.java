package io.lifecycle4j.core.storms;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Puts blobs, sets them aside, brings them back and deletes them. */
final class KillBlobs {
  static final String TARGET = "blobs";

  /** Later than anything is put, since what was put since is not quarantined. */
  private static final Instant ASIDE = Instant.parse("2126-01-02T03:04:05Z");

  private static final Instant LATER = ASIDE.plusSeconds(1);

  private final KillNotes notes;
  private final Random random;
  private final List<KillWrite> stored = new ArrayList<>();
  private final List<KillWrite> aside = new ArrayList<>();
  private Medium medium;

  KillBlobs(KillNotes notes, Random random, Medium medium) {
    this.notes = notes;
    this.random = random;
    this.medium = medium;
  }

  void use(Medium next) {
    medium = next;
  }

  /** The name that a blob must get, by an implementation other than the one under test. */
  static BlobId id(KillWrite write, int index) {
    return Fixtures.hash(write.text(index).bytes());
  }

  private static Content content(KillWrite write, int index) {
    return Content.of(write.text(index).bytes());
  }

  void put() {
    KillWrite write = intend(KillKind.BLOB, 1, 0);
    notes.make(write, made -> same(List.of(id(made, 0)), List.of(put(made))));
    stored.add(write);
  }

  private BlobId put(KillWrite write) {
    return medium.blobs().put(content(write, 0));
  }

  void putAll() {
    KillWrite write = intend(KillKind.PUT_ALL, 1 + random.nextInt(6), 0);
    notes.make(write, made -> same(ids(made), medium.blobs().putAll(contents(made))));
    stored.add(write);
  }

  private static List<BlobId> ids(KillWrite write) {
    return IntStream.range(0, write.size()).mapToObj(i -> id(write, i)).toList();
  }

  private static List<Content> contents(KillWrite write) {
    return IntStream.range(0, write.size()).mapToObj(i -> content(write, i)).toList();
  }

  private static long same(List<BlobId> wanted, List<BlobId> got) {
    if (!wanted.equals(got)) {
      throw new AssertionError("Blobs were named " + got + " (must be " + wanted + ")");
    }
    return 0;
  }

  private KillWrite intend(KillKind kind, int size, long argument) {
    return notes.intend(kind, TARGET, Durability.POWER, size, argument);
  }

  /** The argument is the write whose first blob is quarantined. */
  void quarantine() {
    if (stored.isEmpty()) {
      put(); // as many lives as can come so far
    }
    KillWrite before = stored.remove(random.nextInt(stored.size()));
    KillWrite write = intend(KillKind.QUARANTINE, 0, before.number());
    notes.make(
        write,
        made -> medium.blobs().maintenance().quarantine(List.of(id(before, 0)), ASIDE).size());
    aside.add(before);
  }

  /** The argument is the write whose first blob is brought back. */
  void restore() {
    if (aside.isEmpty()) {
      quarantine();
    }
    KillWrite before = aside.remove(random.nextInt(aside.size()));
    KillWrite write = intend(KillKind.RESTORE, 0, before.number());
    notes.make(
        write,
        made -> {
          medium.blobs().maintenance().restore(id(before, 0));
          return 0;
        });
  }

  void purge() {
    KillWrite write = intend(KillKind.PURGE, 0, 0);
    notes.make(write, made -> medium.blobs().maintenance().purge(LATER).size());
  }
}
