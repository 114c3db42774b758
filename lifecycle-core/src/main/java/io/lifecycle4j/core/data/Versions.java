package io.lifecycle4j.core.data;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.Dataset.TagMove;
import io.lifecycle4j.data.DatasetManifest.Summary;
import io.lifecycle4j.data.Purge;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.JournalEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The state that the entries in the journal of datasets add up to. Not thread-safe.
 *
 * <p>Readers ignore an entry of an unknown kind, written by a newer library; writers must
 * understand all entries and are rejected.
 */
final class Versions {
  private final Map<String, DatasetHistory> datasets = new TreeMap<>();
  private final List<PurgeEntry> pending = new ArrayList<>();
  private @Nullable ReadOnlyException unknown;

  /** The history of one dataset. */
  private static final class DatasetHistory {
    final List<VersionEntry> versions = new ArrayList<>();
    final Map<Integer, PurgeEntry> purges = new HashMap<>();
    final List<TagMove> moves = new ArrayList<>();
    final Map<String, Integer> tags = new HashMap<>();
  }

  void add(JournalEntry line) {
    EntryKind kind = EntryKind.of(line);
    String what = EntryKind.what(line);
    if (kind.isVersion()) {
      add(what, DataForms.JSON.read(line.payload(), VersionEntry.class, what));
    } else if (kind.isTag()) {
      add(what, DataForms.JSON.read(line.payload(), TagEntry.class, what));
    } else if (kind.isPurge()) {
      add(what, DataForms.JSON.read(line.payload(), PurgeEntry.class, what));
    } else if (kind.isErased()) {
      add(what, DataForms.JSON.read(line.payload(), ErasedEntry.class, what));
    } else if (unknown == null) {
      unknown = kind.unknown(what);
    }
  }

  private void add(String what, VersionEntry entry) {
    List<VersionEntry> versions =
        datasets.computeIfAbsent(entry.dataset(), name -> new DatasetHistory()).versions;
    if (entry.number() != versions.size() + 1) {
      throw new CorruptDataException(
          String.format(
              "Cannot read %s: version %s of %s (must be %s)",
              what, entry.number(), entry.dataset(), versions.size() + 1));
    }
    versions.add(entry);
  }

  private void add(String what, TagEntry entry) {
    DatasetHistory history = datasets.get(entry.dataset());
    if (history == null || entry.number() > history.versions.size()) {
      throw new CorruptDataException(
          String.format(
              "Cannot read %s: tag %s of version %s of %s (there is none)",
              what, entry.tag(), entry.number(), entry.dataset()));
    }
    Integer from = history.tags.put(entry.tag(), entry.number());
    history.moves.add(
        new TagMove(
            entry.tag(), from == null ? 0 : from, entry.number(), entry.author(), entry.time()));
  }

  private void add(String what, PurgeEntry entry) {
    DatasetHistory history = datasets.get(entry.dataset());
    PurgeEntry before = history == null ? null : history.purges.get(entry.number());
    if (history == null
        || entry.number() > history.versions.size()
        || (before != null && !before.equals(entry))) { // an equal one: an Error came in between
      throw new CorruptDataException(
          String.format(
              "Cannot read %s: purge of %s (there is none, or it was purged before)",
              what, entry.version()));
    }
    if (!pending.contains(entry)) {
      pending.add(entry);
    }
    history.purges.put(entry.number(), entry);
  }

  private void add(String what, ErasedEntry entry) {
    if (!pending.removeIf(purge -> entry.ends(purge))) {
      throw new CorruptDataException(
          String.format(
              "Cannot read %s: deletion of %s:%s (it was not purged, or deleted before)",
              what, entry.dataset(), entry.number()));
    }
  }

  private DatasetHistory history(String dataset) {
    return datasets.getOrDefault(dataset, new DatasetHistory());
  }

  /** Returns the versions of a dataset, oldest first. */
  List<VersionEntry> of(String dataset) {
    return List.copyOf(history(dataset).versions);
  }

  /** Finds the purge of a version. */
  Optional<PurgeEntry> findPurge(String dataset, int number) {
    return Optional.ofNullable(history(dataset).purges.get(number));
  }

  /**
   * Which versions are purged.
   *
   * @param purges the number of purges there were
   * @param pending those whose bytes are not all deleted
   */
  record Purging(int purges, List<PurgeEntry> pending) {}

  Purging purging() {
    int purges = datasets.values().stream().mapToInt(history -> history.purges.size()).sum();
    return new Purging(purges, List.copyOf(pending));
  }

  /** Returns the manifests that only purged versions have. */
  Set<BlobId> purgedManifests() {
    Set<BlobId> purged = new HashSet<>();
    Set<BlobId> others = new HashSet<>();
    for (DatasetHistory history : datasets.values()) {
      for (VersionEntry version : history.versions) {
        (history.purges.containsKey(version.number()) ? purged : others).add(version.manifest());
      }
    }
    purged.removeAll(others);
    return purged;
  }

