package io.lifecycle4j.jdbc;

import io.lifecycle4j.storage.MediumOption;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.HomeFeature;
import io.lifecycle4j.storage.spi.HomeFeature.Compatibility;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.net.URI;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** A home in the tables of a database. */
final class JdbcMedium implements Medium {
  private static final List<String> TABLES =
      List.of(
          "home (one INT PRIMARY KEY, id UUID)",
          "feature (name VARCHAR(250), compatibility VARCHAR(20), PRIMARY KEY (name, compatibility))",
          "blob (id CHAR(64), aside BOOLEAN, bytes BIGINT, since TIMESTAMP(9) WITH TIME ZONE,"
              + " content BLOB, PRIMARY KEY (id, aside))",
          "journal (name VARCHAR(100) PRIMARY KEY, kind VARCHAR(10), first BIGINT, last BIGINT,"
              + " link CHAR(64), snapshot BIGINT, state CHAR(64))",
          "entry (journal VARCHAR(100), sequence BIGINT, payload BLOB, token UUID,"
              + " PRIMARY KEY (journal, sequence))",
          "owner (journal VARCHAR(100) PRIMARY KEY)");

  private final Database database;
  private final JdbcBlobStore blobs;
  private final JdbcJournalStore journals;

  JdbcMedium(URI location, Set<MediumOption> options) {
    this.database = new Database(location, options);
    boolean opened = false;
    try {
      UUID id = database.read(this::id);
      this.blobs = new JdbcBlobStore(database, location, id);
      this.journals = new JdbcJournalStore(database, id);
      opened = true;
    } finally {
      if (!opened) {
        database.close();
      }
    }
  }

  /** Of two first starts, one wins; both read its id. */
  private UUID id(Transaction home) throws SQLException {
    if (database.isWritable()) {
      for (String table : TABLES) {
        home.run("CREATE TABLE IF NOT EXISTS " + table);
      }
      home.run("CREATE INDEX IF NOT EXISTS tokens ON entry (journal, token)");
      home.run("INSERT INTO home SELECT 1, RANDOM_UUID() WHERE NOT EXISTS (SELECT * FROM home)");
    }
    return home.first(row -> row.getObject("id", UUID.class), "SELECT id FROM home").orElseThrow();
  }

  @Override
  public BlobStore blobs() {
    database.checkOpen();
    return blobs;
  }

  @Override
  public JournalStore journals() {
    database.checkOpen();
    return journals;
  }

  @Override
  public boolean isReadOnly() {
    return database.isReadOnly();
  }

  @Override
  public List<HomeFeature> features() {
    return database.read(
        home ->
            home.all(
                row ->
                    new HomeFeature(
                        row.getString("name"),
                        Compatibility.valueOf(row.getString("compatibility"))),
                "SELECT * FROM feature ORDER BY name"));
  }

  /** The table is the list: a new home has none, and what it lacks is added here alone. */
  @Override
  public List<HomeFeature> upgrade(Collection<HomeFeature> features) {
    return database.writeDurably(
        home -> {
          List<HomeFeature> added = new ArrayList<>();
          for (HomeFeature feature : features) {
            String name = feature.compatibility().name();
            if (home.run(
                    "INSERT INTO feature SELECT ?, ? WHERE NOT EXISTS"
                        + " (SELECT * FROM feature WHERE name = ? AND compatibility = ?)",
                    feature.name(),
                    name,
                    feature.name(),
                    name)
                > 0) {
              added.add(feature);
            }
          }
          return added;
        });
  }

  @Override
  public void close() {
    journals.close();
    database.close();
  }
}
