package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.core.data.HashedRows;
import io.lifecycle4j.core.data.SplitRows;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.data.spi.StoredVersion;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.PurgedDataException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.error.SealedDataException;
import io.lifecycle4j.evaluation.EvaluatedRows;
import io.lifecycle4j.evaluation.FalsePromotions;
import io.lifecycle4j.evaluation.HoldoutLook;
import io.lifecycle4j.evaluation.HoldoutLook.Spent;
import io.lifecycle4j.evaluation.HoldoutLook.UsedRows;
import io.lifecycle4j.evaluation.Leakage;
import io.lifecycle4j.model.ModelManifest.Ancestor;
import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Instant;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the rows that splits hold out; only this class does. Each look is written into the ledger
 * before the rows are returned.
 *
 * <p>Thread-safe.
 */
public final class Holdouts {
  private static final Logger LOG = LoggerFactory.getLogger(Holdouts.class);

  private final DatasetStore datasets;
  private final Medium medium;
  private final LookLedger ledger;
  private final InstantSource clock;
  private final Function<String, List<FalsePromotions>> promises;
  private final Supplier<Optional<Place>> pinned;

  /** Opens the holdouts of a home, in which nothing is pinned and nothing promised. */
  public Holdouts(DatasetStore datasets, Medium medium, InstantSource clock) {
    this(datasets, medium, clock, new LookLedger(medium), alias -> List.of(), Optional::empty);
  }

  /** Returns the datasets of which rows are held out. */
  public DatasetStore datasets() {
    return datasets;
  }

  private Holdouts(
      DatasetStore datasets,
      Medium medium,
      InstantSource clock,
      LookLedger ledger,
      Function<String, List<FalsePromotions>> promises,
      Supplier<Optional<Place>> pinned) {
    this.datasets = datasets;
    this.medium = medium;
    this.clock = clock;
    this.ledger = ledger;
    this.promises = promises;
    this.pinned = pinned;
  }

  /**
   * Returns those of a model, with the ledger of the home.
   *
   * @param promised returns what is promised for moves of an alias; none for the default
   * @param place the holdout that judges all versions; empty if each has its own
   */
  public Holdouts of(
      Function<String, List<FalsePromotions>> promised, Supplier<Optional<Place>> place) {
    return new Holdouts(datasets, medium, clock, ledger, promised, place);
  }

  private PromiseBudget budget(String alias) {
    List<FalsePromotions> all = promises.apply(alias);
    return new PromiseBudget(all.isEmpty() ? List.of(FalsePromotions.DEFAULT) : all);
  }

  /** Where a holdout is from. */
  public record Place(VersionRef data, SplitPlan plan) {
    static Place of(ModelVersion version) {
      Provenance origin = version.manifest().provenance();
      return new Place(origin.data(), origin.plan());
    }

    /** Returns where rows are from that a version was evaluated on. */
    public static Place of(EvaluatedRows rows) {
      return new Place(rows.data(), rows.plan());
    }
  }

  /** Returns the holdout that judges a version. */
  public Place place(ModelVersion version) {
    return pinned.get().orElseGet(() -> Place.of(version));
  }

  /** Returns what the ledger of a home needs. */
  public static References references(Medium medium) {
    return new LookLedger(medium);
  }

  /** Finds the manifest of a dataset version; empty if it is not in this home any more. */
  public Optional<DatasetManifest> manifest(VersionRef data) {
    return manifest(datasets, data);
  }

  /** Finds the manifest of a dataset version; empty if it is not among datasets any more. */
  public static Optional<DatasetManifest> manifest(DatasetStore datasets, VersionRef data) {
    try {
      return datasets
          .find(data.dataset(), data.number())
          .filter(found -> found.header().id().equals(data.id()))
          .map(StoredVersion::manifest);
    } catch (NotFoundException | PurgedDataException | CorruptDataException e) {
      LOG.debug("The columns of {} are not known", data, e);
      return Optional.empty();
    }
  }

  /** Returns the looks at holdouts for a model, oldest first. */
  public List<HoldoutLook> looks(String model) {
    return ledger.of(model);
  }

  /** Held-out rows that a look opened. */
  public record Opened(HashedRows rows, HoldoutLook look) {}

