package io.lifecycle4j.core.maintenance;

import io.lifecycle4j.core.data.ProgressReporter;
import io.lifecycle4j.core.storage.HomeFeatures;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.DataProgress.Phase;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.maintenance.Amount;
import io.lifecycle4j.maintenance.VerifyReport;
import io.lifecycle4j.maintenance.VerifyReport.Damage;
import io.lifecycle4j.maintenance.VerifyReport.Damage.Kind;
import io.lifecycle4j.maintenance.VerifyReport.Unverified;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.BlobArea;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One verification: of all or a share of the blobs and journals, and of everything needed. */
final class Verification {
  private static final String DOING = "verify the home";

  private final Medium home;
  private final List<BlobArea> areas;
  private final JournalStore journals;
  private final References references;
  private final VerifyDepth depth;

  private final ProgressReporter telling;

  private final List<Listed> allBlobs;
  private final List<String> allJournals;

  private final Map<String, String> badBlobs = new TreeMap<>();
  private final Map<String, String> badJournals = new TreeMap<>();
  private @Nullable String unlisted;
  private Amount seen = Amount.NONE;
  private int seenJournals;

  /** The blobs and bytes to verify in all. */
  private Amount total = Amount.NONE;

  /**
   * A blob to be verified.
   *
   * @param area where it is stored
   * @param bytes its length, 0 if unknown
   */
  private record Listed(BlobArea area, BlobId id, long bytes) {
    static final Comparator<Listed> BY_NAME = Comparator.comparing(Listed::name);

    String name() {
      return id.sha256();
    }
  }

  Verification(
      Medium home,
      References references,
      VerifyDepth depth,
      @Nullable Consumer<? super DataProgress> listener) {
    this.home = home;
    this.areas = HomeFeatures.areas(home);
    this.journals = home.journals();
    this.references = references;
    this.depth = depth;
    this.telling = new ProgressReporter(listener, this::state);
    this.allBlobs = list();
    this.allJournals = journals.names();
  }

  private List<Unverified> unverified(Reached reached) {
    return Stream.of(
            new Unverified(Unverified.Kind.OTHER_STORE, outOfReach(reached)),
            new Unverified(Unverified.Kind.REFERENCED_FILES, reached.outside()))
        .filter(part -> part.amount().blobs() > 0)
        .toList();
  }

  /** Returns what lies in stores that were not given. */
  private Amount outOfReach(Reached reached) {
    Amount sum = Amount.NONE;
    for (BlobArea area : areas) {
      for (BlobArea.Holder holder : holders(area, reached).values()) {
        sum = area.isOpen() ? sum : sum.plus(holder.bytes());
      }
    }
    return sum;
  }

  /**
   * Returns no holders if the journal that locates them is corrupt: its own verification reports
   * that.
   */
  private static Map<BlobId, BlobArea.Holder> holders(BlobArea area, Reached reached) {
    try {
      return area.holders(reached.blobs());
    } catch (CorruptDataException | ReadOnlyException e) {
      return Map.of();
    }
  }

  /** Lists all blobs. If a corrupt pack prevents that, returns the needed blobs. */
  private List<Listed> list() {
    BlobArea own = areas.get(0);
    Map<BlobId, Listed> all = new LinkedHashMap<>();
    try {
      own.list(blob -> all.put(blob.id(), new Listed(own, blob.id(), blob.bytes())));
    } catch (CorruptDataException e) {
      unlisted = message(e);
      all.clear();
      Reached.in(references).blobs().forEach(id -> all.put(id, new Listed(own, id, 0)));
    }
    areas.stream().skip(1).filter(BlobArea::isOpen).forEach(area -> list(area, all));
    return all.values().stream().sorted(Listed.BY_NAME).toList();
  }

  private static void list(BlobArea area, Map<BlobId, Listed> all) {
    try {
      area.list(blob -> all.put(blob.id(), new Listed(area, blob.id(), blob.bytes())));
    } catch (CorruptDataException | ReadOnlyException e) {
      all.values().removeIf(listed -> listed.area() == area); // reported with its journal, as above
    }
  }

  VerifyReport all() {
    return range(0, total());
  }

  /**
   * Continues where the last verification of this depth ended, or at the beginning after the end.
   */
  VerifyReport next(double share, Instant now) {
    VerifyCursor cursor = new VerifyCursor(journals);
    int reached = cursor.last(depth).map(this::behind).orElse(0);
    int from = reached == total() ? 0 : reached;
    int to = (int) Math.min(total(), from + (long) Math.ceil(share * total()));
    VerifyReport report = range(from, to);
    if (to > allBlobs.size()) {
      cursor.reached(depth, "journal", allJournals.get(to - allBlobs.size() - 1), now);
    } else if (to > 0) {
      cursor.reached(depth, "blob", allBlobs.get(to - 1).name(), now);
    }
    return report;
  }

