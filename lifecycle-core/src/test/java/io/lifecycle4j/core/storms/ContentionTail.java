package io.lifecycle4j.core.storms;

import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads a journal while others write it, and remembers each entry as it was first seen. Any error,
 * any gap and any entry that is another one later is one too many.
 */
final class ContentionTail {
  private final String name;
  private final Journal journal;
  private final List<Integer> seen = new ArrayList<>();

  ContentionTail(String name, Journal journal) {
    this.name = name;
    this.journal = journal;
  }

  /** Reads what is new. */
  void readOn() {
    journal.read(seen.size() + 1L, this::add);
  }

  /** Reads from somewhere again. */
  void readAgain(int from) {
    int[] next = {from};
    journal.read(
        from,
        entry -> {
          check(entry.sequence() == next[0], "gap before", entry);
          check(
              entry.sequence() > seen.size() || seen.get(next[0] - 1) == sum(entry),
              "another entry",
              entry);
          next[0]++;
        });
    check(next[0] > seen.size(), "end before entry " + seen.size(), null);
  }

  private void add(JournalEntry entry) {
    check(entry.sequence() == seen.size() + 1, "gap before", entry);
    seen.add(sum(entry));
  }

  private void check(boolean condition, String problem, @Nullable JournalEntry entry) {
    if (!condition) {
      throw new AssertionError(
          name + ": " + problem + (entry == null ? "" : " " + entry.sequence()));
    }
  }

  int count() {
    return seen.size();
  }

  /** Adds up what was seen. */
  String line() {
    return name + " " + seen.size() + " " + seen.hashCode();
  }

  static int sum(JournalEntry entry) {
    CRC32C crc = new CRC32C();
    crc.update(entry.payload());
    return (int) crc.getValue();
  }
}