  /**
   * Opens the rows held out by the pinned split, or else by the one that a version was trained on,
   * or registered with. The look is in the ledger on return.
   *
   * @throws SealedDataException if the rows are used up, or the promise of false promotions is, or
   *     the version learned from some of the rows
   * @throws ReadOnlyException if it cannot be written, as the home is read-only
   * @throws NotFoundException if the dataset version is not in this home
   * @throws PurgedDataException if the dataset version was purged
   * @throws CorruptDataException if the dataset version is not that of the model version
   */
  public Opened look(ModelVersion version, Looking looking) {
    String doing = looking.doing(version);
    if (medium.isReadOnly()) {
      throw new ReadOnlyException(
          "Cannot " + doing + ": a look at held-out rows is recorded, and the home is read-only");
    }
    Place place = place(version);
    StoredVersion data = data(version, place, "judge");
    HashedRows rows = rows(version, data, place);
    checkNotLearned(doing, version, rows, place);
    EvaluatedRows used = new EvaluatedRows(place.data(), place.plan(), rows.sha256());
    HoldoutLook look =
        ledger.write(
            version,
            looking,
            rows,
            inputs(version),
            shares -> {
              shares.checkNotStale(doing, rows.size(), LOG);
              Instant now = clock.instant();
              Spent spent =
                  shares.spend(doing, budget(looking.alias()), now, looking.rival().isPresent());
              return new HoldoutLook(
                  now,
                  looking.actor(),
                  looking.decision() + ": " + looking.reason(),
                  version.model(),
                  version.number(),
                  looking.rival(),
                  new UsedRows(used, rows.size(), shares.fresh(), spent));
            });
    return new Opened(rows, look);
  }

  /**
   * Opens the rows of an earlier look again, for what the same verdicts rest on. That is no look:
   * the version, and what it is compared with, are the same.
   *
   * @throws NotFoundException if the dataset version is not in this home
   * @throws PurgedDataException if the dataset version was purged
   * @throws CorruptDataException if the dataset version is not that of the look
   */
  public HashedRows again(ModelVersion version, EvaluatedRows looked) {
    Place place = Place.of(looked);
    return rows(version, data(version, place, "judge"), place);
  }

  /**
   * A comparison that was not made.
   *
   * @param rows on how many held-out rows the versions could be compared
   * @param level the level that it would have; 0 if nothing is left of the promise
   */
  public record Foreseen(int rows, double level) {}

  /**
   * Foresees the comparison of two versions. That is no look: of the held-out rows, only how many
   * they are and who was evaluated on them is found out.
   *
   * @throws NotFoundException if the dataset version is not in this home
   * @throws PurgedDataException if the dataset version was purged
   * @throws CorruptDataException if the dataset version is not that of the model version
   */
  public Foreseen foresee(ModelVersion version, ModelVersion rival, Looking looking) {
    Place place = place(version);
    HashedRows rows = rows(version, data(version, place, "judge"), place);
    LookShares shares = ledger.foresee(version, looking, rows, inputs(version));
    return new Foreseen(
        comparable(version, rival, rows).map(places -> places.length).orElse(rows.size()),
        shares.spend(budget(looking.alias()), clock.instant(), true).level());
  }

  private HashedRows rows(ModelVersion version, StoredVersion data, Place place) {
    TaskCalls<?> task = TaskCalls.judging(version.label(), version.manifest().task());
    return new HashedRows(
        SplitRows.holdout(datasets, data, place.plan()), task.call("labels", task.task()::labels));
  }

  /**
   * Returns whether the promises for an alias give the comparison of two versions as high a level
   * as a look at it had: they may be of another alias or process, or have been changed since.
   */
  public boolean gives(String alias, ModelVersion version, int rival, double level) {
    return ledger.gives(budget(alias), version, rival, level);
  }

  /** Refuses a version that learned from held-out rows, itself or by one of its ancestors. */
  private void checkNotLearned(String doing, ModelVersion version, HashedRows rows, Place place) {
    Place learned = Place.of(version);
    int met = place.equals(learned) ? 0 : met(rows, version, learned);
    if (met > 0) {
      throw new SealedDataException(
          String.format(
              "Cannot %s: it learned from %d of the %d rows of the pinned holdout %s/holdout (train"
                  + " it on %s split by %s, or pin a holdout of rows that are new to it)",
              doing, met, rows.size(), place.data(), learned.data(), place.plan()));
    }
    for (Ancestor ancestor : version.manifest().ancestors()) {
      checkNotLearned(doing, version, ancestor, rows, place);
    }
  }

