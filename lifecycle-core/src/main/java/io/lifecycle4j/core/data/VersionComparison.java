package io.lifecycle4j.core.data;

import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.DataProgress.Phase;
import io.lifecycle4j.data.DatasetDiff;
import io.lifecycle4j.data.DatasetDiff.FileChanges;
import io.lifecycle4j.data.DatasetDiff.RowChanges;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.data.spi.StoredVersion;
import io.lifecycle4j.schema.SchemaDiff;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Compares two versions of a store. */
record VersionComparison(
    DatasetStore store,
    StoredVersion older,
    StoredVersion newer,
    @Nullable Consumer<? super DataProgress> listener) {
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
    long before = older.manifest().profile().rows();
    long after = newer.manifest().profile().rows();
    int parts = RowDiff.parts(Math.max(before, after));
    long each = before + after;
    RowMeter meter = new RowMeter(listener, Phase.COMPARING, RowDiff.READINGS * parts * each);
    RowDiff diff = new RowDiff(meter.over(store.rows(older)), meter.over(store.rows(newer)), key);
    RowChanges changes = diff.compare(parts, () -> meter.expectFewer(each));
    meter.end();
    return changes;
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
