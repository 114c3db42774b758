package io.lifecycle4j.core.storms;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lifecycle4j.core.storms.KillWrite.Outcome;
import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.data.spi.VersionHeader;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalSnapshot;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Compares a whole home with what its writers noted down: acknowledged writes are present and
 * exact, pending ones whole or absent, and there is nothing else.
 */
public final class KillAudit {
  private static final List<String> JOURNALS =
      List.of(
          KillJournals.SHARED,
          KillJournals.CHAINED,
          KillJournals.TRIMMED,
          KillJournals.OWNED + 0,
          KillJournals.OWNED + 1);

  private final List<KillWrite> writes;
  private final Set<KillKind> kinds;
  private final Map<String, KillLedger> ledgers = new HashMap<>();
  private final Map<String, Integer> strong = new HashMap<>();

  /**
   * Creates an audit.
   *
   * @param writes all writes of all writers since the home was new, those of each in order
   * @param kinds what the medium can do
   */
  public KillAudit(List<KillWrite> writes, Set<KillKind> kinds) {
    this.writes = List.copyOf(writes);
    this.kinds = Set.copyOf(kinds);
  }

  /**
   * Compares, by reading alone.
   *
   * @param medium the home
   * @param earlier what an earlier audit found; empty if this is the first
   * @return what was found, by place
   */
  public Map<String, KillLedger> check(Medium medium, Map<String, KillLedger> earlier) {
    findStrong();
    checkResent();
    for (String name : JOURNALS) {
      check(journal(medium, name), write -> write.kind().appends() && write.target().equals(name));
    }
    checkNames(medium);
    checkStores(medium);
    new KillBlobAudit(writes, kinds, medium.blobs()).check();
    earlier.forEach((name, ledger) -> found(name).checkGrewFrom(ledger));
    return Map.copyOf(ledgers);
  }

  private KillLedger found(String name) {
    return ledgers.getOrDefault(name, new KillLedger(name, 1, List.of()));
  }

  private void check(KillLedger ledger, Predicate<KillWrite> here) {
    ledger.check(writes.stream().filter(here).toList(), this::must);
    ledgers.put(ledger.name(), ledger);
  }

  /** What was acknowledged must be there, in memory only if something stronger came behind it. */
  private boolean must(KillWrite write) {
    return write.acknowledged()
        && (write.durability() != Durability.MEMORY
            || write.number() < strongest(write, write.target())
            || write.number() < strongest(write, KillNotes.HOME));
  }

  private int strongest(KillWrite write, String target) {
    return strong.getOrDefault(write.worker() + " " + target, -1);
  }

  /** Remembers the last write of each worker to each place that carries what came before it. */
  private void findStrong() {
    for (KillWrite write : writes) {
      boolean adds = write.size() > 0 || write.kind() == KillKind.REOPEN;
      if (adds && write.acknowledged() && write.durability() != Durability.MEMORY) {
        String target = write.target().replace(KillStores.END, KillStores.RUN);
        strong.merge(write.worker() + " " + target, write.number(), Math::max);
      }
    }
  }

  /** What was sent again was told to be where it was. */
  private void checkResent() {
    Map<String, KillWrite> known = new HashMap<>();
    writes.forEach(write -> known.put(write.key(), write));
    for (KillWrite write : writes) {
      if (write.kind() == KillKind.RESEND && write.acknowledged()) {
        KillWrite before = known.get(write.worker() + "." + write.argument());
        if (before == null || write.result() != before.result()) {
          throw new AssertionError("Sent again, " + before + " was " + write.result());
        }
      }
    }
  }

  private KillLedger journal(Medium medium, String name) {
    long first = first(medium, name);
    List<KillText> texts = new ArrayList<>();
    for (JournalEntry entry : medium.journals().read(name, first)) {
      String text = new String(entry.payload(), US_ASCII);
      KillText label = KillText.parse(text);
      if (entry.sequence() != first + texts.size() || !text.equals(label.text())) {
        throw new AssertionError(name + ": entry " + entry.sequence() + " is not " + label);
      }
      texts.add(label);
    }
    return new KillLedger(name, first, texts);
  }

  /** Finds the oldest entry, which is where somebody trimmed, and not before what had to go. */
  private long first(Medium medium, String name) {
    Set<Long> possible = new TreeSet<>(Set.of(1L));
    long wanted = 1;
    for (KillWrite write : writes) {
      if (write.kind() == KillKind.TRIM
          && write.target().equals(name)
          && write.outcome() != Outcome.REFUSED) {
        possible.add(write.argument());
        wanted = write.acknowledged() ? Math.max(wanted, write.argument()) : wanted;
      }
    }
    for (long first : possible) {
      try {
        medium.journals().read(name, first, entry -> {});
        if (first < wanted) {
          throw new AssertionError(name + ": begins with " + first + ", trimmed to " + wanted);
        }
        return first;
      } catch (NotFoundException e) {
        // trimmed further
      }
    }
    throw new AssertionError(name + ": trimmed further than " + possible);
  }

