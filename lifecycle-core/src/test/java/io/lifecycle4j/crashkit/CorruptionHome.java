package io.lifecycle4j.crashkit;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalSnapshot;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A small home with everything in it, as bytes: what every file held at the end and at every moment
 * before, and what can be read from it. Knows nothing of the layout.
 */
public final class CorruptionHome {
  private static final String TRIMMED = "cut";

  /** A journal of which a trim left no entry. */
  private static final String BARE = "bare";

  private static final long FIRST = 3;

  private final Path root;
  private final Map<String, byte[]> files = new TreeMap<>();
  private final List<String> directories = new ArrayList<>();
  private final Map<String, List<byte[]>> versions = new TreeMap<>();
  private final Map<String, List<byte[]>> journals = new LinkedHashMap<>();
  private final Map<String, Integer> proven = new LinkedHashMap<>();
  private final Map<BlobId, byte[]> blobs = new LinkedHashMap<>();
  private final Map<BlobId, byte[]> aside = new LinkedHashMap<>();
  private @Nullable JournalSnapshot snapshot;

  private CorruptionHome(Path root) {
    this.root = root;
  }

  /** When the files are taken. */
  public enum End {
    /** After the home was closed. */
    CLOSED,
    /** While it is open, as a process that was killed leaves it. */
    OPEN
  }

  /**
   * Writes a home.
   *
   * @param root where; removed by the caller
   * @param opener opens a home in a directory
   * @param end when the files are taken
   * @return the home
   * @throws IOException if its files cannot be read
   */
  public static CorruptionHome write(Path root, Function<Path, Medium> opener, End end)
      throws IOException {
    CorruptionHome home = new CorruptionHome(root);
    try (Medium medium = opener.apply(root)) {
      home.look();
      home.put(medium, "blob");
      if (end == End.CLOSED) {
        home.fillBlobs(medium); // a blob is what it is, whether the home was closed or not
      }
      home.setAside(medium);
      home.fillJournals(medium);
      if (end == End.OPEN) {
        home.take();
      }
    }
    home.look();
    if (end == End.CLOSED) {
      home.take();
    }
    return home;
  }

  private void fillBlobs(Medium medium) throws IOException {
    put(medium, "");
    put(medium, "a blob of its own file".repeat(8));
    List<byte[]> small = List.of(Fixtures.utf8("a"), Fixtures.utf8("bc"), Fixtures.utf8("def"));
    medium.blobs().putAll(small.stream().map(Content::of).toList());
    small.forEach(bytes -> blobs.put(Fixtures.hash(bytes), bytes));
    look();
  }

  private void fillJournals(Medium medium) throws IOException {
    fill("log", medium.journals().shared("log"));
    fill("chain", medium.journals().chained("chain"));
    fill("own", medium.journals().owned("own"));
    put(medium, "state");
    snapshot = new JournalSnapshot(FIRST - 1, Fixtures.hash(Fixtures.utf8("state")));
    trim(BARE, medium);
    append(TRIMMED, trim(TRIMMED, medium, "three"), Durability.PROCESS, "four");
  }

  /** Has a journal begin behind a snapshot. */
  private Journal trim(String name, Medium medium, String... kept) throws IOException {
    Journal journal = medium.journals().shared(name);
    append(name, journal, Durability.PROCESS, "one", "two");
    for (String text : kept) {
      append(name, journal, Durability.POWER, text);
    }
    journal.snapshot(Objects.requireNonNull(snapshot));
    look();
    journal.trim(FIRST);
    journals.put(name, new ArrayList<>(Arrays.stream(kept).map(Fixtures::utf8).toList()));
    look();
    return journal;
  }

  private void setAside(Medium medium) throws IOException {
    byte[] bytes = Fixtures.utf8("quarantined");
    BlobId id = medium.blobs().put(Content.of(bytes));
    medium.blobs().maintenance().quarantine(List.of(id), Instant.parse("2126-01-02T03:04:05Z"));
    aside.put(id, bytes);
    look();
  }

  private void put(Medium medium, String text) throws IOException {
    byte[] bytes = Fixtures.utf8(text);
    medium.blobs().put(Content.of(bytes));
    blobs.put(Fixtures.hash(bytes), bytes);
    look();
  }

