package io.lifecycle4j.core.data;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.data.format.TextColumns;
import io.lifecycle4j.core.observation.Observers;
import io.lifecycle4j.core.profile.KeptProfile;
import io.lifecycle4j.core.schema.SchemaForms;
import io.lifecycle4j.core.schema.SimilarNames;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.core.validation.Validator;
import io.lifecycle4j.core.validation.Validator.History;
import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.data.DatasetManifest.Parent;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Format;
import io.lifecycle4j.data.Snapshot;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.data.spi.StoredVersion;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.IncompatibleSchemaException;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.observation.ObservedSubject;
import io.lifecycle4j.observation.Operation;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Compatibility;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.SchemaDiff;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StorageMode;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.validation.Rule;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Builds a version: stores the files, reads their rows concurrently, and commits the result. */
final class DefaultSnapshot implements Snapshot {
  /** The most columns whose profiles fit into a manifest. */
  private static final int MAX_COLUMNS = 10_000;

  private static final int ATTEMPTS = 1_000;

  private final String dataset;
  private final Source source;
  private final DatasetStore store;
  private final InstantSource clock;
  private final Observers observers;
  private final List<Rule> rules = new ArrayList<>();
  private final Map<String, String> metadata = new HashMap<>();
  private final Set<String> tags = new LinkedHashSet<>();
  private final List<Parent> parents = new ArrayList<>();
  private @Nullable Schema schema;
  private final @Nullable Consumer<? super DataProgress> heard;
  private @Nullable Consumer<? super DataProgress> listener;
  private boolean mayBreak;
  private StorageMode.@Nullable Mode mode;
  private @Nullable String message;
  private @Nullable String author;

  /**
   * Begins a snapshot.
   *
   * @param heard receives the progress if the snapshot has no listener of its own; null for none
   */
  DefaultSnapshot(
      String dataset,
      Source source,
      DatasetStore store,
      InstantSource clock,
      Observers observers,
      @Nullable Consumer<? super DataProgress> heard) {
    this.dataset = dataset;
    this.source = source;
    this.store = store;
    this.clock = clock;
    this.observers = observers;
    this.heard = heard;
  }

  @Override
  public Snapshot schema(Schema columns) {
    checkUnset(schema, "snapshot", "schema");
    required(columns, "schema");
    check(
        source.schema().stream().allMatch(columns::equals),
        "Invalid schema: %s (%s brings its own; do not call schema)",
        columns.names(),
        source.format().id());
    schema = SchemaForms.withoutSecrets(columns);
    return this;
  }

  @Override
  public Snapshot requiring(Rule... more) {
    List<Rule> added = copy(Arrays.asList(required(more, "rules")), "rules");
    Validator.checkAlone(added);
    rules.addAll(added);
    return this;
  }

  @Override
  public Snapshot allowBreakingSchema() {
    checkUnset(mayBreak, "snapshot", "allowBreakingSchema");
    mayBreak = true;
    return this;
  }

  @Override
  public Snapshot byReference() {
    return mode(StorageMode.Mode.REFERENCED);
  }

  @Override
  public Snapshot chunked() {
    return mode(StorageMode.Mode.CHUNKED);
  }

  @Override
  public Snapshot whole() {
    return mode(StorageMode.Mode.COPIED);
  }

  @Override
  public Snapshot onProgress(Consumer<? super DataProgress> hearing) {
    checkUnset(listener, "snapshot", "listener");
    listener = required(hearing, "listener");
    return this;
  }

  private Snapshot mode(StorageMode.Mode wanted) {
    check(mode == null, "Invalid snapshot: %s after %s", wanted, mode);
    mode = wanted;
    return this;
  }

  @Override
  public Snapshot message(String text) {
    checkUnset(message, "snapshot", "message");
    message = FreeText.of("message of a version", required(text, "message"));
    return this;
  }

  @Override
  public Snapshot by(String name) {
    checkUnset(author, "snapshot", "author");
    author = FreeText.of("author of a version", required(name, "author"));
    return this;
  }

