package io.lifecycle4j.maintenance.spi;

import io.lifecycle4j.storage.BlobId;

/**
 * Receives the blobs that a home needs, and what needs them. The training data of a model is
 * reported as that of its dataset version.
 */
public interface BlobUses {
  /**
   * A version of a dataset needs a blob with bytes of its files.
   *
   * @param dataset the name of the dataset
   * @param version the number of the version
   * @param blob the blob
   */
  void file(String dataset, int version, BlobId blob);

  /**
   * Something needs a blob for anything else: a manifest, an artifact of a run, the weights of a
   * model, a pin.
   *
   * @param blob the blob
   */
  void other(BlobId blob);
}
