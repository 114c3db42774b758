package io.lifecycle4j.contract;

import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import org.junit.jupiter.api.BeforeEach;

/** Opens the stores of a contract, and puts files. */
abstract class DatasetContract {
  DatasetStore store;

  /** Creates the contract. */
  DatasetContract() {}

  /**
   * Opens an empty store; called once for each test.
   *
   * @return the store
   */
  protected abstract DatasetStore open();

  /**
   * Opens another store on the storage of this test, as a second process would.
   *
   * @param first the store that {@link #open()} gave
   * @return the other; the same if the storage is not shared
   */
  protected DatasetStore openAgain(DatasetStore first) {
    return first;
  }

  @BeforeEach
  void openStore() {
    store = open();
  }

  StoredFile put(String name, String text) {
    return store.put(new NamedContent(name, Content.of(text)));
  }
}
