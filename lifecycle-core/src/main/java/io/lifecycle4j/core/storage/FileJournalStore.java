package io.lifecycle4j.core.storage;

import static io.lifecycle4j.error.InvalidValueException.check;

import io.lifecycle4j.core.storage.FileJournal.Shared;
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
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Journals as files. */
final class FileJournalStore implements JournalStore, AutoCloseable {
  private static final String SUFFIX = ".l4j";

  private final Home home;
  private final StorageThread thread;
  private final Map<String, Shared> shared = new ConcurrentHashMap<>();
  private final Set<FileJournal> openings = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  FileJournalStore(Home home, StorageThread thread) {
    this.home = home;
    this.thread = thread;
  }

  Home home() {
    return home;
  }

  StorageThread thread() {
    return thread;
  }

  void forget(FileJournal opening) {
    openings.remove(opening);
  }

  @Override
  public Journal shared(String name) {
    checkName(name);
    checkOpen();
    Shared parts = shared.computeIfAbsent(name, key -> new Shared(file(key)));
    return remember(new FileJournal(this, parts, null));
  }

  @Override
  public Journal owned(String name) {
    checkName(name);
    home.checkWritable();
    return thread.run(() -> openOwned(name));
  }

  private FileJournal openOwned(String name) {
    checkOpen();
    JournalFile file = file(name);
    try {
      Held held = JournalLocks.tryAcquire(file.lockFile());
      if (held == null) {
        throw FileJournal.notOwner(name);
      }
      return remember(new FileJournal(this, new Shared(file), held));
    } catch (IOException e) {
      throw StorageErrors.failed("lock journal", file.lockFile(), e);
    }
  }

  private FileJournal remember(FileJournal opening) {
    openings.add(opening);
    return opening;
  }

  @Override
  public List<JournalEntry> read(String name, long from) {
    checkName(name);
    check(from >= 1, "Invalid sequence: %s (must be at least 1)", from);
    checkOpen();
    List<JournalEntry> entries = new ArrayList<>();
    file(name).scan(Place.START, frame -> frame.collect(from, entries));
    return entries;
  }

  @Override
  public List<String> names() {
    checkOpen();
    Path journals = home.resolve("journals");
    try (Stream<Path> files = Files.list(journals)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()))
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw StorageErrors.failed("list", journals, Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw StorageErrors.failed("list", journals, e);
    }
  }

  /** Closes all journals, whatever the closing of one of them throws, then throws the first. */
  @Override
  public void close() {
    if (!closed) {
      closed = true; // before the last work on the storage thread, so that nothing opens behind it
      RuntimeException failure = thread.run(this::closeAll).failure();
      if (failure != null) {
        throw failure;
      }
    }
  }

  /** How closing went. */
  private record Outcome(@Nullable RuntimeException failure) {
    Outcome after(Runnable step) {
      try {
        step.run();
      } catch (RuntimeException e) {
        if (failure == null) {
          return new Outcome(e);
        }
        failure.addSuppressed(e);
      }
      return this;
    }
  }

  private Outcome closeAll() {
    Outcome outcome = new Outcome(null);
    for (FileJournal opening : List.copyOf(openings)) {
      outcome = outcome.after(opening::release);
    }
    for (Shared parts : shared.values()) {
      outcome = outcome.after(parts.writer()::close);
    }
    return outcome;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("The home is closed");
    }
  }

  private JournalFile file(String name) {
    return new JournalFile(home.resolve("journals").resolve(name + SUFFIX), home.store(), name);
  }

  static void checkName(String name) {
    check(
        name != null && name.matches("[a-z0-9-]{1,100}"),
        "Invalid journal name: '%s' (must be 1 to 100 of a-z, 0-9 and -)",
        name);
  }
}