  private int total() {
    return allBlobs.size() + allJournals.size();
  }

  /** Returns the position after the last verified part, which may no longer exist. */
  private int behind(VerifyCursor.Line last) {
    boolean journal = last.part().equals("journal");
    List<String> names = journal ? allJournals : allBlobs.stream().map(Listed::name).toList();
    int place = Collections.binarySearch(names, last.name());
    int behind = place >= 0 ? place + 1 : -place - 1;
    return journal ? allBlobs.size() + behind : behind;
  }

  private VerifyReport range(int from, int to) {
    for (int place = from; place < Math.min(to, allBlobs.size()); place++) {
      total = total.plus(allBlobs.get(place).bytes());
    }
    telling.now();
    for (int place = from; place < to; place++) {
      Interrupts.check(DOING);
      if (place < allBlobs.size()) {
        look(allBlobs.get(place));
      } else {
        look(allJournals.get(place - allBlobs.size()));
      }
      telling.inTime();
    }
    telling.now();
    Reached reached = Reached.in(references);
    List<Damage> damage = damage(reached);
    double share = total() == 0 ? 1 : (double) (to - from) / total();
    return new VerifyReport(
        depth,
        seenJournals,
        seen,
        share,
        damage,
        journals.maintenance().recoveries(),
        unverified(reached));
  }

  private DataProgress state() {
    long bytes = Math.min(seen.bytes(), total.bytes());
    return new DataProgress(
        Phase.VERIFYING, seen.blobs(), total.blobs(), bytes, total.bytes(), 0, 0);
  }

  private void look(Listed blob) {
    BlobId id = blob.id();
    try {
      blob.area().blobs().maintenance().verify(id, depth);
      seen = seen.plus(blob.area().blobs().size(id));
    } catch (NotFoundException e) {
      return; // collected after it was listed; if it is needed, it is reported missing below
    } catch (OperationInterruptedException e) {
      throw e;
    } catch (LifecycleException e) {
      seen = seen.plus(0);
      badBlobs.put(id.sha256(), message(e));
    }
  }

  private void look(String journal) {
    seenJournals++;
    try {
      journals.maintenance().verify(journal, depth);
    } catch (OperationInterruptedException e) {
      throw e;
    } catch (LifecycleException e) {
      badJournals.put(journal, message(e));
    }
  }

  private static String message(LifecycleException e) {
    return String.valueOf(e.getMessage());
  }

  private List<Damage> damage(Reached reached) {
    Map<String, String> missing = new TreeMap<>();
    reached.blobs().forEach(id -> lookFor(id, missing));
    Map<String, LifecycleException> unreadable = reached.damaged();
    boolean good = missing.isEmpty() && unreadable.isEmpty() && unlisted == null;
    if (good && badBlobs.isEmpty() && badJournals.isEmpty()) {
      return List.of();
    }
    areas.get(0).blobs().maintenance().quarantined().stream()
        .map(blob -> blob.id().sha256())
        .filter(missing::containsKey)
        .forEach(
            id ->
                missing.put(
                    id, "It is in quarantine, though it is needed: a collection puts it back"));
    Reached again = Reached.in(references); // a version may have been purged in the meantime
    missing.keySet().removeIf(id -> !again.blobs().contains(new BlobId(id)));
    unreadable.keySet().retainAll(again.damaged().keySet());
    BlastRadius radius = new BlastRadius();
    references.walk(radius);
    for (BlobArea area : areas) {
      holders(area, reached).forEach((id, holder) -> radius.holds(holder.id(), id));
    }
    radius.add(Kind.BLOB, badBlobs);
    radius.add(Kind.MISSING_BLOB, missing);
    radius.add(Kind.JOURNAL, badJournals);
    unreadable.forEach((what, why) -> radius.addUnreadable(what, message(why)));
    if (unlisted != null) {
      radius.addUnreadable("list of blobs", unlisted);
    }
    return radius.damage();
  }

  private void lookFor(BlobId id, Map<String, String> missing) {
    try {
      if (!home.blobs().contains(id)) {
        missing.put(id.sha256(), "It is needed, but not stored");
      }
    } catch (CorruptDataException e) {
      badBlobs.putIfAbsent(id.sha256(), message(e)); // the pack that may hold it is corrupt
    }
  }
}
