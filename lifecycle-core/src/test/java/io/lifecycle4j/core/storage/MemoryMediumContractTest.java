package io.lifecycle4j.core.storage;

import io.lifecycle4j.contract.MediumContract;
import io.lifecycle4j.storage.spi.Medium;

class MemoryMediumContractTest extends MediumContract {
  @Override
  protected Medium open() {
    return Media.memory();
  }

  @Override
  protected boolean keeps() {
    return false;
  }
}