  private void checkNames(Medium medium) {
    for (String name : medium.journals().names()) {
      if (!JOURNALS.contains(name) && !name.matches("runs|run-[0-9a-z]{16}|datasets|registry")) {
        throw new AssertionError("Nobody wrote a journal " + name);
      }
      medium.journals().maintenance().verify(name, VerifyDepth.HASH);
    }
  }

  private void checkStores(Medium medium) {
    List<KillText> versions = new ArrayList<>();
    for (VersionHeader version : KillStores.datasets(medium).versions(KillStores.DATASET)) {
      versions.add(KillText.parse(version.summary().message()));
    }
    checkStore(KillStores.DATASET, versions, Set.of(KillKind.COMMIT));
    List<KillText> trail = new ArrayList<>();
    OptionalInt production = OptionalInt.empty();
    for (AuditRecord record : KillStores.registry(medium).history(KillStores.MODEL)) {
      Optional<AliasMoved> move = record.transition().find(AliasMoved.class);
      if (move.isPresent() && !move.get().from().equals(production)) {
        throw new AssertionError("Not from " + production + ": " + record);
      }
      production = move.map(to -> OptionalInt.of(to.version())).orElse(production);
      trail.add(KillText.parse(record.transition().reason()));
    }
    checkStore(KillStores.MODEL, trail, Set.of(KillKind.REGISTER, KillKind.PROMOTE));
    checkRuns(Tracking.over(medium));
  }

  private void checkStore(String name, List<KillText> texts, Set<KillKind> here) {
    check(
        new KillLedger(name, 1, texts),
        write -> here.contains(write.kind()) && write.target().equals(name));
  }

  private void checkRuns(ExperimentTracker tracker) {
    List<KillText> runs = new ArrayList<>();
    RunQuery.Builder query = RunQuery.builder().experiment(KillStores.EXPERIMENT);
    for (RunRecord record : Tracking.search(tracker, query)) {
      KillText run = KillText.parse(record.info().id());
      runs.add(run);
      List<KillText> points = new ArrayList<>();
      for (MetricPoint point : tracker.history(run.label(), KillStores.METRIC).points()) {
        int index = (int) (point.step() % 1_000);
        int size = (int) (point.step() / 1_000);
        points.add(new KillText(run.worker(), (int) point.value(), index, size));
      }
      checkStore(KillStores.RUN + run.label(), points, Set.of(KillKind.LOG));
      List<KillText> end =
          record.end().filter(how -> how.status() == RunStatus.FAILED).map(RunEnd::cause).stream()
              .map(KillText::parse)
              .toList();
      checkStore(KillStores.END + run.label(), end, Set.of(KillKind.END));
    }
    checkStore(KillStores.EXPERIMENT, runs, Set.of(KillKind.START));
  }

  /**
   * Compares what only an opened journal tells: where it begins, its snapshot, its chain.
   *
   * @param medium the home; opened for writing
   */
  public void checkOpened(Medium medium) {
    for (String name : JOURNALS) {
      KillLedger ledger = found(name);
      try (Journal journal = KillJournals.open(medium, name)) {
        long end = ledger.first() + ledger.texts().size() - 1;
        if (journal.sequence() != end) {
          throw new AssertionError(name + ": ends with " + journal.sequence() + ", not " + end);
        }
        if (kinds.contains(KillKind.TRIM) && journal.state().first() != ledger.first()) {
          throw new AssertionError(
              name + ": begins with " + journal.state().first() + ", " + ledger.first());
        }
        if (kinds.contains(KillKind.SNAPSHOT)) {
          checkSnapshot(medium, name, end, journal.state().snapshot());
        }
      }
    }
  }

  private void checkSnapshot(
      Medium medium, String name, long end, Optional<JournalSnapshot> snapshot) {
    List<KillWrite> taken =
        writes.stream()
            .filter(write -> write.kind() == KillKind.SNAPSHOT && write.target().equals(name))
            .filter(write -> write.outcome() != Outcome.REFUSED)
            .toList();
    long wanted =
        taken.stream()
            .filter(KillWrite::acknowledged)
            .mapToLong(KillWrite::argument)
            .max()
            .orElse(0);
    long found = snapshot.map(JournalSnapshot::sequence).orElse(0L);
    if (found < wanted || found > end) {
      throw new AssertionError(name + ": snapshot of " + found + ", not " + wanted + " to " + end);
    }
    if (snapshot.isPresent()) {
      byte[] state = medium.blobs().read(snapshot.get().blob());
      if (taken.stream()
          .noneMatch(
              write ->
                  write.argument() == found
                      && write.text(0).text().equals(new String(state, US_ASCII)))) {
        throw new AssertionError(name + ": nobody recorded the snapshot of " + found);
      }
    }
  }
}
