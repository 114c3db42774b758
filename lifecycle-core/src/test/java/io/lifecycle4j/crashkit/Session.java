package io.lifecycle4j.crashkit;

import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalKind;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A medium and the journals that a workload opened on it. Not thread-safe. */
public final class Session implements AutoCloseable {
  private final Supplier<Medium> open;
  private final Map<String, Journal> journals = new HashMap<>();
  private final Map<Class<?>, Object> kept = new HashMap<>();
  private final @Nullable Calls calls;
  private @Nullable Path home;
  private @Nullable Medium medium;

  /**
   * Creates a session; the medium is opened when it is first asked for.
   *
   * @param open opens the medium
   */
  public Session(Supplier<Medium> open) {
    this(open, null);
  }

  /** Creates a session that tells what is called, or nobody. */
  Session(Supplier<Medium> open, @Nullable Calls calls) {
    this.open = open;
    this.calls = calls;
  }

  /**
   * Creates a session on a home in a directory; it is opened when it is first asked for.
   *
   * @param open opens a home
   * @param home the directory
   */
  public Session(Function<Path, Medium> open, Path home) {
    this(() -> open.apply(home));
    this.home = home;
  }

  /**
   * Names a place beside the home, for what a workload writes out of it: on the disk of the home,
   * or on one of its own if the home lies on none.
   *
   * @param name its name
   * @return the place
   */
  public Path beside(String name) {
    Path at = home;
    if (at == null) {
      at = new MemoryFileSystem(new Disk()).getPath("/home");
      home = at;
    }
    return at.resolveSibling(name);
  }

  /**
   * Returns the medium, opened if it is not open.
   *
   * @return the medium
   */
  public Medium medium() {
    Medium now = medium;
    if (now == null) {
      now = told(Medium.class, open.get());
      medium = now;
    }
    return now;
  }

  /**
   * Returns something that a workload calls, so that whoever asks hears which of its methods.
   *
   * @param <T> its type
   * @param type its type, an interface
   * @param target what is called
   * @return the same, or what stands before it
   */
  public <T> T told(Class<T> type, T target) {
    return calls == null ? target : calls.of(type, target);
  }

  /**
   * Returns what a workload keeps over the medium, such as a store.
   *
   * @param <T> its type
   * @param type its type, of which there is one
   * @param make makes it when it is first asked for
   * @return the same until the session is closed
   */
  public <T> T keep(Class<T> type, Function<Medium, T> make) {
    Object known = kept.get(type);
    if (known == null) {
      known = type.isInterface() ? told(type, make.apply(medium())) : make.apply(medium());
      kept.put(type, known);
    }
    return type.cast(known);
  }

  /**
   * Returns a shared journal.
   *
   * @param name its name
   * @return the journal, the same until the session is closed
   */
  public Journal shared(String name) {
    return journal(name, JournalKind.SHARED);
  }

  /**
   * Returns a chained journal.
   *
   * @param name its name
   * @return the journal, the same until the session is closed
   */
  public Journal chained(String name) {
    return journal(name, JournalKind.CHAINED);
  }

  /**
   * Returns an owned journal.
   *
   * @param name its name
   * @return the journal, the same until it or the session is closed
   */
  public Journal owned(String name) {
    return journal(name, JournalKind.OWNED);
  }

  private Journal journal(String name, JournalKind kind) {
    Journal journal = journals.get(name);
    if (journal == null) {
      journal = medium().journals().open(name, kind);
      journals.put(name, journal);
    }
    return journal;
  }

  /**
   * Closes a journal; it is opened again when it is asked for.
   *
   * @param name its name
   */
  public void close(String name) {
    Journal journal = journals.remove(name);
    if (journal != null) {
      journal.close();
    }
  }

  /** Closes the medium; it is opened again when it is asked for. */
  @Override
  public void close() {
    Medium now = medium;
    medium = null;
    if (kept.get(ModelRegistry.class) instanceof ModelRegistry registry) {
      registry.close(); // its thread may be reading a file, which the medium does not wait for
    }
    journals.clear(); // the medium closes them
    kept.clear();
    if (now != null) {
      now.close();
    }
  }
}
