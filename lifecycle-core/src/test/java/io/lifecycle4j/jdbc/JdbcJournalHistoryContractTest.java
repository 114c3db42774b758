package io.lifecycle4j.jdbc;

import io.lifecycle4j.contract.JournalHistoryContract;
import io.lifecycle4j.storage.spi.JournalStore;
import java.sql.SQLException;
import org.junit.jupiter.api.extension.RegisterExtension;

class JdbcJournalHistoryContractTest extends JournalHistoryContract {
  @RegisterExtension private final JdbcHomes homes;

  JdbcJournalHistoryContractTest() throws SQLException {
    homes = new JdbcHomes();
  }

  @Override
  protected JournalStore open() {
    return homes.open().journals();
  }
}
