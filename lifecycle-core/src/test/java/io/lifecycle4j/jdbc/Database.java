package io.lifecycle4j.jdbc;

import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.Locations;
import io.lifecycle4j.storage.MediumOption;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLTransactionRollbackException;
import java.util.Set;
import org.h2.jdbcx.JdbcConnectionPool;

/** Runs transactions, and turns what a database throws into what callers can act on. */
final class Database {
  private static final int MISSING = 90146; // the code of H2 for a database that does not exist
  private static final int CONNECTIONS = 1_000; // each owned journal holds one
  private static final int ATTEMPTS = 100;

  private final String shown;
  private final boolean readOnly;
  private final JdbcConnectionPool pool;
  private volatile boolean closed;

  Database(URI location, Set<MediumOption> options) {
    this.shown = Locations.shown(location);
    this.readOnly = options.contains(MediumOption.READ_ONLY);
    boolean mustExist = readOnly || options.contains(MediumOption.MUST_EXIST);
    String url = location + ";LOCK_TIMEOUT=10000" + (mustExist ? ";IFEXISTS=TRUE" : "");
    this.pool = JdbcConnectionPool.create(url, "sa", "");
    pool.setMaxConnections(CONNECTIONS);
  }

  /** What is done in one transaction; it is done anew if others were faster. */
  @FunctionalInterface
  interface Work<T> {
    T in(Transaction transaction) throws SQLException;
  }

  <T> T read(Work<T> work) {
    checkOpen();
    for (int attempt = 1; ; attempt++) {
      try (Transaction transaction = begin()) {
        T result = work.in(transaction);
        transaction.commit();
        return result;
      } catch (SQLTransactionRollbackException | SQLIntegrityConstraintViolationException e) {
        if (attempt == ATTEMPTS) {
          throw new OverloadedException("Others change " + shown + " for too long", e);
        }
      } catch (SQLException e) {
        throw failed(e);
      }
    }
  }

  <T> T write(Work<T> work) {
    checkWritable();
    return read(work);
  }

  /** Writes, and survives a power cut on return. */
  <T> T writeDurably(Work<T> work) {
    T result = write(work);
    force();
    return result;
  }

  /** Puts on the device what was committed. */
  void force() {
    write(transaction -> transaction.run("CHECKPOINT SYNC"));
  }

  /** Begins a transaction whose locks last until it is closed, or its process dies. */
  Transaction begin() throws SQLException {
    Connection connection = pool.getConnection();
    connection.setAutoCommit(false);
    return new Transaction(connection);
  }

  RuntimeException failed(SQLException e) {
    return e.getErrorCode() == MISSING
        ? new NotFoundException("Home does not exist: " + shown, e)
        : new StorageFailedException("Cannot use home " + shown + ": " + e.getMessage(), e);
  }

  boolean isWritable() {
    return !closed && !readOnly;
  }

  boolean isReadOnly() {
    return readOnly;
  }

  void checkOpen() {
    if (closed) {
      throw new ClosedException("The home is closed");
    }
  }

  void checkWritable() {
    checkOpen();
    if (readOnly) {
      throw new ReadOnlyException(
          "Cannot write home " + shown + ": it was opened read-only (open it to write)");
    }
  }

  void close() {
    closed = true;
    pool.dispose();
  }
}
