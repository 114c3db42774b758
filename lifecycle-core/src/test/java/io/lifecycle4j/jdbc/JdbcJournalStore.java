package io.lifecycle4j.jdbc;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalChecks;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalKind;
import io.lifecycle4j.storage.spi.JournalMaintenance;
import io.lifecycle4j.storage.spi.JournalSnapshot;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.JournalStore;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Journals in two tables: a row for each, and a row for each of their entries. */
final class JdbcJournalStore implements JournalStore, JournalMaintenance {
  private static final int PAGE = 1_000;

  private final Database database;
  private final UUID id;
  private final Set<JdbcJournal> open = ConcurrentHashMap.newKeySet();

  JdbcJournalStore(Database database, UUID id) {
    this.database = database;
    this.id = id;
  }

  @Override
  public Journal open(String name, JournalKind kind) {
    JournalChecks.name(name);
    JournalState fresh = fresh(name, required(kind, "kind of journal"));
    if (kind == JournalKind.OWNED) {
      database.checkWritable();
    }
    JournalState state =
        database.isWritable()
            ? database.write(home -> create(home, name, fresh))
            : state(name).orElse(fresh);
    JournalChecks.kind(name, kind, state.kind());
    Transaction lease = kind == JournalKind.OWNED ? lease(name) : null;
    JdbcJournal journal = new JdbcJournal(database, this, name, fresh, lease);
    open.add(journal);
    return journal;
  }

  /** The link before the first entry is of this journal alone. */
  private JournalState fresh(String name, JournalKind kind) {
    byte[] first = (id + " " + name).getBytes(StandardCharsets.UTF_8);
    Optional<String> link =
        Optional.of(HexFormat.of().formatHex(Drafts.sha256().digest(first)))
            .filter(hash -> kind == JournalKind.CHAINED);
    return new JournalState(kind, 1, 0, Optional.empty(), link);
  }

  private static JournalState create(Transaction home, String name, JournalState fresh)
      throws SQLException {
    Optional<JournalState> found = state(home, name, "");
    if (found.isPresent()) {
      return found.get();
    }
    home.run(
        "INSERT INTO journal (name, kind, first, last, link) VALUES (?, ?, 1, 0, ?)",
        name,
        fresh.kind().name(),
        fresh.chain().orElse(null));
    home.run("INSERT INTO owner VALUES (?)", name);
    return fresh;
  }

  static JournalState locked(Transaction home, String name) throws SQLException {
    return state(home, name, " FOR UPDATE").orElseThrow(() -> JournalChecks.missing(name));
  }

  private static Optional<JournalState> state(Transaction home, String name, String lock)
      throws SQLException {
    String select = "SELECT * FROM journal WHERE name = ?" + lock;
    return home.first(JdbcJournalStore::state, select, name);
  }

  private static JournalState state(ResultSet row) throws SQLException {
    long snapshot = row.getLong("snapshot");
    String state = row.getString("state");
    return new JournalState(
        JournalKind.valueOf(row.getString("kind")),
        row.getLong("first"),
        row.getLong("last"),
        Optional.ofNullable(state).map(blob -> new JournalSnapshot(snapshot, new BlobId(blob))),
        Optional.ofNullable(row.getString("link")));
  }

  /** The lock of a row belongs to a connection, and so ends with this process. */
  private Transaction lease(String name) {
    try {
      Transaction lease = database.begin();
      if (!lock(lease, name)) {
        lease.close();
        throw JournalChecks.notOwner(name);
      }
      return lease;
    } catch (SQLException e) {
      throw database.failed(e);
    }
  }

  private static boolean lock(Transaction home, String name) throws SQLException {
    return home.exists("SELECT journal FROM owner WHERE journal = ? FOR UPDATE SKIP LOCKED", name);
  }

  @Override
  public boolean isOwned(String name) {
    return state(name).filter(state -> state.kind() == JournalKind.OWNED).isPresent()
        && !database.read(home -> lock(home, name));
  }

  @Override
  public Optional<JournalState> state(String name) {
    JournalChecks.name(name);
    return database.read(home -> state(home, name, ""));
  }

  @Override
  public void read(String name, long from, Consumer<JournalEntry> action) {
    JournalChecks.name(name);
    JournalChecks.sequence(from);
    required(action, "action");
    List<JournalEntry> page;
    long next = from;
    do {
      page = page(name, next);
      long first =
          page.isEmpty() ? state(name).map(JournalState::first).orElse(1L) : page.get(0).sequence();
      if (next < first) {
        throw JournalChecks.trimmed(name, next, first);
      }
      page.forEach(action);
      next += page.size();
    } while (page.size() == PAGE);
  }

  private List<JournalEntry> page(String name, long from) {
    String page =
        "SELECT sequence, payload FROM entry WHERE journal = ? AND sequence >= ?"
            + " ORDER BY sequence LIMIT "
            + PAGE;
    return database.read(
        home ->
            home.all(row -> new JournalEntry(row.getLong(1), row.getBytes(2)), page, name, from));
  }

  @Override
  public List<String> names() {
    String names = "SELECT name FROM journal WHERE last > 0 ORDER BY name";
    return database.read(home -> home.all(row -> row.getString(1), names));
  }

  @Override
  public JournalMaintenance maintenance() {
    return this;
  }

  @Override
  public void verify(String name, VerifyDepth depth) {
    required(depth, "depth");
    JournalState state = state(name).orElseThrow(() -> JournalChecks.missing(name));
    long[] last = {state.first() - 1};
    String[] link = {fresh(name, state.kind()).chain().orElse(null)};
    read(
        name,
        state.first(),
        entry -> {
          if (entry.sequence() <= state.sequence()) { // others append
            last[0] = entry.sequence();
            link[0] = JdbcJournal.link(link[0], entry.sequence(), entry.payload());
          }
        });
    if (last[0] < state.sequence() || !Objects.equals(link[0], state.chain().orElse(null))) {
      throw new CorruptDataException("Corrupt journal " + name + ": it ends with " + last[0]);
    }
  }

  @Override
  public void begin(String name, JournalKind kind, long first) {
    try (Journal held = open(name, kind)) {
      database.writeDurably(
          home -> {
            JournalChecks.begin(name, held.state().kind(), first, locked(home, name).sequence());
            String begin = "UPDATE journal SET first = ?, last = ? WHERE name = ?";
            return home.run(begin, first, first - 1, name);
          });
    }
  }

  void forget(JdbcJournal journal) {
    open.remove(journal);
  }

  void close() {
    open.forEach(Journal::close);
  }
}