  private void checkNotLearned(
      String doing, ModelVersion version, Ancestor ancestor, HashedRows rows, Place place) {
    Place learned = new Place(ancestor.data(), ancestor.plan());
    int met = 0;
    try {
      met = learned.equals(place) ? 0 : met(rows, version, learned);
    } catch (NotFoundException | PurgedDataException e) {
      LOG.warn(
          "{} may know held-out rows, as its ancestor {} may: {}",
          version.label(),
          ancestor.version(),
          e.getMessage());
    }
    if (met > 0) {
      throw new SealedDataException(
          String.format(
              "Cannot %s: %s, whose weights it began with, learned from %d of the %d held-out rows"
                  + " of %s/holdout (hold out rows that are new to both, such as by its split of"
                  + " %s)",
              doing, ancestor.version(), met, rows.size(), place.data(), learned.data()));
    }
  }

  private int met(HashedRows rows, ModelVersion version, Place place) {
    return rows.met(learned(version, place, "judge"), inputs(version));
  }

  private Rows learned(ModelVersion version, Place place, String verb) {
    return SplitRows.learned(datasets, data(version, place, verb), place.plan());
  }

  /** Returns the columns that a version reads. */
  private static List<String> inputs(ModelVersion version) {
    return version.manifest().preprocessing().input().columns().stream().map(Column::name).toList();
  }

  private StoredVersion data(ModelVersion version, Place place, String verb) {
    VersionRef ref = place.data();
    StoredVersion data =
        datasets
            .find(ref.dataset(), ref.number())
            .orElseThrow(
                () ->
                    new NotFoundException(
                        "Cannot " + verb + " " + version.label() + ": no dataset " + ref));
    if (!data.id().equals(ref.id())) {
      throw new CorruptDataException(
          String.format(
              "Cannot %s %s: dataset %s has the hash %s (must be %s)",
              verb, version.label(), ref, data.id(), ref.id()));
    }
    data.header()
        .checkNotPurged(verb + " " + version.label() + " (train it anew on a version that exists)");
    return data;
  }

  /**
   * Returns on which rows of a version's holdout it can be compared with another: those that this
   * did not learn from. Rows whose inputs both learned from stay, as they favour neither.
   *
   * @param rows the holdout of the version
   * @return the places of the rows, increasing; empty if these are all rows, or if what the other
   *     learned from is not known any more
   */
  public Optional<int[]> comparable(ModelVersion version, ModelVersion other, HashedRows rows) {
    Provenance own = version.manifest().provenance();
    Provenance its = other.manifest().provenance();
    if (own.data().id().equals(its.data().id())
        && own.plan().equals(its.plan())
        && other.manifest().ancestors().isEmpty()) {
      return Optional.empty();
    }
    BitSet learned;
    try {
      learned = learned(other, rows);
      if (!learned.isEmpty()) {
        learned.andNot(learned(version, rows));
      }
    } catch (NotFoundException | PurgedDataException | CorruptDataException e) {
      LOG.warn(
          "{} may be favoured over {}: it is not known which held-out rows it learned from: {}",
          other.label(),
          version.label(),
          e.getMessage());
      return Optional.empty();
    }
    return learned.isEmpty()
        ? Optional.empty()
        : Optional.of(IntStream.range(0, rows.size()).filter(row -> !learned.get(row)).toArray());
  }

  /**
   * Finds what may have told a version the labels. That is no look: of the held-out rows, only how
   * many have the inputs of a row that was learned from is found out.
   *
   * @throws NotFoundException if the dataset version is not in this home
   * @throws PurgedDataException if the dataset version was purged
   * @throws CorruptDataException if the dataset version is not that of the model version
   */
  public Leakage leakage(ModelVersion version) {
    StoredVersion data = data(version, Place.of(version), "search for leakage in");
    SplitPlan plan = version.manifest().provenance().plan();
    Schema inputs = version.manifest().preprocessing().input();
    Rows heldOut = SplitRows.holdout(datasets, data, plan);
    List<String> others =
        heldOut.schema().columns().stream()
            .map(Column::name)
            .filter(name -> inputs.find(name).isEmpty())
            .toList();
    return LeakageSearch.of(
        inputs,
        TaskCalls.judging(version.label(), version.manifest().task()),
        SplitRows.learned(datasets, data, plan),
        new HashedRows(heldOut, others));
  }

  private BitSet learned(ModelVersion version, HashedRows rows) {
    BitSet learned = new BitSet();
    Stream.concat(
            Stream.of(Place.of(version)),
            version.manifest().ancestors().stream()
                .map(each -> new Place(each.data(), each.plan())))
        .map(place -> rows.among(learned(version, place, "compare with"), inputs(version)))
        .forEach(learned::or);
    return learned;
  }
}
