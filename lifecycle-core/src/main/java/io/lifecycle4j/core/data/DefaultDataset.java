package io.lifecycle4j.core.data;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.observation.Observers;
import io.lifecycle4j.core.schema.SimilarNames;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.Dataset.TagMove;
import io.lifecycle4j.data.DatasetDiff;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Proposal;
import io.lifecycle4j.data.Purge;
import io.lifecycle4j.data.PurgeReport;
import io.lifecycle4j.data.PurgeReport.Holder;
import io.lifecycle4j.data.Snapshot;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.data.spi.StoredVersion;
import io.lifecycle4j.data.spi.VersionHeader;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.observation.ObservedSubject;
import io.lifecycle4j.observation.Operation;
import io.lifecycle4j.storage.BlobId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One dataset of a store.
 *
 * @param holders finds what was made of a version; throws if the version is in use
 * @param listener receives the progress of proposals, comparisons and snapshots; null for none
 */
record DefaultDataset(
    String name,
    DatasetStore store,
    InstantSource clock,
    Function<VersionRef, List<Holder>> holders,
    Observers observers,
    @Nullable Consumer<? super DataProgress> listener)
    implements Dataset {
  private static final int SHOWN = 5;
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{" + MIN_HASH + ",64}");

  DefaultDataset {
    checkName("dataset", name);
  }

  @Override
  public Dataset onProgress(Consumer<? super DataProgress> told) {
    return new DefaultDataset(name, store, clock, holders, observers, required(told, "listener"));
  }

  @Override
  public Snapshot snapshot(Source source) {
    return new DefaultSnapshot(name, required(source, "source"), store, clock, observers, listener);
  }

  @Override
  public Proposal propose(Source source) {
    return Proposing.of(required(source, "source"), store, listener);
  }

  @Override
  public List<DatasetVersion> versions() {
    return store.versions(name).stream().map(this::version).toList();
  }

  @Override
  public Optional<DatasetVersion> findLatest() {
    return newest(version -> true);
  }

  @Override
  public DatasetVersion version(int number) {
    return find(number).orElseThrow(() -> noVersion(number));
  }

  private Optional<DatasetVersion> find(int number) {
    return newest(version -> version.number() == number);
  }

  private StoredVersion stored(int number) {
    return store.find(name, number).orElseThrow(() -> noVersion(number));
  }

  private NotFoundException noVersion(int number) {
    if (store.versions(name).isEmpty()) {
      return new NotFoundException("Dataset does not exist: " + name + " (" + others() + ")");
    }
    return new NotFoundException("Dataset version does not exist: " + name + ":" + number);
  }

  private String others() {
    List<String> all = store.datasets();
    if (all.isEmpty()) {
      return "there is none";
    }
    Set<String> first = new LinkedHashSet<>();
    SimilarNames.find(name, all).ifPresent(first::add);
    all.stream().limit(SHOWN).forEach(first::add);
    String shown = first.stream().limit(SHOWN).collect(Collectors.joining(", "));
    String more = all.size() <= SHOWN ? "" : " and " + (all.size() - SHOWN) + " others";
    return (all.size() == 1 ? "there is " : "there are ") + shown + more;
  }

  @Override
  public DatasetDiff diff(int older, int newer, String... key) {
    List<String> columns = copy(Arrays.asList(required(key, "key")), "columns of the key");
    return new VersionComparison(store, stored(older), stored(newer), listener).by(columns);
  }

  @Override
  public Optional<DatasetVersion> find(String tag) {
    return Optional.ofNullable(tags().get(required(tag, "tag"))).flatMap(this::find);
  }

  @Override
  public Optional<DatasetVersion> find(BlobId id) {
    required(id, "hash");
    return newest(version -> version.id().equals(id));
  }

  @Override
  public Optional<DatasetVersion> findHash(String start) {
    check(
        HASH.matcher(required(start, "start of a hash")).matches(),
        "Invalid start of a hash: '%s' (must be %s to 64 of 0123456789abcdef)",
        start,
        MIN_HASH);
    List<BlobId> found =
        store.versions(name).stream()
            .map(VersionHeader::id)
            .filter(id -> id.sha256().startsWith(start))
            .distinct()
            .toList();
    check(
        found.size() <= 1, "Invalid start of a hash: '%s' (must not fit all of %s)", start, found);
    return found.stream().findFirst().flatMap(this::find);
  }

  @Override
  public Optional<DatasetVersion> findAsOf(Instant time) {
    required(time, "time");
    return newest(version -> !version.created().isAfter(time));
  }

  private Optional<DatasetVersion> newest(Predicate<VersionHeader> wanted) {
    List<VersionHeader> versions = store.versions(name);
    for (int i = versions.size() - 1; i >= 0; i--) {
      if (wanted.test(versions.get(i))) {
        return Optional.of(version(versions.get(i)));
      }
    }
    return Optional.empty();
  }

  @Override
  public Map<String, Integer> tags() {
    return store.tags(name);
  }

  @Override
  public List<TagMove> tagHistory() {
    return store.tagMoves(name);
  }

  @Override
  public void tag(int number, String tag) {
    tag(number, tag, user());
  }

  @Override
  public void tag(int number, String tag, String author) {
    version(number);
    store.tag(name, checkName("tag", tag), number, told(author));
  }

  @Override
  public void untag(String tag) {
    untag(tag, user());
  }

  @Override
  public void untag(String tag, String author) {
    if (!tags().containsKey(required(tag, "tag"))) {
      throw new NotFoundException("Tag does not exist: " + tag + " of " + name);
    }
    store.tag(name, tag, 0, told(author));
  }

  @Override
  public PurgeReport purge(int number, String author, String reason) {
    VersionRef version = version(number).ref();
    String by = FreeText.of("author of a purge", required(author, "author"));
    String why = FreeText.of("reason of a purge", required(reason, "reason"));
    new Purge(by, why, clock.instant()); // rejects a missing reason before anything is searched
    return observers.call(
        Operation.PURGE,
        ObservedSubject.dataset(name).version(number),
        () -> {
          List<Holder> found = holders.apply(version);
          PurgeReport done = store.purge(name, number, by, why);
          return new PurgeReport(done.version(), done.purge(), done.bytes(), found);
        });
  }

  private static String told(String author) {
    return FreeText.of("author of a tag", required(author, "author"));
  }

  /** Returns the name of the user of the operating system. */
  static String user() {
    return System.getProperty("user.name", "");
  }

  private DatasetVersion version(VersionHeader header) {
    return new DefaultDatasetVersion(header, store, observers, null);
  }

  /** Ignores the listener and the holders. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DefaultDataset that
        && name.equals(that.name)
        && Objects.equals(store, that.store);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return "Dataset[" + name + "]";
  }
}
