package io.lifecycle4j.core.storage;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.lifecycle4j.core.json.Forms;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StorageMode;
import io.lifecycle4j.storage.StoredFile;

/** How blobs and files are named in documents. */
public final class StorageForms {
  /** Writes and reads them. */
  public static final Json JSON = Json.PLAIN.with(StorageForms::register);

  private StorageForms() {}

  private static void register(Forms forms) {
    forms.form(BlobId.class, String.class, BlobId::sha256, BlobId::new);
    forms.setMixInAnnotation(StoredFile.class, MostlyWhole.class);
    forms.setMixInAnnotation(StorageMode.class, KeepingNames.class);
  }

  /** Most files are kept in no other way than whole. */
  @WithoutNulls
  private interface MostlyWhole {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kept")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = StorageMode.Chunks.class, name = "chunks"),
    @JsonSubTypes.Type(value = StorageMode.Reference.class, name = "reference")
  })
  private interface KeepingNames {}
}
