package io.lifecycle4j.jdbc;

import io.lifecycle4j.contract.BlobQuarantineContract;
import io.lifecycle4j.storage.spi.BlobStore;
import java.sql.SQLException;
import org.junit.jupiter.api.extension.RegisterExtension;

class JdbcBlobQuarantineContractTest extends BlobQuarantineContract {
  @RegisterExtension private final JdbcHomes homes;

  JdbcBlobQuarantineContractTest() throws SQLException {
    homes = new JdbcHomes();
  }

  @Override
  protected BlobStore open() {
    return homes.open().blobs();
  }
}
