package io.lifecycle4j.jdbc;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.BlobMaintenance;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.QuarantinedBlob;
import io.lifecycle4j.storage.spi.StoredBlob;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Blobs in one table, with those in quarantine.
 *
 * <p>Whatever changes it locks the row of the home. So the times of two changes have the order of
 * the changes, and what was put before the database tells the time is seen after that.
 */
final class JdbcBlobStore implements BlobStore, BlobMaintenance {
  private static final String ROW = "SELECT id, bytes, since FROM blob WHERE ";
  private static final Instant LAST = Instant.parse("9999-01-01T00:00:00Z");
  private static final int PAGE = 1_000;
  private static final int BLOCK = 1 << 20;

  private final Database database;
  private final URI location;
  private final UUID id;

  JdbcBlobStore(Database database, URI location, UUID id) {
    this.database = database;
    this.location = location;
    this.id = id;
  }

  @Override
  public URI location() {
    return location;
  }

  @Override
  public UUID id() {
    return id;
  }

  @Override
  public BlobMaintenance maintenance() {
    return this;
  }

  @Override
  public List<BlobId> putAll(List<? extends Content> contents) {
    List<Content> all = copy(contents, "contents");
    database.checkWritable();
    try (Drafts drafts = Drafts.of(all)) {
      return changing(
          home -> {
            for (Drafts.Draft draft : drafts.all()) {
              if (!touch(home, draft.id())) {
                home.run(
                    "INSERT INTO blob VALUES (?, FALSE, ?, CURRENT_TIMESTAMP(9), ?)",
                    draft.id().sha256(),
                    draft.bytes(),
                    draft.open());
              }
            }
            return drafts.all().stream().map(Drafts.Draft::id).toList();
          });
    }
  }

  private <T> T changing(Database.Work<T> work) {
    return database.writeDurably(
        home -> {
          lock(home);
          return work.in(home);
        });
  }

  private static void lock(Transaction home) throws SQLException {
    home.exists("SELECT one FROM home FOR UPDATE");
  }

  /** Counts as a put; returns whether the blob is stored. */
  private static boolean touch(Transaction home, BlobId id) throws SQLException {
    String touch = "UPDATE blob SET since = CURRENT_TIMESTAMP(9) WHERE id = ? AND NOT aside";
    return home.run(touch, id.sha256()) > 0;
  }

  @Override
  @SuppressWarnings("JdkObsolete") // what a stream of streams takes
  public InputStream open(BlobId id, long offset, long length) {
    BlobStore.checkPart(id, offset, length, size(id));
    long end = offset + length;
    Iterator<InputStream> blocks =
        LongStream.iterate(offset, at -> at < end, at -> at + BLOCK)
            .mapToObj(at -> block(id, at, Math.min(BLOCK, end - at)))
            .iterator();
    return new SequenceInputStream(
        new Enumeration<>() {
          @Override
          public boolean hasMoreElements() {
            return blocks.hasNext();
          }

          @Override
          public InputStream nextElement() {
            return blocks.next();
          }
        });
  }

  /** So no connection waits for a reader. The blob may be in quarantine since it was opened. */
  private InputStream block(BlobId id, long offset, long length) {
    String part = "SELECT SUBSTRING(content FROM ? FOR ?) FROM blob WHERE id = ?";
    return database
        .read(home -> home.first(row -> row.getBytes(1), part, offset + 1, length, id.sha256()))
        .filter(bytes -> bytes.length == length)
        .map(ByteArrayInputStream::new)
        .orElseThrow(() -> new CorruptDataException("Corrupt blob " + id + ": it ends too early"));
  }

  @Override
  public Optional<StoredBlob> find(BlobId id) {
    String name = required(id, "blob id").sha256();
    return database.read(
        home -> home.first(JdbcBlobStore::stored, ROW + "id = ? AND NOT aside", name));
  }

  private static StoredBlob stored(ResultSet row) throws SQLException {
    Instant since = row.getObject("since", OffsetDateTime.class).toInstant();
    return new StoredBlob(new BlobId(row.getString("id")), row.getLong("bytes"), since);
  }

  @Override
  public void list(Consumer<StoredBlob> action) {
    required(action, "action");
    String next = ROW + "id > ? AND NOT aside ORDER BY id LIMIT " + PAGE;
    for (String[] last = {""}; last[0] != null; ) {
      List<StoredBlob> page = database.read(home -> home.all(JdbcBlobStore::stored, next, last[0]));
      page.forEach(action);
      last[0] = page.isEmpty() ? null : page.get(page.size() - 1).id().sha256();
    }
  }

  @Override
  public Instant now() {
    return database.read(
        home -> {
          lock(home);
          return home.first(
                  row -> row.getObject(1, OffsetDateTime.class), "SELECT CURRENT_TIMESTAMP(9)")
              .orElseThrow()
              .toInstant();
        });
  }

  /** The structure is the database's own affair. */
  @Override
  public void verify(BlobId id, VerifyDepth depth) {
    if (required(depth, "depth") == VerifyDepth.STRUCTURE) {
      size(id);
    } else {
      read(id);
    }
  }

  @Override
  public List<BlobId> quarantine(Collection<BlobId> ids, Instant now) {
    OffsetDateTime time = time(now);
    List<BlobId> all = copy(new ArrayList<>(required(ids, "blob ids")), "blob ids");
    return changing(
        home -> {
          List<BlobId> gone = new ArrayList<>();
          for (BlobId each : all) {
            String name = each.sha256();
            if (home.exists(ROW + "id = ? AND NOT aside AND since <= ?", name, time)) {
              home.run("DELETE FROM blob WHERE id = ? AND aside", name);
              home.run("UPDATE blob SET aside = TRUE, since = ? WHERE id = ?", time, name);
              gone.add(each);
            }
          }
          return gone;
        });
  }

  /** Some instants lie outside of what a database knows. */
  private static OffsetDateTime time(Instant time) {
    return (required(time, "time").isAfter(LAST) ? LAST : time).atOffset(ZoneOffset.UTC);
  }

  @Override
  public List<QuarantinedBlob> quarantined() {
    return database
        .read(home -> home.all(JdbcBlobStore::stored, ROW + "aside ORDER BY id"))
        .stream()
        .map(blob -> new QuarantinedBlob(blob.id(), blob.bytes(), blob.lastPut()))
        .toList();
  }

  @Override
  public void restore(BlobId id) {
    String name = required(id, "blob id").sha256();
    changing(
        home -> {
          if (!home.exists(ROW + "id = ? AND aside", name)) {
            throw new NotFoundException("Blob is not in quarantine: " + id);
          }
          home.run("DELETE FROM blob WHERE id = ? AND NOT aside", name);
          home.run("UPDATE blob SET aside = FALSE WHERE id = ?", name);
          return touch(home, id);
        });
  }

  @Override
  public List<BlobId> purge(Collection<BlobId> ids, Instant before) {
    OffsetDateTime time = time(before);
    TreeSet<String> names = new TreeSet<>();
    required(ids, "blob ids").forEach(each -> names.add(required(each, "blob id").sha256()));
    String purge = "DELETE FROM blob WHERE id = ? AND aside AND since < ?";
    return changing(
        home -> {
          List<BlobId> gone = new ArrayList<>();
          for (String name : names) {
            if (home.run(purge, name, time) > 0) {
              gone.add(new BlobId(name));
            }
          }
          return gone;
        });
  }
}
