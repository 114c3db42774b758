package io.lifecycle4j.core.data.storage;

import io.lifecycle4j.core.storage.SeenFile;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A way to store the bytes of files. */
interface Taking {
  /** Returns the key that a file is remembered by; each way remembers something different. */
  default SeenFile as(SeenFile seen) {
    return seen;
  }

  default BlobId remembered(StoredFile file) {
    return file.blob();
  }

  /**
   * Returns the stored file for a file with unchanged attributes; null if the remembered blob is of
   * no use.
   */
  @Nullable StoredFile again(NamedContent file, SeenFile seen, BlobId remembered);

  /** Replaces files that are no longer stored by null. */
  default void forget(List<@Nullable StoredFile> known) {}

  /** Reads files, and stores what this way keeps of them. */
  List<StoredFile> read(List<NamedContent> files);
}
