package io.lifecycle4j.jdbc;

import io.lifecycle4j.contract.BlobStoreContract;
import io.lifecycle4j.storage.spi.BlobStore;
import java.sql.SQLException;
import org.junit.jupiter.api.extension.RegisterExtension;

class JdbcBlobStoreContractTest extends BlobStoreContract {
  @RegisterExtension private final JdbcHomes homes;

  JdbcBlobStoreContractTest() throws SQLException {
    homes = new JdbcHomes();
  }

  @Override
  protected BlobStore open() {
    return homes.open().blobs();
  }
}
