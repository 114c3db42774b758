package io.lifecycle4j.core.data.storage;

import io.lifecycle4j.core.storage.SeenFile;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of the ways to keep the bytes of files. */
interface Taking {
  /** Returns what a file is remembered as: each way remembers something else of it. */
  default SeenFile as(SeenFile seen) {
    return seen;
  }

  default BlobId remembered(StoredFile file) {
    return file.blob();
  }

  /** Returns a file that looks as it did, null if what is remembered of it is of no use. */
  @Nullable StoredFile again(NamedContent file, SeenFile seen, BlobId remembered);

  /** Takes out of such files, by null, what is no longer stored. */
  default void forget(List<@Nullable StoredFile> known) {}

  /** Reads files, and stores what is to be stored of them. */
  List<StoredFile> read(List<NamedContent> files);
}
