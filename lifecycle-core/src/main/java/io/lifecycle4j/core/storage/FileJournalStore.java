package io.lifecycle4j.core.storage;

import static io.lifecycle4j.error.InvalidValueException.check;

import io.lifecycle4j.core.storage.JournalFile.Place;
import io.lifecycle4j.core.storage.JournalLocks.Held;
import io.lifecycle4j.storage.Journal;
import io.lifecycle4j.storage.JournalEntry;
import io.lifecycle4j.storage.JournalStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Journals as files. */
final class FileJournalStore implements JournalStore, AutoCloseable {
  private static final String SUFFIX = ".l4j";

  private final Home home;
  private final StorageThread thread;
  private final Map<String, FileJournal> shared = new ConcurrentHashMap<>();
  private final Set<FileJournal> owned = ConcurrentHashMap.newKeySet();

  FileJournalStore(Home home, StorageThread thread) {
    this.home = home;
    this.thread = thread;
  }

  @Override
  public Journal shared(String name) {
    checkName(name);
    thread.checkOpen();
    return shared.computeIfAbsent(
        name, key -> new FileJournal(thread, file(key), lockFile(key), null, home));
  }

  @Override
  public Journal owned(String name) {
    checkName(name);
    home.checkWritable();
    FileJournal journal = thread.run(() -> openOwned(name));
    owned.add(journal);
    return journal;
  }

  private FileJournal openOwned(String name) {
    try {
      Held held = JournalLocks.tryAcquire(lockFile(name));
      if (held == null) {
        throw FileJournal.notOwner(name);
      }
      return new FileJournal(thread, file(name), lockFile(name), held, home);
    } catch (IOException e) {
      throw StorageErrors.failed("lock journal", lockFile(name), e);
    }
  }

  @Override
  public List<JournalEntry> read(String name, long from) {
    checkName(name);
    check(from >= 1, "Invalid sequence: %s (must be at least 1)", from);
    thread.checkOpen();
    List<JournalEntry> entries = new ArrayList<>();
    file(name).scan(Place.START, frame -> frame.collect(from, entries));
    return entries;
  }

  @Override
  public List<String> names() {
    Path journals = home.resolve("journals");
    try (Stream<Path> files = Files.list(journals)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()))
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw StorageErrors.failed("list", journals, e.getCause());
    } catch (IOException e) {
      throw StorageErrors.failed("list", journals, e);
    }
  }

  @Override
  public void close() {
    shared.values().forEach(FileJournal::close);
    owned.forEach(FileJournal::close);
  }

  private JournalFile file(String name) {
    return new JournalFile(home.resolve("journals").resolve(name + SUFFIX), home.store(), name);
  }

  private Path lockFile(String name) {
    return home.resolve("journals").resolve(name + ".lock");
  }

  static void checkName(String name) {
    check(
        name != null && name.matches("[a-z0-9-]{1,100}"),
        "Invalid journal name: '%s' (must be 1 to 100 of a-z, 0-9 and -)",
        name);
  }
}
