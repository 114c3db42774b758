package io.lifecycle4j.crashkit;

import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.HomeFeature;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalKind;
import io.lifecycle4j.storage.spi.JournalMaintenance;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A medium in memory that keeps its content when it is closed: only its journals are closed. */
final class Kept implements Medium {
  private final Medium medium;
  private final Journals journals;

  Kept(Medium medium) {
    this.medium = medium;
    this.journals = new Journals(medium.journals());
  }

  @Override
  public BlobStore blobs() {
    return medium.blobs();
  }

  @Override
  public JournalStore journals() {
    return journals;
  }

  @Override
  public List<HomeFeature> features() {
    return medium.features();
  }

  @Override
  public List<HomeFeature> upgrade(Collection<HomeFeature> features) {
    return medium.upgrade(features);
  }

  @Override
  public void close() {
    journals.opened.forEach(Journal::close);
  }

  /** Remembers what was opened. */
  private record Journals(JournalStore store, List<Journal> opened) implements JournalStore {
    Journals(JournalStore store) {
      this(store, new ArrayList<>());
    }

    @Override
    public Journal open(String name, JournalKind kind) {
      Journal journal = store.open(name, kind);
      opened.add(journal);
      return journal;
    }

    @Override
    public void read(String name, long from, Consumer<JournalEntry> action) {
      store.read(name, from, action);
    }

    @Override
    public List<String> names() {
      return store.names();
    }

    @Override
    public Optional<JournalState> state(String name) {
      return store.state(name);
    }

    @Override
    public JournalMaintenance maintenance() {
      return store.maintenance();
    }
  }
}
