package io.lifecycle4j.core.serving.truth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lifecycle4j.core.serving.truth.GroundTruths.Line;
import io.lifecycle4j.core.serving.truth.GroundTruths.Selection;
import io.lifecycle4j.core.storage.JournalReads;
import io.lifecycle4j.core.storage.StorageForms;
import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalSnapshot;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Removes labels of a model from the disk; others may record labels meanwhile. Only one at a time
 * may remove labels in all processes of a home: the one that owns what is in parts.
 *
 * <p>What is kept of the first entries is copied behind the others, and the first entries are
 * trimmed. A copy counts only once its original is trimmed, so that a crash in between changes
 * nothing, and removing again completes it.
 */
public record LabelRemoval(Medium home, String model) {
  /**
   * Removes the labels of predictions, with all that were corrected. Does nothing if there are
   * none.
   */
  public void erase(Set<String> ids) {
    String name = GroundTruths.journal(model);
    long[] through = {0};
    if (!ids.isEmpty()) {
      home.journals()
          .read(
              name,
              GroundTruths.first(home.journals(), name),
              entry -> through[0] = isOf(ids, entry) ? entry.sequence() : through[0]);
    }
    keep(name, through[0], (session, number, time) -> !ids.contains(session + "-" + number));
  }

  private boolean isOf(Set<String> ids, JournalEntry entry) {
    Line line = GroundTruths.line(model, entry);
    return line != null && ids.contains(line.id());
  }

  /**
   * Removes labels that are not needed, some thousand neighbours at once, oldest first. It ends
   * with neighbours most of which are needed, so that the cost of copying those is bounded.
   */
  public void trim(Selection needed) {
    String name = GroundTruths.journal(model);
    JournalStore journals = home.journals();
    long first = GroundTruths.first(journals, name);
    Window window = new Window();
    boolean ended =
        JournalReads.some(
            journals,
            name,
            first,
            entry -> {
              Line line = GroundTruths.line(model, entry);
              if (line != null) {
                window.add(entry, !line.isSpare(first) && line.isIn(needed));
              }
              return !window.isFull() || window.end();
            });
    if (ended) {
      window.end();
    }
    keep(name, window.through, needed);
  }

  /** Some neighbours, and how many of them are kept. */
  private static final class Window {
    private int entries;
    private int kept;
    private long last;

    /** The last entry to be trimmed. */
    private long through;

    void add(JournalEntry entry, boolean isKept) {
      entries++;
      kept += isKept ? 1 : 0;
      last = entry.sequence();
    }

    boolean isFull() {
      return entries == GroundTruths.MOST;
    }

    /** Ends the window; returns whether to go on with the next. */
    boolean end() {
      boolean few = 2 * kept <= entries;
      through = kept < entries ? last : through;
      entries = 0;
      kept = 0;
      return few;
    }
  }

  /** Removes the entries up to one, except the labels that are kept. */
  private void keep(String name, long through, Selection kept) {
    if (through == 0) {
      return;
    }
    try (Journal journal = home.journals().shared(name)) {
      long first = journal.state().first();
      Copies copies = new Copies(journal, first, through);
      JournalReads.some(
          home.journals(),
          name,
          first,
          entry -> {
            Line line = GroundTruths.line(model, entry);
            boolean isKept = line != null && !line.isSpare(first) && line.isIn(kept);
            copies.add(entry.sequence(), isKept ? line : null);
            return entry.sequence() < through;
          });
      copies.append();
      cover(journal, through);
      journal.trim(through + 1);
    }
  }

  /** The copies of some neighbours. */
  private static final class Copies {
    private final Journal journal;
    private final List<byte[]> lines = new ArrayList<>();
    private final long through;
    private long begin;
    private int entries;

    Copies(Journal journal, long begin, long through) {
      this.journal = journal;
      this.begin = begin;
      this.through = through;
    }

    void add(long sequence, @Nullable Line line) {
      if (line != null) {
        lines.add(StorageForms.JSON.write(line.copyOf(sequence)));
      }
      if (++entries == GroundTruths.MOST) {
        append();
        begin = sequence + 1;
      }
    }

    /** What was appended before a crash is not appended again. */
    void append() {
      if (!lines.isEmpty()) {
        UUID token = UUID.nameUUIDFromBytes((begin + " of " + through).getBytes(UTF_8));
        journal.append(new Batch(token, Batch.ANY, List.copyOf(lines), Durability.POWER));
      }
      lines.clear();
      entries = 0;
    }
  }

  /** A shared journal is trimmed only up to a snapshot: the header is what is left of it. */
  private void cover(Journal journal, long through) {
    long covered = journal.state().snapshot().map(JournalSnapshot::sequence).orElse(0L);
    if (covered < through) {
      BlobId header = home.blobs().put(Content.of(new String(GroundTruths.header(model), UTF_8)));
      StoredFiles.commit(
          home.blobs(),
          "remove ground truth",
          Map.of(header, "header of ground truth"),
          () -> {
            journal.snapshot(new JournalSnapshot(through, header));
            return through;
          });
    }
  }
}
