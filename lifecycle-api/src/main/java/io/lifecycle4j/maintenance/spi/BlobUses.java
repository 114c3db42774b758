package io.lifecycle4j.maintenance.spi;

import io.lifecycle4j.storage.BlobId;
import java.time.Instant;

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
   * A version of a model needs one of its files: its weights, or a program. Default: as {@link
   * #other}.
   *
   * @param model the name of the model
   * @param version the number of the version
   * @param blob the blob
   */
  default void weights(String model, int version, BlobId blob) {
    other(blob);
  }

  /**
   * A run needs a file that it logged: an artifact or a checkpoint. Default: as {@link #other}.
   *
   * @param run the id of the run
   * @param blob the blob
   */
  default void artifact(String run, BlobId blob) {
    other(blob);
  }

  /**
   * The log of predictions needs a part. Default: as {@link #other}.
   *
   * @param model the name of the model
   * @param last the time of the newest prediction in the part
   * @param blob the blob
   */
  default void predictions(String model, Instant last, BlobId blob) {
    other(blob);
  }

  /**
   * Something needs a blob for anything else: a manifest, an evaluation, a pin.
   *
   * @param blob the blob
   */
  void other(BlobId blob);
}
