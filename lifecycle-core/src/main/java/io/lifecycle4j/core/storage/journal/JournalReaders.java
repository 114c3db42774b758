package io.lifecycle4j.core.storage.journal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The readers of the journals that were read last. Each remembers positions, so that the end of a
 * journal is found without reading all of it again. Thread-safe.
 */
final class JournalReaders {
  private static final int MOST = 64;

  /** A segment has so many marks at most. */
  private static final int MARKS = 256;

  private final Function<String, JournalDirectory> directories;
  private final long apart;

  /** By name, the one used longest ago first; guarded by this. */
  private final Map<String, JournalReader> readers = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Creates readers.
   *
   * @param directories returns the directory of a journal
   * @param segmentBytes the size from which on a journal continues in another file
   */
  JournalReaders(Function<String, JournalDirectory> directories, long segmentBytes) {
    this.directories = directories;
    this.apart = Math.max(1, segmentBytes / MARKS);
  }

  /** Returns the reader of a journal. */
  synchronized JournalReader of(String name) {
    JournalReader known = readers.get(name);
    if (known == null) {
      known = new JournalReader(directories.apply(name), new ReadMarks(apart));
      readers.put(name, known);
      if (readers.size() > MOST) {
        readers.remove(readers.keySet().iterator().next());
      }
    }
    return known;
  }
}