  @Override
  public Snapshot metadata(String key, String value) {
    checkName("metadata", key);
    checkUnset(metadata.get(key), "snapshot", "metadata " + key);
    metadata.put(key, FreeText.of("metadata", key, required(value, "metadata " + key)));
    return this;
  }

  @Override
  public Snapshot tag(String name) {
    checkUnset(!tags.add(checkName("tag", name)), "snapshot", "tag " + name);
    return this;
  }

  @Override
  public Snapshot madeOf(DatasetVersion version, String how) {
    required(version, "version that it is made of");
    String kept = FreeText.of("origin of a version", required(how, "what was done"));
    parents.add(new Parent(version.dataset(), version.number(), version.id(), kept));
    return this;
  }

  @Override
  public DatasetVersion commit() {
    ObservedSubject subject = ObservedSubject.dataset(dataset);
    return observers.call(
        Operation.SNAPSHOT, subject, this::take, version -> subject.version(version.number()));
  }

  private DatasetVersion take() {
    Schema columns = columns();
    Validator validator = Validator.of(columns, rules);
    Optional<StoredVersion> before = store.findLatest(dataset);
    before.ifPresent(newest -> checkFits(newest, columns));
    StoredVersion version;
    try (JudgedRows rows = rows(validator)) {
      version = commit(rows.take(mode(before), () -> !looksSame(before)), validator, rows);
    }
    tags.forEach(tag -> store.tag(dataset, tag, version.number(), author()));
    return new DefaultDatasetVersion(version.header(), store, observers, null);
  }

  /** Defaults to the storage mode of the previous version, but never to references. */
  private StorageMode.Mode mode(Optional<StoredVersion> before) {
    if (mode != null) {
      return mode;
    }
    return before.stream()
            .flatMap(version -> version.manifest().files().stream())
            .anyMatch(file -> file.keeping() instanceof StorageMode.Chunks)
        ? StorageMode.Mode.CHUNKED
        : StorageMode.Mode.COPIED;
  }

  /** Returns the format for reading the files: columns with a type rule are lenient. */
  private Format format(Validator validator) {
    return TextColumns.lenient(source.format(), validator.typeChecked());
  }

  private JudgedRows rows(Validator validator) {
    History history = new StoredHistory(store, dataset, clock);
    return new JudgedRows(
        source.files(),
        format(validator),
        store,
        validator,
        history,
        listener == null ? heard : listener);
  }

  /**
   * Returns whether the files have the names and lengths of those of a version, and so may be the
   * same.
   */
  private boolean looksSame(Optional<StoredVersion> newest) {
    List<StoredFile> before = newest.map(version -> version.manifest().files()).orElse(List.of());
    List<NamedContent> now = source.files();
    return before.size() == now.size()
        && IntStream.range(0, now.size())
            .allMatch(
                i ->
                    before.get(i).name().equals(now.get(i).name())
                        && before.get(i).size() == SnapshotMeter.size(now.get(i)));
  }

  private Schema columns() {
    Schema columns = schema != null ? schema : source.schema().orElse(null);
    if (columns == null) {
      throw new InvalidValueException(
          String.format(
              "Cannot commit %s: no schema (call schema(Schema.of(…)) on the snapshot, %s needs it)",
              dataset, source.format().id()));
    }
    check(
        columns.columns().size() <= MAX_COLUMNS,
        "Cannot commit %s: it has %s columns (must be at most %s)",
        dataset,
        columns.columns().size(),
        MAX_COLUMNS);
    return columns;
  }

  private void checkFits(StoredVersion newest, Schema columns) {
    Schema before = newest.manifest().schema();
    SchemaDiff diff = SchemaDiff.between(before, columns);
    if (diff.compatibility() == Compatibility.BREAKING && !mayBreak) {
      List<String> differences =
          diff.differences().stream()
              .filter(difference -> difference.compatibility() != Compatibility.FULL)
              .map(String::valueOf)
              .toList();
      throw new IncompatibleSchemaException(
          String.format(
              "Cannot commit %s: the schema breaks that of version %s: %s"
                  + " (%skeep to it, or call allowBreakingSchema())",
              dataset, newest.number(), String.join("; ", differences), misspelt(before, columns)),
          differences);
    }
  }

