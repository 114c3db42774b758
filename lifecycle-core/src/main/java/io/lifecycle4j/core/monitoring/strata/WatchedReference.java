package io.lifecycle4j.core.monitoring.strata;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.profile.RowSample;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.monitoring.spi.SeasonWindow;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What windows are compared with: the rows of a reference, all or by strata. Each stratum is
 * counted in the same cells, so that summaries of several can be merged. Immutable.
 */
public final class WatchedReference {
  private final Profile all;
  private final @Nullable Strata strata;

  /** By stratum; empty if there are none. */
  private final List<Profile> profiles;

  /** By season, of all segments; empty if there are no strata. */
  private final List<Profile> seasons;

  /** Null if they are not compared. */
  private final @Nullable RowSample embeddings;

  /** Of all segments together; none if there are seasons. */
  private final SampledTensors tensors;

  /** The columns that are not compared by segment. */
  private final Set<String> undivided;

  private WatchedReference(
      Profile all,
      @Nullable Strata strata,
      List<Profile> profiles,
      List<Profile> seasons,
      @Nullable RowSample embeddings,
      Set<String> undivided) {
    this.undivided = undivided;
    this.all = all;
    this.embeddings = embeddings;
    this.strata = strata;
    this.profiles = profiles;
    this.seasons = seasons;
    this.tensors =
        strata == null || strata.seasons() == 1
            ? SampledTensors.of(all, embeddings)
            : SampledTensors.none();
  }

  /** Returns a reference without strata. */
  public static WatchedReference of(Profile all) {
    return new WatchedReference(all, null, List.of(), List.of(), null, Set.of());
  }

  /** Returns the same rows with a sample of their embeddings; there must be one season. */
  public WatchedReference with(RowSample sample) {
    check(strata == null || strata.seasons() == 1, "Cannot compare embeddings by seasons");
    return new WatchedReference(all, strata, profiles, seasons, sample, undivided);
  }

  /** Returns whether embeddings are compared. */
  public boolean hasEmbeddings() {
    return embeddings != null;
  }

  /**
   * Returns a reference by strata.
   *
   * @param all its rows, which have the cells of all strata
   * @param profiles the rows of each stratum, perhaps without cells that have none
   * @param seasons the rows of each season, likewise
   */
  public static WatchedReference of(
      Profile all, Strata strata, List<Profile> profiles, List<Profile> seasons) {
    check(
        profiles.size() == strata.size() && seasons.size() == strata.seasons(),
        "Invalid reference: %s profiles and %s seasons of %s strata",
        profiles.size(),
        seasons.size(),
        strata.size());
    return new WatchedReference(
        all, strata, aligned(profiles, all), aligned(seasons, all), null, Set.of());
  }

  private static List<Profile> aligned(List<Profile> profiles, Profile all) {
    return profiles.stream().map(profile -> AlignedProfile.of(profile, all)).toList();
  }

  /** Returns the same rows with other columns, in each stratum. */
  public WatchedReference with(UnaryOperator<Profile> change) {
    return with(change, undivided);
  }

  /**
   * Returns the same rows with columns of other rows, which are compared for all rows together, but
   * not by segment; there must be one season.
   */
  public WatchedReference beside(List<ColumnProfile> others) {
    check(
        strata == null || strata.seasons() == 1, "Cannot compare columns of other rows by seasons");
    Set<String> names = new HashSet<>(undivided);
    others.forEach(column -> names.add(column.name()));
    return with(profile -> beside(profile, others), names);
  }

  private WatchedReference with(UnaryOperator<Profile> change, Set<String> notDivided) {
    return new WatchedReference(
        change.apply(all),
        strata,
        map(profiles, change),
        map(seasons, change),
        null,
        Set.copyOf(notDivided));
  }

  private static Profile beside(Profile profile, List<ColumnProfile> others) {
    List<ColumnProfile> columns = new ArrayList<>(profile.columns());
    columns.addAll(others);
    return new Profile(profile.rows(), columns);
  }

  private static List<Profile> map(List<Profile> profiles, UnaryOperator<Profile> change) {
    return profiles.stream().map(change).toList();
  }

  /**
   * Returns the rows of a window as a reference in the same cells; there must be no strata.
   *
   * @param counts reads the summary of a detector
   * @throws io.lifecycle4j.error.InvalidValueException if the summary is not of this reference
   */
  public WatchedReference with(DriftSummary window, Function<DriftSummary, Profile> counts) {
    SampledTensors.Parts parts = tensors.read(window);
    Profile counted = AlignedProfile.of(counts.apply(parts.counted()), all);
    return of(tensors.with(counted, parts.samples()));
  }

  /** Returns all rows. */
  public Profile profile() {
    return all;
  }

  /** Counts the rows. */
  public long rows() {
    return all.rows();
  }

  /** Returns the strata; null if there are none. */
  public @Nullable Strata strata() {
    return strata;
  }

  /** Counts the seasons without rows: live rows of them are not compared. */
  public long emptySeasons() {
    return seasons.stream().filter(season -> season.rows() == 0).count();
  }

