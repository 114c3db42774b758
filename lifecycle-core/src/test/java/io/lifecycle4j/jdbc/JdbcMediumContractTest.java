package io.lifecycle4j.jdbc;

import io.lifecycle4j.contract.MediumContract;
import io.lifecycle4j.storage.MediumOption;
import io.lifecycle4j.storage.spi.Medium;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;

class JdbcMediumContractTest extends MediumContract {
  @RegisterExtension private final JdbcHomes homes;

  JdbcMediumContractTest() throws SQLException {
    homes = new JdbcHomes();
  }

  @Override
  protected Medium open() {
    return homes.open();
  }

  @Override
  protected Optional<Medium> openToRead() {
    return Optional.of(
        new JdbcMediumProvider().open(homes.location, Set.of(MediumOption.READ_ONLY)));
  }
}