  private static String misspelt(Schema before, Schema now) {
    StringBuilder hints = new StringBuilder();
    SimilarNames.findAll(lackedBy(before, now), lackedBy(now, before))
        .forEach(
            (name, meant) -> hints.append(String.format("did you mean %s for %s? ", meant, name)));
    return hints.toString();
  }

  /** Returns the names of columns that {@code one} lacks and {@code other} has. */
  private static List<String> lackedBy(Schema one, Schema other) {
    return other.columns().stream()
        .map(Column::name)
        .filter(name -> one.find(name).isEmpty())
        .toList();
  }

  private boolean sameContent(DatasetManifest there, List<StoredFile> files, Validator validator) {
    return sameBytes(there.files(), files)
        && there.format().equals(format(validator))
        && there.schema().equals(columns())
        && (message == null || message.equals(there.message()))
        && there.metadata().entrySet().containsAll(metadata.entrySet())
        && there.parents().containsAll(parents)
        && StoredReport.rules(there, store).equals(validator.rules());
  }

  /** A file in chunks equals a whole one; a copy differs from a reference. */
  private static boolean sameBytes(List<StoredFile> there, List<StoredFile> files) {
    return there.size() == files.size()
        && IntStream.range(0, files.size())
            .allMatch(i -> whole(there.get(i)).equals(whole(files.get(i))));
  }

  private static StoredFile whole(StoredFile file) {
    return file.keeping() instanceof StorageMode.Chunks
        ? new StoredFile(file.name(), file.blob(), file.size())
        : file;
  }

  /**
   * Commits after the version that was compared with; repeats the checks if another version was
   * committed first.
   */
  private StoredVersion commit(List<StoredFile> files, Validator validator, JudgedRows rows) {
    for (int attempt = 1; ; attempt++) {
      Optional<StoredVersion> newest = store.findLatest(dataset);
      newest.ifPresent(version -> checkFits(version, columns()));
      Optional<StoredVersion> same =
          there(newest)
              .filter(version -> sameContent(version.manifest(), files, validator))
              .findFirst();
      if (same.isPresent() && validator.looksAtRowsAlone()) {
        return same.get();
      }
      requireSome(rows.profile());
      rows.checkCurrent();
      StoredReport report = StoredReport.passed(rows.report(), dataset, store);
      if (same.isPresent()) {
        return same.get();
      }
      try {
        Profile profile = KeptProfile.of(rows.profile(), columns());
        DatasetManifest manifest = manifest(files, format(validator), profile, report);
        int after = newest.map(StoredVersion::number).orElse(0);
        return rows.commit(dataset, manifest, after, report.documents());
      } catch (ConflictException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** Rejects an empty version: it is a mistake that later steps would hide. */
  private void requireSome(Profile profile) {
    if (profile.rows() == 0) {
      int files = source.files().size();
      throw new InvalidDataException(
          String.format(
              "Cannot commit %s: %s no rows (needs at least 1)",
              dataset,
              files == 1 ? source.files().get(0).name() + " has" : "its " + files + " files have"));
    }
  }

  /**
   * Returns the versions that may be the same as this one: for prepared rows, which are prepared
   * only once, all versions with these parents; else the newest.
   */
  private Stream<StoredVersion> there(Optional<StoredVersion> newest) {
    return PreparedSource.is(source)
        ? store.versions(dataset).stream()
            .filter(version -> version.summary().parents().containsAll(parents))
            .flatMap(version -> store.find(dataset, version.number()).stream())
        : newest.stream();
  }

  private DatasetManifest manifest(
      List<StoredFile> files, Format format, Profile profile, StoredReport report) {
    return report
        .into(DatasetManifest.of(files, format, columns(), profile))
        .message(message == null ? "" : message)
        .author(author())
        .metadata(metadata)
        .parents(parents)
        .build();
  }

  private String author() {
    return author == null ? DefaultDataset.user() : author;
  }
}
