package io.lifecycle4j.core.storms;

import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Medium;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A random, but repeatable, order of all public writes. */
final class KillWorkload implements AutoCloseable {
  /** Several times as often as the most frequent kind: what is missing is what it waits for. */
  private static final int PREFERRED = 60;

  private final KillNotes notes;
  private final Random random;
  private final Supplier<Medium> home;
  private final KillJournals journals;
  private final KillBlobs blobs;
  private final Map<KillKind, Runnable> steps = new EnumMap<>(KillKind.class);
  private final List<KillKind> choice = new ArrayList<>();
  private Medium medium;

  /** Made by its first write: a process that makes none starts faster without. */
  private @Nullable KillStores stores;

  /**
   * Opens the home.
   *
   * @param home opens it
   * @param notes where writes are noted down
   * @param seed chooses the writes
   * @param slot tells writers apart that own journals at the same time
   * @param kinds what may be written
   */
  KillWorkload(Supplier<Medium> home, KillNotes notes, long seed, int slot, Set<KillKind> kinds) {
    this.home = home;
    this.notes = notes;
    random = new Random(seed);
    medium = home.get();
    journals = new KillJournals(notes, random, slot, medium);
    blobs = new KillBlobs(notes, random, medium);
    addSteps();
    steps.keySet().retainAll(kinds);
    for (KillKind kind : steps.keySet()) {
      choice.addAll(Collections.nCopies(kind.weight(), kind));
    }
  }

  private void addSteps() {
    steps.put(KillKind.APPEND, journals::append);
    steps.put(KillKind.ASYNC, journals::async);
    steps.put(KillKind.COMPARE, journals::compare);
    steps.put(KillKind.RESEND, journals::resend);
    steps.put(KillKind.SNAPSHOT, journals::snapshot);
    steps.put(KillKind.TRIM, journals::trim);
    steps.put(KillKind.BLOB, blobs::put);
    steps.put(KillKind.PUT_ALL, blobs::putAll);
    steps.put(KillKind.QUARANTINE, blobs::quarantine);
    steps.put(KillKind.RESTORE, blobs::restore);
    steps.put(KillKind.PURGE, blobs::purge);
    steps.put(KillKind.COMMIT, () -> stores().commit());
    steps.put(KillKind.START, () -> stores().start());
    steps.put(KillKind.LOG, () -> stores().log());
    steps.put(KillKind.END, () -> stores().end());
    steps.put(KillKind.REGISTER, () -> stores().register());
    steps.put(KillKind.PROMOTE, () -> stores().promote());
    steps.put(KillKind.REOPEN, this::reopen);
  }

  /** Makes some of its kinds of writes more often than their weights say. */
  void prefer(Set<KillKind> kinds) {
    for (KillKind kind : kinds) {
      if (steps.containsKey(kind)) {
        choice.addAll(Collections.nCopies(PREFERRED, kind));
      }
    }
  }

  private KillStores stores() {
    KillStores known = stores;
    if (known == null) {
      known = new KillStores(notes, random, medium);
      stores = known;
    }
    return known;
  }

  /** Makes writes until so many were tried. */
  void run(int writes) {
    while (notes.next() < writes) {
      step();
    }
    settle();
  }

  /** Waits for what is under way. */
  void settle() {
    journals.settle();
  }

  /** Makes one write, or none if there is nothing to make it to. */
  void step() {
    KillKind kind = choice.get(random.nextInt(choice.size()));
    Objects.requireNonNull(steps.get(kind)).run();
  }

  private void reopen() {
    journals.settle();
    KillWrite write = notes.intend(KillKind.REOPEN, KillNotes.HOME, Durability.POWER, 0, 0);
    medium.close();
    notes.done(write, 0);
    medium = home.get();
    journals.use(medium);
    blobs.use(medium);
    if (stores != null) {
      stores.use(medium);
    }
  }

  /** Gives up what it owns; the home stays open. */
  void release() {
    journals.close();
  }

  @Override
  public void close() {
    medium.close();
  }
}
