package io.lifecycle4j.core.storage;

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
    JournalChecks.name(name);
    checkOpen();
    Shared parts = shared.computeIfAbsent(name, key -> new Shared(file(key)));
    return remember(new FileJournal(this, parts, null));
  }

  @Override
  public Journal owned(String name) {
    JournalChecks.name(name);
    home.checkWritable();
    return thread.run(() -> openOwned(name));
  }

  private FileJournal openOwned(String name) {
    checkOpen();
    JournalFile file = file(name);
    try {
      Held held = JournalLocks.tryAcquire(file.lockFile());
      if (held == null) {
        throw JournalChecks.notOwner(name);
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
  public void read(String name, long from, java.util.function.Consumer<JournalEntry> action) {
    JournalChecks.name(name);
    JournalChecks.sequence(from);
    checkOpen();
    List<JournalEntry> entries = new ArrayList<>();
    file(name).scan(Place.START, frame -> frame.collect(from, entries));
    entries.forEach(action);
  }

  @Override
  public Journal chained(String name) {
    return shared(name);
  }

  @Override
  public void verify(String name, io.lifecycle4j.storage.VerifyDepth depth) {
    read(name, 1, entry -> {});
  }

  @Override
  public List<io.lifecycle4j.storage.Recovery> recoveries() {
    return List.of();
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
      outcome = outcome.after(() -> close(parts));
    }
    return outcome;
  }

  /** Closes a shared journal; its anchor needs the lock, as every append does. */
  private static void close(Shared parts) {
    try (JournalWriter writer = parts.writer()) {
      if (!writer.idle()) {
        Held held = JournalLocks.acquire(parts.file().lockFile());
        try {
          writer.anchor();
        } finally {
          held.close();
        }
      }
    } catch (IOException e) {
      throw StorageErrors.failed("lock journal", parts.file().lockFile(), e);
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("The home is closed");
    }
  }

  private JournalFile file(String name) {
    return new JournalFile(home.resolve("journals").resolve(name + SUFFIX), home.store(), name);
  }
}
