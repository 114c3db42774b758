package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.core.data.HashedRows;
import io.lifecycle4j.core.data.RowKeys;
import io.lifecycle4j.core.evaluation.PromiseBudget.Expense;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.model.ModelForms;
import io.lifecycle4j.core.storage.Fold;
import io.lifecycle4j.core.storage.Fold.Decision;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.evaluation.HoldoutLook;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.LongConsumer;
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
   * @param columns those that the keys are of, by name
   * @param gates the digest of the gates that compare; empty if the version is not compared
   * @param inputs a blob of the hashes of what the version reads of the rows: sorted, each once, 8
   *     bytes big-endian
   * @param keys a blob of the hashes of the rows without their labels, likewise
   * @param reads the columns that the inputs are of, by name
   * @param v the version of this form
   */
  record Line(
      List<String> columns,
      Optional<BlobId> gates,
      BlobId inputs,
      BlobId keys,
      HoldoutLook look,
      List<String> reads,
      int v) {
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

  /** The blobs of the hashes of rows. */
  record Hashes(BlobId keys, BlobId inputs) {
    static Hashes of(Line line) {
      return new Hashes(line.keys(), line.inputs());
    }
  }

  /**
   * Two versions that gates compare on rows, or one that is evaluated on them. To repeat it tells
   * nothing new.
   */
  record Try(int version, OptionalInt rival, Optional<BlobId> gates, Hashes rows) {
    static Try of(ModelVersion version, Looking looking, Hashes rows) {
      OptionalInt rival = looking.rival();
      return new Try(
          version.number(), rival, rival.isPresent() ? looking.gates() : Optional.empty(), rows);
    }

    static Try of(Line line) {
      HoldoutLook look = line.look();
      return new Try(look.version(), look.rival(), line.gates(), Hashes.of(line));
    }

    boolean compares(int candidate, int other) {
      return version == candidate && rival.equals(OptionalInt.of(other));
    }

    /**
     * Returns whether another one counts for this one, on the rows of both. An evaluation of the
     * same version, or of the rival, compares no candidate.
     */
    boolean counts(Try other) {
      if (other.version == version) {
        return rival.isPresent() && other.rival.isPresent() && !other.equals(this);
      }
      return other.rival.isPresent() || !rival.equals(OptionalInt.of(other.version));
    }
  }

  /** Which rows of a look those of others are; those that were read. Not thread-safe. */
  private final class Met {
    private final HashedRows rows;
    private final List<String> reads;
    private final RowKeys keys;
    private final Map<List<String>, RowKeys> keysBy = new HashMap<>();
    private final Map<Hashes, BitSet> known = new HashMap<>();

    Met(HashedRows rows, List<String> reads, RowKeys keys, Hashes own) {
      this.rows = rows;
      this.reads = reads;
      this.keys = keys;
      keysBy.put(reads, keys);
      known.put(own, all());
    }

    private BitSet all() {
      BitSet all = new BitSet();
      all.set(0, keys.rows().length);
      return all;
    }

    /** Returns whether all that count for a look were read. */
    boolean covers(List<Line> lines) {
      return lines.stream().allMatch(line -> known.containsKey(Hashes.of(line)));
    }

    void read(List<Line> lines) {
      lines.forEach(line -> known.computeIfAbsent(Hashes.of(line), other -> common(line)));
    }

    /** A column more makes no row fresh: the cells count that both have, or that others read. */
    private BitSet common(Line other) {
      try {
        BitSet met = alike(other, other.reads(), other.inputs());
        if (!other.columns().equals(rows.unlabelled())) {
          met.or(alike(other, other.columns(), other.keys()));
        }
        return met;
      } catch (NotFoundException | CorruptDataException e) {
        LOG.warn("A look at a holdout counts as one at all rows, as its own are lost", e);
        return all();
      }
    }

    private BitSet alike(Line other, List<String> columns, BlobId inputs) {
      boolean hasAll = rows.unlabelled().containsAll(columns);
      RowKeys.Others found = keysBy.computeIfAbsent(hasAll ? columns : reads, rows::keys).others();
      each(other.keys(), found::row);
      each(inputs, found::input);
      return found.met();
    }

    private void each(BlobId blob, LongConsumer action) {
      LongBuffer hashes = ByteBuffer.wrap(medium.blobs().read(blob)).asLongBuffer();
      while (hashes.hasRemaining()) {
        action.accept(hashes.get());
      }
    }

    BitSet of(Line line) {
      return known.getOrDefault(Hashes.of(line), new BitSet());
    }
  }

  /**
   * Writes a look, durable on return.
   *
   * @param looking at what for
   * @param rows those that are looked at
   * @param inputs the columns that the version reads
   * @param look makes the look, or throws
   */
  HoldoutLook write(
      ModelVersion version,
      Looking looking,
      HashedRows rows,
      List<String> inputs,
      Function<LookShares, HoldoutLook> look) {
    String model = version.model();
    List<String> reads = rows.read(inputs);
    RowKeys keys = rows.keys(reads);
    Hashes hashes = new Hashes(put(keys.rows()), put(keys.inputs()));
    Met met = new Met(rows, reads, keys, hashes);
    Try one = Try.of(version, looking, hashes);
    Map<BlobId, String> needed = new HashMap<>(); // the two may be one
    needed.put(hashes.keys(), "the keys of the held-out rows");
    needed.put(hashes.inputs(), "what the version reads of the held-out rows");
    return StoredFiles.commit(
        medium.blobs(),
        looking.doing(version),
        needed,
        () -> {
          Optional<HoldoutLook> written = Optional.empty();
          while (written.isEmpty()) { // others may write until all their rows were read
            met.read(lines().read(lines -> counting(lines, model, one)));
            written =
                lines()
                    .decide(
                        lines ->
                            met.covers(counting(lines, model, one))
                                ? decision(one, met, look.apply(shares(lines, model, one, met)))
                                : Decision.nothing(Optional.empty()));
          }
          return written.get();
        });
  }

  /**
   * Returns what a look would find that is not written: of the rows, nothing but who was evaluated
   * on them before.
   */
  LookShares foresee(ModelVersion version, Looking looking, HashedRows rows, List<String> inputs) {
    List<String> reads = rows.read(inputs);
    RowKeys keys = rows.keys(reads);
    Hashes hashes = new Hashes(id(keys.rows()), id(keys.inputs()));
    Met met = new Met(rows, reads, keys, hashes);
    Try one = Try.of(version, looking, hashes);
    List<Line> all = medium.journals().read(JOURNAL, 1).stream().map(Line::read).toList();
    met.read(counting(all, version.model(), one));
    return shares(all, version.model(), one, met);
  }

  private static BlobId id(long[] hashes) {
    return Hashing.hash(HashedRows.bytes(hashes).array());
  }

  private BlobId put(long[] hashes) {
    return medium.blobs().put(Content.of(HashedRows.bytes(hashes).array()));
  }

  private static Decision<Optional<HoldoutLook>> decision(Try one, Met met, HoldoutLook look) {
    Line line =
        new Line(
            met.rows.unlabelled(),
            one.gates(),
            one.rows().inputs(),
            one.rows().keys(),
            look,
            met.reads,
            Line.VERSION);
    return new Decision<>(ModelForms.JSON.write(line), sequence -> Optional.of(look));
  }

  /** Returns the looks for a model that count for another one, if rows are the same. */
  private static List<Line> counting(List<Line> lines, String model, Try one) {
    return lines.stream()
        .filter(line -> line.look().model().equals(model) && one.counts(Try.of(line)))
        .toList();
  }

  /** Finds out who was evaluated on the rows before, and what that spent. */
  private static LookShares shares(List<Line> lines, String model, Try one, Met met) {
    Map<Try, BitSet> compared = new HashMap<>();
    Map<Integer, BitSet> alone = new HashMap<>();
    for (Line line : counting(lines, model, one)) {
      BitSet rows =
          line.look().rival().isPresent()
              ? compared.computeIfAbsent(Try.of(line), any -> new BitSet())
              : alone.computeIfAbsent(line.look().version(), any -> new BitSet());
      rows.or(met.of(line));
    }
    Map<Try, Expense> paid = paid(lines, model);
    int again = List.copyOf(paid.keySet()).indexOf(one);
    return new LookShares(
        counts(compared, alone, met.keys.rows().length),
        List.copyOf(paid.values()),
        again < 0 ? OptionalInt.empty() : OptionalInt.of(again));
  }

  /** Returns what the looks for a model spent, oldest first. The same again spends nothing. */
  private static Map<Try, Expense> paid(List<Line> lines, String model) {
    Map<Try, Expense> paid = new LinkedHashMap<>();
    for (Line line : lines) {
      HoldoutLook look = line.look();
      if (look.model().equals(model) && look.used().spent().level() > 0) {
        paid.putIfAbsent(Try.of(line), new Expense(look.time(), look.used().spent().level()));
      }
    }
    return paid;
  }

  /**
   * Returns whether promises give a comparison as high a level as a look at it had.
   *
   * @param level that of the look
   */
  boolean gives(PromiseBudget promised, ModelVersion version, int rival, double level) {
    return lines()
        .read(
            lines -> {
              List<Expense> before = new ArrayList<>();
              for (Map.Entry<Try, Expense> each : paid(lines, version.model()).entrySet()) {
                Expense spent = each.getValue();
                if (each.getKey().compares(version.number(), rival)
                    && level <= Math.min(spent.level(), promised.most(before, spent.time()))) {
                  return true;
                }
                before.add(spent);
              }
              return false;
            });
  }

  /** Counts for each row the comparisons, and the versions that were evaluated without one. */
  private static int[] counts(Map<Try, BitSet> compared, Map<Integer, BitSet> alone, int rows) {
    int[] counts = new int[rows];
    compared.forEach(
        (one, bits) -> {
          bits.stream().forEach(row -> counts[row]++);
          alone.getOrDefault(one.version(), new BitSet()).andNot(bits);
        });
    alone.values().forEach(bits -> bits.stream().forEach(row -> counts[row]++));
    return counts;
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
                            Hashes rows = Hashes.of(Line.read(entry));
                            visitor.recorded(holder, JOURNAL);
                            visitor.reaches(holder, rows.keys());
                            visitor.reaches(holder, rows.inputs());
                          });
                    }));
  }
}
