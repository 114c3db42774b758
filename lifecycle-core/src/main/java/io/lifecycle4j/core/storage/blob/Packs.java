package io.lifecycle4j.core.storage.blob;

import io.lifecycle4j.core.storage.file.Directory;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.BlobId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The packs of a home, by their indexes in memory. Other processes add and remove packs: if a blob
 * is not found, the directory is read again. Thread-safe.
 */
final class Packs {
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}\\.pack");

  /** A directory may change twice within one tick of the clock, which is coarse on some disks. */
  static final Duration TICK = Duration.ofSeconds(2);

  private final Path directory;
  private final InstantSource clock;
  private volatile Known known = new Known(Map.of(), null, null);

  /**
   * The packs found in the directory.
   *
   * @param packs by their file names
   * @param changed the modification time of the directory, if no later change can have the same
   * @param damage why the first corrupt pack cannot be read
   */
  private record Known(
      Map<String, PackIndex> packs,
      @Nullable Instant changed,
      @Nullable CorruptDataException damage) {}

  Packs(Path directory, InstantSource clock) {
    this.directory = directory;
    this.clock = clock;
  }

  Path directory() {
    return directory;
  }

  /** Finds a blob in the known packs; the pack may no longer exist. */
  @Nullable BlobPlace known(BlobId id) {
    byte[] hash = id.bytes();
    for (PackIndex pack : known.packs().values()) {
      int found = pack.find(hash);
      if (found >= 0) {
        return pack.place(found);
      }
    }
    return null;
  }

  /**
   * Finds a blob, also in packs that others have just written.
   *
   * @throws CorruptDataException if it is not found, but a corrupt pack may hold it
   */
  @Nullable BlobPlace find(BlobId id) throws IOException {
    BlobPlace place = there(id);
    if (place == null) {
      refresh();
      place = there(id);
    }
    if (place == null) {
      refuseDamage(known);
    }
    return place;
  }

  /** Finds a blob in a known pack that still exists: another process may have deleted it. */
  private @Nullable BlobPlace there(BlobId id) throws IOException {
    BlobPlace place = known(id);
    while (place != null && BlobRooms.changed(place.file()) == null) {
      forget(place.file());
      place = known(id);
    }
    return place;
  }

  /** Returns all known places of a blob; some packs may no longer exist. */
  List<BlobPlace> places(BlobId id) {
    List<BlobPlace> places = new ArrayList<>();
    byte[] hash = id.bytes();
    for (PackIndex pack : known.packs().values()) {
      int found = pack.find(hash);
      if (found >= 0) {
        places.add(pack.place(found));
      }
    }
    return places;
  }

  /**
   * Returns all packs.
   *
   * @throws CorruptDataException if one is corrupt
   */
  Collection<PackIndex> all() throws IOException {
    refresh();
    Known now = known;
    refuseDamage(now);
    return now.packs().values();
  }

  private static void refuseDamage(Known known) {
    CorruptDataException damage = known.damage();
    if (damage != null) {
      throw new CorruptDataException(String.valueOf(damage.getMessage()), damage);
    }
  }

  @Nullable PackIndex of(Path file) {
    return known.packs().get(String.valueOf(file.getFileName()));
  }

  synchronized void add(PackIndex pack) {
    Map<String, PackIndex> packs = new HashMap<>(known.packs());
    packs.put(pack.name(), pack);
    known = new Known(packs, null, known.damage());
  }

  /** Removes a pack that no longer exists. */
  synchronized void forget(Path file) {
    Map<String, PackIndex> packs = new HashMap<>(known.packs());
    packs.remove(String.valueOf(file.getFileName()));
    known = new Known(packs, null, known.damage());
  }

  /**
   * Lists the directory if it may have changed. Two lists must agree: a single one, made while one
   * pack replaces another, may show neither.
   */
  synchronized void refresh() throws IOException {
    if (changed().equals(known.changed()) && known.damage() == null) {
      return;
    }
    Set<String> names = names();
    while (true) {
      Instant changed = changed();
      Instant listed = clock.instant();
      Set<String> again = names();
      Known found = load(again, changed.isBefore(listed.minus(TICK)) ? changed : null);
      if (again.equals(names)) {
        known = found;
        return;
      }
      names = again;
    }
  }

  /** Lists the directory if packs may have been added; does not read corrupt ones again. */
  synchronized void refreshChanged() throws IOException {
    if (!changed().equals(known.changed())) {
      refresh();
    }
  }

  private Instant changed() throws IOException {
    try {
      return Files.getLastModifiedTime(directory).toInstant();
    } catch (NoSuchFileException e) {
      return Instant.MAX;
    }
  }

  private Set<String> names() throws IOException {
    return Directory.namesIfAny(directory).stream() // created with the first pack
        .filter(name -> NAME.matcher(name).matches())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Known load(Set<String> names, @Nullable Instant changed) throws IOException {
    Map<String, PackIndex> packs = new TreeMap<>();
    CorruptDataException damage = null;
    for (String name : names) {
      try {
        PackIndex pack = known.packs().get(name);
        packs.put(name, pack == null ? PackIndex.read(directory.resolve(name)) : pack);
      } catch (CorruptDataException e) {
        damage = damage == null ? e : damage;
      } catch (NoSuchFileException e) {
        // deleted after it was listed; its blobs are in another
      }
    }
    return new Known(packs, changed, damage);
  }
}
