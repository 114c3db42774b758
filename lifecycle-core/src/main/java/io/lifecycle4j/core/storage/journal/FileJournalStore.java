package io.lifecycle4j.core.storage.journal;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.storage.file.Directory;
import io.lifecycle4j.core.storage.file.FileLocks;
import io.lifecycle4j.core.storage.file.FileLocks.Held;
import io.lifecycle4j.core.storage.file.Home;
import io.lifecycle4j.core.storage.file.StorageErrors;
import io.lifecycle4j.storage.Journal;
import io.lifecycle4j.storage.JournalEntry;
import io.lifecycle4j.storage.JournalKind;
import io.lifecycle4j.storage.JournalState;
import io.lifecycle4j.storage.JournalStore;
import io.lifecycle4j.storage.Recovery;
import io.lifecycle4j.storage.VerifyDepth;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Journals as files. */
public final class FileJournalStore implements JournalStore, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileJournalStore.class);

  private final Home home;
  private final JournalThreads threads;
  private final long segmentBytes;

  /** The openings of shared journals by name, and all openings; guarded by this. */
  private final Map<String, Set<FileJournal>> shared = new HashMap<>();

  private final Set<FileJournal> openings = new HashSet<>();
  private final List<Recovery> recoveries = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  /**
   * Opens the journals of a home.
   *
   * @param home the home
   * @param threads write the journals; closed after this
   * @param segmentBytes from which size on a journal goes on in another file
   */
  public FileJournalStore(Home home, JournalThreads threads, long segmentBytes) {
    this.home = home;
    this.threads = threads;
    this.segmentBytes = segmentBytes;
  }

  void checkWritable() {
    home.checkWritable();
  }

  boolean closed() {
    return closed;
  }

  @Override
  public Journal shared(String name) {
    return open(name, JournalKind.SHARED);
  }

  @Override
  public Journal chained(String name) {
    return open(name, JournalKind.CHAINED);
  }

  private Journal open(String name, JournalKind kind) {
    JournalChecks.name(name);
    checkOpen();
    JournalDirectory directory = directory(name);
    checkKind(directory, kind);
    synchronized (this) {
      checkOpen();
      Set<FileJournal> same = shared.computeIfAbsent(name, key -> new HashSet<>());
      FileJournal first = same.isEmpty() ? null : same.iterator().next();
      if (first != null) {
        JournalChecks.kind(name, kind, first.kind());
      }
      JournalEngine engine = first == null ? engine(directory, kind, null) : first.engine();
      FileJournal opening = new FileJournal(this, kind, engine, new JournalReader(directory));
      same.add(opening);
      openings.add(opening);
      return opening;
    }
  }

  private static void checkKind(JournalDirectory directory, JournalKind kind) {
    Head head = new JournalReader(directory).head();
    if (head != null) {
      JournalChecks.kind(directory.name(), kind, head.kind());
    }
  }

  @Override
  public Journal owned(String name) {
    JournalChecks.name(name);
    checkOpen();
    home.checkWritable();
    return threads.call(() -> openOwned(name));
  }

  private FileJournal openOwned(String name) {
    JournalDirectory directory = directory(name);
    checkKind(directory, JournalKind.OWNED);
    Held held = lock(directory);
    synchronized (this) {
      if (closed) {
        held.close();
      }
      checkOpen();
      JournalEngine engine = engine(directory, JournalKind.OWNED, held);
      FileJournal opening =
          new FileJournal(this, JournalKind.OWNED, engine, new JournalReader(directory));
      openings.add(opening);
      return opening;
    }
  }

  private static Held lock(JournalDirectory directory) {
    try {
      directory.create();
      Held held = FileLocks.tryAcquire(directory.lockFile());
      if (held == null) {
        throw JournalChecks.notOwner(directory.name());
      }
      return held;
    } catch (IOException e) {
      throw StorageErrors.failed("lock journal", directory.lockFile(), e);
    }
  }

  @Override
  public boolean isOwned(String name) {
    JournalChecks.name(name);
    checkOpen();
    if (!home.showsLocks()) {
      return true; // it cannot be told
    }
    Path lock = directory(name).lockFile();
    return threads.call(
        () -> {
          try {
            return FileLocks.isHeld(lock);
          } catch (IOException e) {
            throw StorageErrors.failed("look at the lock of journal", lock, e);
          }
        });
  }

  private JournalEngine engine(JournalDirectory directory, JournalKind kind, @Nullable Held owner) {
    JournalWriter writer = new JournalWriter(directory, kind, segmentBytes, threads, this::report);
    return new JournalEngine(directory, writer, threads, owner);
  }

  private void report(Recovery recovery) {
    LOG.warn(
        "Recovered journal {}: cut {} bytes behind entry {} ({})",
        recovery.journal(),
        recovery.bytes(),
        recovery.sequence(),
        recovery.reason());
    recoveries.add(recovery);
  }

  /** Gives an opening up; the last one of a journal closes its engine. */
  void release(FileJournal opening) {
    if (forget(opening)) {
      opening.engine().close();
    } else if (!closed) {
      opening.engine().checkpoint();
    }
  }

  private synchronized boolean forget(FileJournal opening) {
    if (!openings.remove(opening)) {
      return false; // the store was closed before, and closed it
    }
    if (opening.kind() == JournalKind.OWNED) {
      return true;
    }
    boolean[] last = new boolean[1];
    shared
        .values()
        .removeIf(
            same -> {
              boolean found = same.remove(opening);
              last[0] |= found && same.isEmpty();
              return same.isEmpty();
            });
    return last[0];
  }

  @Override
  public void read(String name, long from, Consumer<JournalEntry> action) {
    JournalChecks.name(name);
    JournalChecks.sequence(from);
    required(action, "action");
    checkOpen();
    new JournalReader(directory(name)).read(null, from, action);
  }

  @Override
  public Optional<JournalState> state(String name) {
    JournalChecks.name(name);
    checkOpen();
    return Optional.ofNullable(new JournalReader(directory(name)).state());
  }

  @Override
  public List<String> names() {
    checkOpen();
    Path journals = home.resolve("journals");
    List<String> names = new ArrayList<>();
    try {
      for (String name : Directory.names(journals)) {
        if (JournalChecks.isName(name) && directory(name).exists()) {
          names.add(name);
        }
      }
    } catch (IOException e) {
      throw StorageErrors.failed("list", journals, e);
    }
    Collections.sort(names);
    return names;
  }

  @Override
  public void verify(String name, VerifyDepth depth) {
    JournalChecks.name(name);
    required(depth, "depth");
    checkOpen();
    new JournalReader(directory(name)).verify(depth);
  }

  @Override
  public List<Recovery> recoveries() {
    checkOpen();
    return List.copyOf(recoveries);
  }

  /** Closes all journals, whatever the closing of one of them throws, then throws the first. */
  @Override
  public void close() {
    Set<JournalEngine> engines = new HashSet<>();
    synchronized (this) {
      closed = true;
      openings.forEach(opening -> engines.add(opening.engine()));
      openings.clear();
      shared.clear();
    }
    Closing.all(engines, JournalEngine::close);
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("The home is closed");
    }
  }

  private JournalDirectory directory(String name) {
    return new JournalDirectory(
        home.resolve("journals").resolve(name), new JournalIdentity(home.store(), name));
  }
}
