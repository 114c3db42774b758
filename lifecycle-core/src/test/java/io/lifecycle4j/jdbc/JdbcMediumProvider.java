package io.lifecycle4j.jdbc;

import io.lifecycle4j.storage.MediumOption;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.storage.spi.MediumProvider;
import java.net.URI;
import java.util.Set;

/** Opens a home at a location such as {@code jdbc:h2:file:/data/home}. */
public final class JdbcMediumProvider implements MediumProvider {
  /** Creates the provider; called by the service loader. */
  public JdbcMediumProvider() {}

  @Override
  public String scheme() {
    return "jdbc";
  }

  @Override
  public Medium open(URI location, Set<MediumOption> options) {
    return new JdbcMedium(location, options);
  }
}