  /** Returns the changes of the tags of a dataset, oldest first. */
  List<TagMove> moves(String dataset) {
    return List.copyOf(history(dataset).moves);
  }

  /** Returns the number of the version that a tag names, 0 if none. */
  int tagged(String dataset, String tag) {
    return history(dataset).tags.getOrDefault(tag, 0);
  }

  /** Returns the number of the version by tag, sorted, without the tags that name none. */
  Map<String, Integer> tags(String dataset) {
    Map<String, Integer> tags = new TreeMap<>(history(dataset).tags);
    tags.values().removeIf(number -> number == 0);
    return Collections.unmodifiableMap(tags);
  }

  List<String> names() {
    return List.copyOf(datasets.keySet());
  }

  /**
   * Throws if there is an entry of an unknown kind.
   *
   * @param doing the operation, for the message
   */
  void checkWritable(String doing) {
    if (unknown != null) {
      throw new ReadOnlyException("Cannot " + doing + ": " + unknown.getMessage(), unknown);
    }
  }

  /**
   * The kind of an entry in the journal of datasets, read before the rest of it.
   *
   * @param kind null for a version
   */
  record EntryKind(@Nullable String kind) {
    static EntryKind of(JournalEntry entry) {
      return DataForms.JSON.read(entry.payload(), EntryKind.class, what(entry));
    }

    static String what(JournalEntry entry) {
      return "dataset entry " + entry.sequence();
    }

    boolean isVersion() {
      return kind == null;
    }

    boolean isTag() {
      return TagEntry.KIND.equals(kind);
    }

    boolean isPurge() {
      return PurgeEntry.KIND.equals(kind);
    }

    boolean isErased() {
      return ErasedEntry.KIND.equals(kind);
    }

    /** Returns the exception for writers, which must understand all entries. */
    ReadOnlyException unknown(String what) {
      return new ReadOnlyException(
          String.format(
              "Cannot read %s: kind '%s' (written by a newer version of Lifecycle4j)", what, kind));
    }
  }

  /**
   * An entry in the journal of datasets: a new version.
   *
   * @param manifest the blob of its manifest
   * @param summary the parts of the manifest that look-ups need
   */
  record VersionEntry(
      String dataset, int number, BlobId manifest, Summary summary, Instant created) {
    /** An exception here makes the entry corrupt. */
    VersionEntry {
      checkName("dataset", dataset);
      required(manifest, "manifest");
      required(summary, "summary");
      required(created, "time");
    }

    @Override
    public String toString() {
      return dataset + ":" + number;
    }
  }

  /**
   * An entry in the journal of datasets: a tag now names another version.
   *
   * @param kind {@value #KIND}
   * @param number the number of the version, 0 if the tag names none from then on
   */
  record TagEntry(
      String kind, String dataset, String tag, int number, String author, Instant time) {
    static final String KIND = "tagged";

    /** An exception here makes the entry corrupt. */
    TagEntry {
      required(kind, "kind");
      checkName("dataset", dataset);
      checkName("tag", tag);
      check(number >= 0, "Invalid dataset version: %s (must be at least 1, or 0 for none)", number);
      required(author, "author");
      required(time, "time");
    }
  }

  /**
   * An entry in the journal of datasets: a version is purged, and its bytes were or will be
   * deleted.
   *
   * @param kind {@value #KIND}
   * @param manifest the blob of the manifest that stays
   * @param blobs the blob of the list of blobs to delete, unless something else needs them
   */
  record PurgeEntry(
      String kind,
      String dataset,
      int number,
      String author,
      String reason,
      Instant time,
      BlobId manifest,
      BlobId blobs) {
    static final String KIND = "purged";

    /** An exception here makes the entry corrupt. */
    PurgeEntry {
      required(kind, "kind");
      checkName("dataset", dataset);
      required(manifest, "manifest");
      required(blobs, "list of blobs");
      new Purge(author, reason, time);
    }

    Purge purge() {
      return new Purge(author, reason, time);
    }

    String version() {
      return dataset + ":" + number;
    }
  }

  /**
   * An entry in the journal of datasets: the bytes of a purged version are deleted.
   *
   * @param kind {@value #KIND}
   */
  record ErasedEntry(String kind, String dataset, int number, Instant time) {
    static final String KIND = "erased";

    /** An exception here makes the entry corrupt. */
    ErasedEntry {
      required(kind, "kind");
      checkName("dataset", dataset);
      required(time, "time");
    }

    boolean ends(PurgeEntry purge) {
      return dataset.equals(purge.dataset()) && number == purge.number();
    }
  }
}
