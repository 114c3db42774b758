package io.lifecycle4j.core.maintenance;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.maintenance.JournalHolders;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.JournalEntry;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Journals of a user whose lines say which review needs which photo: {@code 7 HASH}, or 7 alone.
 */
class Reviews implements JournalHolders {
  static final String JOURNAL = "acme-reviews";

  /** A line that adds a photo to a review. */
  static String needs(int review, BlobId photo) {
    return review + " " + photo.sha256();
  }

  /** A line that gives up the photos of a review. */
  static String givesUp(int review) {
    return review + "";
  }

  @Override
  public boolean knows(String journal) {
    return journal.startsWith("acme-");
  }

  @Override
  public List<Holding> holdings(String journal, JournalEntry entry) {
    return line(new String(entry.payload(), StandardCharsets.UTF_8));
  }

  List<Holding> line(String line) {
    String[] words = line.split(" ", 2);
    return switch (words[0]) {
      case "note" -> List.of();
      case "damaged" -> throw new CorruptDataException("Corrupt review");
      case "newer" -> throw new ReadOnlyException("Cannot read a review of version 2");
      default -> {
        String holder = "review " + words[0];
        yield List.of(
            words.length == 1
                ? new GivesUp(holder)
                : new Needs(holder, List.of(new BlobId(words[1]))));
      }
    };
  }
}
