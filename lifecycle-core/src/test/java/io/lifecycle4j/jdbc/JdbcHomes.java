package io.lifecycle4j.jdbc;

import io.lifecycle4j.storage.spi.Medium;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A database in memory for each test, with the media that were opened in it. */
final class JdbcHomes implements AfterEachCallback {
  final URI location = URI.create("jdbc:h2:mem:" + UUID.randomUUID());
  private final Connection kept; // as long as it is open, the database is there
  private @Nullable Medium medium;

  JdbcHomes() throws SQLException {
    kept = DriverManager.getConnection(location.toString(), "sa", "");
  }

  Medium open() {
    Medium opened = new JdbcMediumProvider().open(location);
    medium = opened;
    return opened;
  }

  @Override
  public void afterEach(ExtensionContext context) throws SQLException {
    if (medium != null) {
      medium.close();
    }
    kept.close();
  }
}
