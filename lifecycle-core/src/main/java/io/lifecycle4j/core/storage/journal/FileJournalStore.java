package io.lifecycle4j.core.storage.journal;

import static io.lifecycle4j.error.Preconditions.required;
import static java.util.stream.Collectors.joining;

import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.storage.file.Directory;
import io.lifecycle4j.core.storage.file.FileLocks;
import io.lifecycle4j.core.storage.file.FileLocks.Held;
import io.lifecycle4j.core.storage.file.Home;
import io.lifecycle4j.core.storage.file.StorageErrors;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.UnknownOutcomeException;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.JournalChecks;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalKind;
import io.lifecycle4j.storage.spi.JournalMaintenance;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Recovery;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Journals as files. */
public final class FileJournalStore implements JournalStore, JournalMaintenance, AutoCloseable {
  /** This share of the patience may be spent on one unresponsive journal before the others. */
  private static final int SHARES = 15;

  /** Indicates that a journal is closed already. */
  private static final int GONE = -1;

  /** The number of unclosed journals named in a message. */
  private static final int TOLD = 10;

  private static final Logger LOG = LoggerFactory.getLogger(FileJournalStore.class);

  private final Home home;
  private final long segmentBytes;
  private final Duration patience;
  private final JournalReaders readers;

  /** The open shared journals by name, and all open journals; guarded by this. */
  private final Map<String, Opened> shared = new HashMap<>();

  private final Set<Opened> opened = new HashSet<>();
  private final List<Recovery> recoveries = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  /**
   * Creates a store.
   *
   * @param segmentBytes the size from which on a journal continues in another file
   * @param patience how long closing journals may wait for the device
   */
  public FileJournalStore(Home home, long segmentBytes, Duration patience) {
    this.home = home;
    this.segmentBytes = segmentBytes;
    this.patience = patience;
    this.readers = new JournalReaders(this::directory, segmentBytes);
    JournalClasses.initialize();
  }

  /** A journal that is open: once or, if it is shared, several times. */
  static final class Opened {
    private final JournalKind kind;
    private final JournalEngine engine;

    /** The openings not closed yet; guarded by the store. */
    private final Set<FileJournal> openings = new HashSet<>();

    Opened(JournalKind kind, JournalEngine engine) {
      this.kind = kind;
      this.engine = engine;
    }

    JournalKind kind() {
      return kind;
    }

    JournalEngine engine() {
      return engine;
    }
  }

  void checkWritable() {
    home.checkWritable();
  }

  boolean closed() {
    return closed;
  }

  @Override
  public FileJournal open(String name, JournalKind kind) {
    return required(kind, "kind of journal") == JournalKind.OWNED
        ? openOwned(name)
        : openShared(name, kind);
  }

  private FileJournal openShared(String name, JournalKind kind) {
    JournalChecks.name(name);
    checkOpen();
    JournalDirectory directory = directory(name);
    checkKind(directory, kind);
    synchronized (this) {
      checkOpen();
      Opened known = shared.get(name);
      if (known != null) {
        JournalChecks.kind(name, kind, known.kind());
        return opening(known, directory);
      }
      Opened fresh = new Opened(kind, engine(directory, kind, null));
      shared.put(name, fresh);
      return opening(fresh, directory);
    }
  }

  private FileJournal opening(Opened journal, JournalDirectory directory) {
    FileJournal opening = new FileJournal(this, journal, readers.of(directory.name()));
    opened.add(journal);
    journal.openings.add(opening); // nothing fails after this, or the journal would never be closed
    return opening;
  }

  private static void checkKind(JournalDirectory directory, JournalKind kind) {
    Head head = new JournalReader(directory).head();
    if (head != null) {
      JournalChecks.kind(directory.name(), kind, head.kind());
    }
  }

