package io.lifecycle4j.core.data;

import io.lifecycle4j.data.DatasetDiff;
import io.lifecycle4j.data.DatasetDiff.FileChanges;
import io.lifecycle4j.data.DatasetDiff.RowChanges;
import io.lifecycle4j.data.DatasetStore;
import io.lifecycle4j.data.StoredVersion;
import io.lifecycle4j.schema.SchemaDiff;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares two versions of a store. */
record Comparison(DatasetStore store, StoredVersion older, StoredVersion newer) {
  DatasetDiff by(List<String> key) {
    return new DatasetDiff(
        older.dataset() + ":" + older.number(),
        newer.dataset() + ":" + newer.number(),
        files(older.manifest().files(), newer.manifest().files()),
        SchemaDiff.between(older.manifest().schema(), newer.manifest().schema()),
        rows(key),
        ColumnShifts.between(
            older.manifest().profile(), newer.manifest().profile(), newer.manifest().schema()));
  }

  private RowChanges rows(List<String> key) {
    long rows = Math.max(older.manifest().profile().rows(), newer.manifest().profile().rows());
    return new RowDiff(store.rows(older), store.rows(newer), key).compare(rows);
  }

  private static FileChanges files(List<StoredFile> older, List<StoredFile> newer) {
    Map<String, BlobId> before = new LinkedHashMap<>();
    older.forEach(file -> before.put(file.name(), file.blob()));
    List<String> added = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    int same = 0;
    for (StoredFile file : newer) {
      BlobId blob = before.remove(file.name());
      if (blob == null) {
        added.add(file.name());
      } else if (blob.equals(file.blob())) {
        same++;
      } else {
        changed.add(file.name());
      }
    }
    return new FileChanges(added, List.copyOf(before.keySet()), changed, same);
  }
}
