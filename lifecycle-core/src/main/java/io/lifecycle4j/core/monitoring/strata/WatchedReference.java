package io.lifecycle4j.core.monitoring.strata;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.profile.RowSample;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.monitoring.spi.SeasonWindow;
import io.lifecycle4j.profile.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  /** None if there are strata. */
  private final SampledTensors tensors;

  private WatchedReference(
      Profile all,
      @Nullable Strata strata,
      List<Profile> profiles,
      List<Profile> seasons,
      @Nullable RowSample embeddings) {
    this.all = all;
    this.embeddings = embeddings;
    this.strata = strata;
    this.profiles = profiles;
    this.seasons = seasons;
    this.tensors = strata == null ? SampledTensors.of(all, embeddings) : SampledTensors.none();
  }

  /** Returns a reference without strata. */
  public static WatchedReference of(Profile all) {
    return new WatchedReference(all, null, List.of(), List.of(), null);
  }

  /** Returns the same rows with a sample of their embeddings; there must be no strata. */
  public WatchedReference with(RowSample sample) {
    check(strata == null, "Cannot compare embeddings by strata");
    return new WatchedReference(all, null, List.of(), List.of(), sample);
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
    return new WatchedReference(all, strata, aligned(profiles, all), aligned(seasons, all), null);
  }

  private static List<Profile> aligned(List<Profile> profiles, Profile all) {
    return profiles.stream().map(profile -> AlignedProfile.of(profile, all)).toList();
  }

  /** Returns the same rows with changed columns; there must be no strata. */
  public WatchedReference with(UnaryOperator<Profile> change) {
    check(strata == null, "Cannot change the columns of strata");
    return of(change.apply(all));
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
    return strata == null
        ? each + tensors.mostBytes()
        : size() * (each + StrataSummary.BESIDE) + Long.BYTES + 1;
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
    StrataSummary form = form();
    if (form == null) {
      List<SampledTensors.Parts> parts = summaries.stream().map(tensors::read).toList();
      DriftSummary counted =
          detector.merge(all, parts.stream().map(SampledTensors.Parts::counted).toList());
      return tensors.isEmpty() ? counted : SampledTensors.write(counted, tensors.merged(parts));
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
    if (form == null || mine == null) {
      SeasonWindow counted = new SeasonWindow(all, tensors.read(window).counted());
      return List.of(new WatchedPart(null, all, List.of(counted), null));
    }
    Map<Integer, DriftSummary> read = form.read(window);
    List<WatchedPart> parts = new ArrayList<>();
    parts.add(new WatchedPart(null, all, ofSeasons(detector, mine, read), null));
    for (int segment = 0; mine.column() != null && segment < mine.segments(); segment++) {
      int first = segment * mine.seasons();
      List<Profile> own = profiles.subList(first, first + mine.seasons());
      if (own.stream().anyMatch(profile -> profile.rows() > 0)) {
        parts.add(
            new WatchedPart(mine.segment(segment), all, compared(own, first, read), mine.column()));
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
