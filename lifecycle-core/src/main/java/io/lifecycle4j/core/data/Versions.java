package io.lifecycle4j.core.data;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.JournalEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the entries of the journal of data sets add up to. Not thread-safe. */
final class Versions {
  private final Map<String, List<VersionEntry>> datasets = new TreeMap<>();

  void add(JournalEntry line) {
    String what = "dataset entry " + line.sequence();
    VersionEntry entry = Json.read(line.payload(), VersionEntry.class, what);
    List<VersionEntry> versions =
        datasets.computeIfAbsent(entry.dataset(), name -> new ArrayList<>());
    if (entry.number() != versions.size() + 1) {
      throw new CorruptDataException(
          String.format(
              "Cannot read %s: version %s of %s (must be %s)",
              what, entry.number(), entry.dataset(), versions.size() + 1));
    }
    versions.add(entry);
  }

  /** Returns the versions of a data set, oldest first. */
  List<VersionEntry> of(String dataset) {
    return List.copyOf(datasets.getOrDefault(dataset, List.of()));
  }

  List<String> names() {
    return List.copyOf(datasets.keySet());
  }
}
