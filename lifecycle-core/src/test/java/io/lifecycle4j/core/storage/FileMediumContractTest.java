package io.lifecycle4j.core.storage;

import io.lifecycle4j.contract.MediumContract;
import io.lifecycle4j.storage.Medium;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class FileMediumContractTest extends MediumContract {
  @TempDir private Path home;

  @Override
  protected Medium open() {
    return Media.file(home);
  }

  @Override
  protected Optional<Medium> openToRead() {
    return Optional.of(Media.existing(home));
  }
}