  private FileJournal openOwned(String name) {
    JournalChecks.name(name);
    checkOpen();
    home.checkWritable();
    JournalDirectory directory = directory(name);
    return Handover.of("open journal", directory.path(), () -> openOwned(directory));
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // whatever happens, the lock is released
  private FileJournal openOwned(JournalDirectory directory) {
    checkKind(directory, JournalKind.OWNED);
    Held held = lock(directory);
    try {
      synchronized (this) {
        checkOpen();
        JournalEngine engine = engine(directory, JournalKind.OWNED, held);
        return opening(new Opened(JournalKind.OWNED, engine), directory);
      }
    } catch (RuntimeException | Error e) {
      held.close();
      throw e;
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
      return true; // unknown: assume it is
    }
    Path lock = directory(name).lockFile();
    return Handover.of("look at the lock of journal", lock, () -> FileLocks.isHeld(lock));
  }

  private JournalEngine engine(JournalDirectory directory, JournalKind kind, @Nullable Held owner) {
    ReadMarks marks = readers.of(directory.name()).marks();
    JournalWriter writer = new JournalWriter(directory, kind, segmentBytes, marks, this::report);
    return new JournalEngine(directory, writer, owner);
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

  /**
   * Releases an opening; the last one closes the engine. After an Error, completes what is left.
   */
  void release(Opened journal, FileJournal opening) {
    JournalEngine engine = journal.engine();
    boolean done =
        switch (left(journal, opening)) {
          case 0 -> close(journal);
          case GONE -> true; // it is closed, or the store was closed before, and closed it
          default -> engine.checkpoint(patience);
        };
    if (!done) {
      throw unanswered(List.of(engine));
    }
  }

  /** Removes an opening; returns how many are left. */
  private synchronized int left(Opened journal, FileJournal opening) {
    if (!opened.contains(journal)) {
      return GONE;
    }
    journal.openings.remove(opening);
    if (journal.openings.isEmpty()) {
      shared.remove(journal.engine().name(), journal); // the next caller opens another
    }
    return journal.openings.size();
  }

  private boolean close(Opened journal) {
    boolean done = true; // unless close returns false, only an Error leaves it incomplete
    try {
      done = journal.engine().close(patience);
      return done;
    } finally {
      if (!done || journal.engine().isClosed()) {
        forget(journal);
      }
    }
  }

  private synchronized void forget(Opened journal) {
    opened.remove(journal);
  }

  private UnknownOutcomeException unanswered(List<JournalEngine> left) {
    String names =
        left.stream().map(JournalEngine::name).sorted().limit(TOLD).collect(joining(", "));
    LOG.error(
        "Closed {} of {} without an answer of the device in {}: {}; what was acknowledged is there,"
            + " and they are released as soon as the device responds",
        left.size() == 1 ? "a journal" : left.size() + " journals",
        home.directory(),
        patience,
        names);
    return new UnknownOutcomeException(
        String.format(
            "Cannot close journals of %s: the device has not responded for %s s (left: %s)",
            home.directory(), patience.toSeconds(), names));
  }

  @Override
  public void read(String name, long from, Consumer<JournalEntry> action) {
    JournalChecks.name(name);
    JournalChecks.sequence(from);
    required(action, "action");
    checkOpen();
    readers.of(name).read(null, from, action);
  }

  @Override
  public Optional<JournalState> state(String name) {
    JournalChecks.name(name);
    checkOpen();
    return Optional.ofNullable(readers.of(name).state());
  }

  @Override
  public List<String> names() {
    return names("");
  }

  @Override
  public List<String> names(String prefix) {
    required(prefix, "prefix");
    checkOpen();
    Path journals = home.resolve("journals");
    List<String> names = new ArrayList<>();
    try {
      Set<String> found = new TreeSet<>(Directory.names(journals));
      found.addAll(Directory.namesIfAny(home.resolve("begun"))); // reading a lost one reports it
      for (String name : found) {
        if (name.startsWith(prefix) && JournalChecks.isName(name) && directory(name).exists()) {
          names.add(name);
        }
      }
    } catch (IOException e) {
      throw StorageErrors.failed("list", journals, e);
    }
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
  public void salvage(String name, long from, Consumer<JournalEntry> action) {
    JournalChecks.name(name);
    JournalChecks.sequence(from);
    required(action, "action");
    checkOpen();
    JournalDirectory directory = directory(name);
    try {
      new JournalSalvage(directory, action).read(from);
    } catch (IOException e) {
      throw StorageErrors.failed("read journal", directory.path(), e);
    }
  }

  @Override
  public List<Recovery> recoveries() {
    checkOpen();
    return List.copyOf(recoveries);
  }

  @Override
  public void begin(String name, JournalKind kind, long first) {
    try (FileJournal journal = open(name, kind)) {
      journal.begin(first);
    }
  }

  @Override
  public JournalMaintenance maintenance() {
    return this;
  }

  /**
   * Closes all journals, even if closing one throws, then throws the first exception. Returns
   * within the patience, however many journals there are and whatever their device does.
   */
  @Override
  public void close() {
    List<Opened> open;
    synchronized (this) {
      open = List.copyOf(opened);
      closed = true;
      opened.clear();
      shared.clear();
    }
    long begin = System.nanoTime();
    Duration each = patience.dividedBy(SHARES);
    List<JournalEngine> late = new ArrayList<>();
    Closing.all(
        List.<Runnable>of(
            () -> Closing.all(open, journal -> close(journal.engine(), begin, each, late)),
            () -> closeLate(late, begin)),
        Runnable::run);
  }

  private void closeLate(List<JournalEngine> late, long begin) {
    List<JournalEngine> left = new ArrayList<>();
    Closing.all(late, engine -> close(engine, begin, patience, left));
    if (!left.isEmpty()) {
      throw unanswered(left);
    }
  }

  private void close(JournalEngine engine, long begin, Duration most, List<JournalEngine> late) {
    Duration rest = patience.minusNanos(System.nanoTime() - begin);
    Duration wait = most.compareTo(rest) < 0 ? most : rest;
    if (!engine.close(wait.isNegative() ? Duration.ZERO : wait)) {
      late.add(engine);
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new ClosedException("The home is closed");
    }
  }

  private JournalDirectory directory(String name) {
    return new JournalDirectory(home.directory(), new JournalIdentity(home.store(), name));
  }
}
