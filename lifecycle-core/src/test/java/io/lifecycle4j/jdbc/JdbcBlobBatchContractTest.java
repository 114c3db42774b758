package io.lifecycle4j.jdbc;

import io.lifecycle4j.contract.BlobBatchContract;
import io.lifecycle4j.storage.spi.BlobStore;
import java.sql.SQLException;
import org.junit.jupiter.api.extension.RegisterExtension;

class JdbcBlobBatchContractTest extends BlobBatchContract {
  @RegisterExtension private final JdbcHomes homes;

  JdbcBlobBatchContractTest() throws SQLException {
    homes = new JdbcHomes();
  }

  @Override
  protected BlobStore open() {
    return homes.open().blobs();
  }
}
