package io.lifecycle4j.jdbc;

import io.lifecycle4j.contract.JournalStoreContract;
import io.lifecycle4j.storage.spi.JournalStore;
import java.sql.SQLException;
import org.junit.jupiter.api.extension.RegisterExtension;

class JdbcJournalStoreContractTest extends JournalStoreContract {
  @RegisterExtension private final JdbcHomes homes;

  JdbcJournalStoreContractTest() throws SQLException {
    homes = new JdbcHomes();
  }

  @Override
  protected JournalStore open() {
    return homes.open().journals();
  }
}
