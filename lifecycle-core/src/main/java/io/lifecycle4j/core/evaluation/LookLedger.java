package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.core.data.HashedRows;
import io.lifecycle4j.core.evaluation.FalsePromotions.Expense;
import io.lifecycle4j.core.model.ModelForms;
import io.lifecycle4j.core.storage.Fold;
import io.lifecycle4j.core.storage.Fold.Decision;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.evaluation.EvaluatedRows;
import io.lifecycle4j.evaluation.HoldoutLook;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The looks at holdouts, in the journal {@code holdouts}. Thread-safe. */
final class LookLedger implements References {
  private static final Logger LOG = LoggerFactory.getLogger(LookLedger.class);

  private static final String JOURNAL = "holdouts";

  private final Medium medium;
  private @Nullable Fold<List<Line>> lines;

  LookLedger(Medium medium) {
    this.medium = medium;
  }

  /**
   * An entry, as stored.
   *
   * @param keys a blob of the hashes of the rows without their labels: sorted, each once, 8 bytes
   *     big-endian
   * @param v the version of this form
   */
  record Line(BlobId keys, HoldoutLook look, int v) {
    private static final int VERSION = 1;

    static Line read(JournalEntry entry) {
      String what = "look " + entry.sequence() + " at a holdout";
      Line line = ModelForms.JSON.read(entry.payload(), Line.class, what);
      if (line.v() != VERSION) {
        throw new ReadOnlyException(
            "Cannot read "
                + what
                + ": form "
                + line.v()
                + " (written by a newer version of Lifecycle4j)");
      }
      return line;
    }
  }

  /** Opens the journal when first needed: a home without models has none. */
  private synchronized Fold<List<Line>> lines() {
    if (lines == null) {
      lines =
          new Fold<>(
              medium.journals().chained(JOURNAL),
              new ArrayList<>(),
              (all, entry) -> all.add(Line.read(entry)));
    }
    return lines;
  }

  List<HoldoutLook> of(String model) {
    return medium.journals().read(JOURNAL, 1).stream()
        .map(entry -> Line.read(entry).look())
        .filter(look -> look.model().equals(model))
        .toList();
  }

  /** Two versions that are compared on rows, or one that is evaluated on them. */
  private record Try(int version, OptionalInt rival, BlobId keys) {
    static Try of(Line line) {
      return new Try(line.look().version(), line.look().rival(), line.keys());
    }
  }

  /** The rows that a version is to be evaluated on. */
  record Asked(String model, int version, OptionalInt rival, EvaluatedRows rows) {
    /**
     * Returns whether a look was at the same data for another version, or with another rival. The
     * rival itself is no candidate: a look at it alone does not count.
     */
    boolean counts(HoldoutLook look) {
      boolean other =
          look.version() != version
              || (look.rival().isPresent() && rival.isPresent() && !look.rival().equals(rival));
      boolean alone = look.rival().isEmpty() && rival.equals(OptionalInt.of(look.version()));
      return other && !alone && look.used().rows().data().dataset().equals(rows.data().dataset());
    }
  }

  /**
   * Writes a look, durable on return.
   *
   * @param keys those of the rows, sorted, each once
   * @param look makes the look, or throws
   */
  HoldoutLook write(
      String doing, long[] keys, Asked asked, Function<LookShares, HoldoutLook> look) {
    BlobId blob = medium.blobs().put(Content.of(HashedRows.bytes(keys).array()));
    Map<BlobId, BitSet> known = new HashMap<>();
    BitSet all = new BitSet();
    all.set(0, keys.length);
    known.put(blob, all);
    return StoredFiles.commit(
        medium.blobs(),
        doing,
        Map.of(blob, "the keys of the held-out rows"),
        () ->
            lines()
                .decide(
                    lines -> decision(blob, look.apply(shares(lines, asked, blob, keys, known)))));
  }

  private static Decision<HoldoutLook> decision(BlobId keys, HoldoutLook look) {
    return new Decision<>(
        ModelForms.JSON.write(new Line(keys, look, Line.VERSION)), sequence -> look);
  }

  /**
   * Finds out who was evaluated on the rows before, and what that spent.
   *
   * @param known which of the rows are among those of a blob; those that were read are added
   */
  private LookShares shares(
      List<Line> lines, Asked asked, BlobId rows, long[] keys, Map<BlobId, BitSet> known) {
    Map<Integer, Map<OptionalInt, BitSet>> others = new HashMap<>();
    Map<Try, Double> tries = new HashMap<>();
    List<Expense> expenses = new ArrayList<>();
    for (Line line : lines) {
      HoldoutLook look = line.look();
      if (!look.model().equals(asked.model())) {
        continue;
      }
      double level = look.used().spent().level();
      if (level > 0 && tries.put(Try.of(line), level) == null) {
        expenses.add(new Expense(look.time(), level));
      }
      if (asked.counts(look)) {
        others
            .computeIfAbsent(look.version(), any -> new HashMap<>())
            .computeIfAbsent(look.rival(), any -> new BitSet())
            .or(known.computeIfAbsent(line.keys(), blob -> common(keys, blob)));
      }
    }
    Double again = tries.get(new Try(asked.version(), asked.rival(), rows));
    return new LookShares(
        counts(others.values(), keys.length),
        expenses,
        again == null ? OptionalDouble.empty() : OptionalDouble.of(again));
  }

  /** Counts for each row the comparisons, and the versions that were evaluated without one. */
  private static int[] counts(Collection<Map<OptionalInt, BitSet>> versions, int rows) {
    int[] counts = new int[rows];
    for (Map<OptionalInt, BitSet> rivals : versions) {
      BitSet alone = new BitSet();
      alone.or(rivals.getOrDefault(OptionalInt.empty(), new BitSet()));
      rivals.forEach(
          (rival, bits) -> {
            if (rival.isPresent()) {
              alone.andNot(bits);
              bits.stream().forEach(row -> counts[row]++);
            }
          });
      alone.stream().forEach(row -> counts[row]++);
    }
    return counts;
  }

  private BitSet common(long[] keys, BlobId blob) {
    BitSet common = new BitSet();
    LongBuffer others;
    try {
      others = ByteBuffer.wrap(medium.blobs().read(blob)).asLongBuffer();
    } catch (NotFoundException | CorruptDataException e) {
      LOG.warn("A look at a holdout counts as one at all rows, as its own are lost: {}", blob, e);
      common.set(0, keys.length);
      return common;
    }
    while (others.hasRemaining()) {
      int place = Arrays.binarySearch(keys, others.get());
      if (place >= 0) {
        common.set(place);
      }
    }
    return common;
  }

  @Override
  public boolean owns(String journal) {
    return journal.equals(JOURNAL);
  }

  @Override
  public void walk(Visitor visitor) {
    String journal = "journal " + JOURNAL;
    visitor.reading(
        journal,
        () ->
            medium
                .journals()
                .read(
                    JOURNAL,
                    1,
                    entry -> {
                      String holder = "look " + entry.sequence() + " at a holdout";
                      visitor.reading(
                          holder,
                          () -> {
                            BlobId keys = Line.read(entry).keys();
                            visitor.recorded(holder, JOURNAL);
                            visitor.reaches(holder, keys);
                          });
                    }));
  }
}