  private int size() {
    return strata == null ? 1 : strata.size();
  }

  private @Nullable StrataSummary form() {
    return strata == null ? null : new StrataSummary(strata);
  }

  /** Returns how many bytes a summary may have. */
  public long mostBytes() {
    long each = (long) DriftSummary.MAX_COLUMN_BYTES * all.columns().size();
    return tensors.mostBytes()
        + (strata == null ? each : size() * (each + StrataSummary.BESIDE) + Long.BYTES + 1);
  }

  /** Creates recorders of a window. */
  public StratumRecorders recorders(DriftDetector detector) {
    return StratumRecorders.of(
        detector.recorder(all), size(), form(), tensors.isEmpty() ? null : tensors.recorders());
  }

  /**
   * Adds summaries.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if one is not of this reference
   */
  public DriftSummary merge(DriftDetector detector, List<DriftSummary> summaries) {
    List<SampledTensors.Parts> parts = summaries.stream().map(tensors::read).toList();
    DriftSummary counted =
        counted(detector, parts.stream().map(SampledTensors.Parts::counted).toList());
    return tensors.isEmpty() ? counted : SampledTensors.write(counted, tensors.merged(parts));
  }

  /** Adds summaries without samples. */
  private DriftSummary counted(DriftDetector detector, List<DriftSummary> summaries) {
    StrataSummary form = form();
    if (form == null) {
      return detector.merge(all, summaries);
    }
    Map<Integer, List<DriftSummary>> byStratum = new TreeMap<>();
    for (DriftSummary summary : summaries) {
      form.read(summary)
          .forEach(
              (stratum, own) ->
                  byStratum.computeIfAbsent(stratum, any -> new ArrayList<>()).add(own));
    }
    Map<Integer, DriftSummary> merged = new TreeMap<>();
    byStratum.forEach((stratum, own) -> merged.put(stratum, detector.merge(all, own)));
    return form.write(merged);
  }

  /**
   * Compares a window column by column: all its rows, then those of each segment, and the rows of
   * each image or sequence as a whole.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if the summary is not of this reference
   */
  public List<Compared> compare(DriftDetector detector, DriftSummary window) {
    List<Compared> compared = new ArrayList<>();
    parts(detector, window).forEach(part -> compared.addAll(part.compare(detector)));
    if (!tensors.isEmpty()) {
      compared.addAll(tensors.compare(tensors.read(window).samples()));
    }
    return compared;
  }

  /**
   * Returns all rows of a window and of the reference, season by season; one season if there are
   * none, and without those that have rows in one sample only.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if the summary is not of this reference
   */
  public List<SeasonWindow> seasons(DriftDetector detector, DriftSummary window) {
    return parts(detector, window).get(0).seasons();
  }

  private List<WatchedPart> parts(DriftDetector detector, DriftSummary window) {
    StrataSummary form = form();
    Strata mine = strata;
    DriftSummary counted = tensors.read(window).counted();
    if (form == null || mine == null) {
      SeasonWindow one = new SeasonWindow(all, counted);
      return List.of(new WatchedPart(null, all, List.of(one), Set.of()));
    }
    Map<Integer, DriftSummary> read = form.read(counted);
    List<WatchedPart> parts = new ArrayList<>();
    parts.add(new WatchedPart(null, all, ofSeasons(detector, mine, read), Set.of()));
    Set<String> without = new HashSet<>(undivided);
    mine.columnName().ifPresent(without::add); // it has one value in each segment
    for (int segment = 0; mine.column() != null && segment < mine.segments(); segment++) {
      int first = segment * mine.seasons();
      List<Profile> own = profiles.subList(first, first + mine.seasons());
      if (own.stream().anyMatch(profile -> profile.rows() > 0)) {
        parts.add(new WatchedPart(mine.segment(segment), all, compared(own, first, read), without));
      }
    }
    return parts;
  }

  /** Returns the seasons of all segments. */
  private List<SeasonWindow> ofSeasons(
      DriftDetector detector, Strata mine, Map<Integer, DriftSummary> read) {
    Map<Integer, List<DriftSummary>> bySeason = new TreeMap<>();
    read.forEach(
        (stratum, own) ->
            bySeason.computeIfAbsent(stratum % mine.seasons(), any -> new ArrayList<>()).add(own));
    Map<Integer, DriftSummary> merged = new TreeMap<>();
    bySeason.forEach(
        (season, own) ->
            merged.put(season, own.size() == 1 ? own.get(0) : detector.merge(all, own)));
    return compared(seasons, 0, merged);
  }

  /** Returns the seasons that have rows in both samples. */
  private static List<SeasonWindow> compared(
      List<Profile> references, int first, Map<Integer, DriftSummary> windows) {
    List<SeasonWindow> found = new ArrayList<>();
    for (int i = 0; i < references.size(); i++) {
      DriftSummary window = windows.get(first + i);
      if (window != null && window.rows() > 0 && references.get(i).rows() > 0) {
        found.add(new SeasonWindow(references.get(i), window));
      }
    }
    return found;
  }
}
