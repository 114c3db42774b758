package io.lifecycle4j.jdbc;

import io.lifecycle4j.contract.JournalConcurrencyContract;
import io.lifecycle4j.storage.spi.JournalStore;
import java.sql.SQLException;
import org.junit.jupiter.api.extension.RegisterExtension;

class JdbcJournalConcurrencyContractTest extends JournalConcurrencyContract {
  @RegisterExtension private final JdbcHomes homes;

  JdbcJournalConcurrencyContractTest() throws SQLException {
    homes = new JdbcHomes();
  }

  @Override
  protected JournalStore open() {
    return homes.open().journals();
  }
}
