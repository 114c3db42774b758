package io.lifecycle4j.core.storage;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.lifecycle4j.core.json.Forms;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StorageMode;
import io.lifecycle4j.storage.StoredFile;
import org.jspecify.annotations.Nullable;

/** The JSON forms of blobs and files. */
public final class StorageForms {
  /** The mapper that reads and writes them. */
  public static final Json JSON = Json.PLAIN.with(StorageForms::register);

  private StorageForms() {}

  private static void register(Forms forms) {
    forms.form(BlobId.class, String.class, BlobId::sha256, BlobId::new);
    forms.form(StoredFile.class, FileForm.class, FileForm::of, FileForm::file);
    forms.setMixInAnnotation(StorageMode.class, KeepingNames.class);
  }

  /** A file; the mode of whole files, the common case, is not written. */
  @WithoutNulls
  record FileForm(String name, BlobId blob, long size, @Nullable StorageMode keeping) {
    static FileForm of(StoredFile file) {
      StorageMode mode = file.keeping();
      return new FileForm(
          file.name(), file.blob(), file.size(), mode instanceof StorageMode.Whole ? null : mode);
    }

    StoredFile file() {
      return keeping == null
          ? new StoredFile(name, blob, size)
          : new StoredFile(name, blob, size, keeping);
    }
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kept")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = StorageMode.Chunks.class, name = "chunks"),
    @JsonSubTypes.Type(value = StorageMode.Reference.class, name = "reference")
  })
  private interface KeepingNames {}
}