  /** The last two are proven to be forced by what comes behind them, and the last is not. */
  private void fill(String name, Journal journal) throws IOException {
    create(journal);
    append(name, journal, Durability.PROCESS, "one", "two of the first batch");
    append(name, journal, Durability.POWER, "");
    append(name, journal, Durability.POWER, "four", "five " + "-".repeat(60));
    proven.put(name, 5);
    append(name, journal, Durability.PROCESS, "six", "seven");
  }

  private void append(String name, Journal journal, Durability durability, String... texts)
      throws IOException {
    journal.append(Fixtures.batch(Batch.ANY, durability, texts));
    for (String text : texts) {
      journals.computeIfAbsent(name, key -> new ArrayList<>()).add(Fixtures.utf8(text));
    }
    look();
  }

  /** Makes a journal without an entry, so that it is seen as it is then. */
  private void create(Journal journal) throws IOException {
    Batch early = new Batch(Batch.NO_TOKEN, 1, List.of(new byte[1]), Durability.POWER);
    try {
      journal.append(early);
      throw new IllegalStateException("An empty journal took what was expected behind an entry");
    } catch (ConflictException e) {
      look();
    }
  }

  /** Remembers what changed since the last look. */
  private void look() throws IOException {
    for (Path path : paths(root)) {
      if (Files.isRegularFile(path)) {
        List<byte[]> known =
            versions.computeIfAbsent(root.relativize(path).toString(), key -> new ArrayList<>());
        byte[] bytes = Files.readAllBytes(path);
        if (known.isEmpty() || !Arrays.equals(known.get(known.size() - 1), bytes)) {
          known.add(bytes);
        }
      }
    }
  }

  private void take() throws IOException {
    for (Path path : paths(root)) {
      String name = root.relativize(path).toString();
      if (Files.isDirectory(path)) {
        directories.add(name);
      } else {
        files.put(name, Files.readAllBytes(path));
      }
    }
  }

  /** Lists what lies in a directory, each directory before what is in it. */
  static List<Path> paths(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths.filter(path -> !path.equals(root)).sorted().toList();
    }
  }

  /** Makes a directory what the home was; what is there is replaced. */
  void copyTo(Path target) throws IOException {
    if (Files.exists(target)) {
      for (Path path : paths(target).stream().sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
    Files.createDirectories(target);
    for (String directory : directories) {
      Files.createDirectory(target.resolve(directory));
    }
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Files.write(target.resolve(file.getKey()), file.getValue());
    }
  }

  /**
   * Returns the files.
   *
   * @return their bytes by their names in the home
   */
  public Map<String, byte[]> files() {
    return files;
  }

  byte[] file(String name) {
    return Objects.requireNonNull(files.get(name), "no such file in the home");
  }

  List<String> directories() {
    return directories;
  }

  /** Returns what a file held at earlier moments. */
  List<byte[]> earlier(String file) {
    byte[] now = files.get(file);
    return versions.getOrDefault(file, List.of()).stream()
        .filter(bytes -> !Arrays.equals(bytes, now))
        .toList();
  }

  Map<String, List<byte[]>> journals() {
    return journals;
  }

  /** Returns how many entries of a journal can never be cut, since a later one proves them. */
  int proven(String journal) {
    return proven.getOrDefault(journal, 0);
  }

  /** Returns the sequence of the oldest entry of a journal. */
  long first(String journal) {
    return isTrimmed(journal) ? FIRST : 1;
  }

  /** Returns the snapshot of a journal. */
  Optional<JournalSnapshot> snapshot(String journal) {
    return isTrimmed(journal) ? Optional.ofNullable(snapshot) : Optional.empty();
  }

  private static boolean isTrimmed(String journal) {
    return journal.equals(TRIMMED) || journal.equals(BARE);
  }

  Map<BlobId, byte[]> blobs() {
    return blobs;
  }

  /** Returns the blobs that were quarantined. */
  Map<BlobId, byte[]> aside() {
    return aside;
  }

  /**
   * Adds up the lengths of the files.
   *
   * @return the bytes
   */
  public int bytes() {
    return files.values().stream().mapToInt(bytes -> bytes.length).sum();
  }
}
