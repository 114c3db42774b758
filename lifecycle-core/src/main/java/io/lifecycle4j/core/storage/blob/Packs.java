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
 * The packs of a home, by the indexes that were read of them. Other processes add and remove packs:
 * what is not found is looked for again in the directory. Thread-safe.
 */
final class Packs {
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}\\.pack");

  /** A directory may change twice within one tick of the clock, which on some disks is coarse. */
  static final Duration TICK = Duration.ofSeconds(2);

  private final Path directory;
  private final InstantSource clock;
  private volatile Known known = new Known(Map.of(), null, null);

  /**
   * What was found in the directory.
   *
   * @param packs by their file names
   * @param changed when the directory was changed last, if nothing can have come after it
   * @param damage why the first of the packs that are damaged cannot be read
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

  /** Finds a blob in what is known already; the pack may be gone. */
  @Nullable BlobPlace known(BlobId id) {
    return find(id, known);
  }

  private static @Nullable BlobPlace find(BlobId id, Known known) {
    if (known.packs().isEmpty()) {
      return null;
    }
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
   * Finds a blob, in packs that others have just written too.
   *
   * @throws CorruptDataException if it is not found, but a pack that may hold it is damaged
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

  /** Finds a blob in a known pack that is still there: another may have removed it. */
  private @Nullable BlobPlace there(BlobId id) throws IOException {
    BlobPlace place = known(id);
    while (place != null && BlobRooms.changed(place.file()) == null) {
      forget(place.file());
      place = known(id);
    }
    return place;
  }

  /** Finds every known pack that holds a blob; some may be gone. */
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

  /** Returns the known packs that hold any of some blobs; some may be gone. */
  List<PackIndex> holding(Collection<BlobId> ids) {
    return known.packs().values().stream()
        .filter(pack -> ids.stream().anyMatch(id -> pack.find(id) != null))
        .toList();
  }

  /**
   * Returns all packs there are.
   *
   * @throws CorruptDataException if one is damaged
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

  /** Returns the pack of a file that is known. */
  @Nullable PackIndex of(Path file) {
    return known.packs().get(String.valueOf(file.getFileName()));
  }

  /** Adds a pack that was just published. */
  synchronized void add(PackIndex pack) {
    Map<String, PackIndex> packs = new HashMap<>(known.packs());
    packs.put(pack.name(), pack);
    known = new Known(packs, null, known.damage());
  }

  /** Takes out a pack that is no longer there. */
  synchronized void forget(Path file) {
    Map<String, PackIndex> packs = new HashMap<>(known.packs());
    packs.remove(String.valueOf(file.getFileName()));
    known = new Known(packs, null, known.damage());
  }

  /**
   * Looks into the directory if it may have changed. Two lists must agree: one alone, made while a
   * pack takes the place of another, may show neither.
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

  /** Looks into the directory if something may have come; what was damaged is not read again. */
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
    try {
      return Directory.names(directory).stream()
          .filter(name -> NAME.matcher(name).matches())
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (NoSuchFileException e) {
      return Set.of(); // made with the first pack
    }
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
        // removed since it was listed; its blobs are in another
      }
    }
    return new Known(packs, changed, damage);
  }
}
