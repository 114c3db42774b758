package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.profile.TextKey;
import io.lifecycle4j.profile.ColumnProfile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts the texts of the reference individually and all others together, so that a stream of ever
 * new texts cannot fill the memory.
 */
final class TextRecorder implements ColumnRecorder {
  private final String name;
  private final List<String> texts;
  private final Map<String, Integer> places = new HashMap<>();
  private final int first;
  private final int other;
  private final int missing;
  private final boolean isPrivate;

  TextRecorder(ColumnProfile reference, int first) {
    this.first = first;
    name = reference.name();
    texts = new ArrayList<>(reference.categories().keySet());
    texts.remove(ColumnProfile.OTHER);
    isPrivate = texts.stream().anyMatch(TextKey::isPrivate);
    other = first + texts.size();
    missing = other + 1;
    texts.add(ColumnProfile.OTHER);
    for (int i = 0; i < texts.size(); i++) {
      places.put(texts.get(i), first + i);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int end() {
    return missing + 1;
  }

  @Override
  public void record(long[] stripe, String value) {
    StripedCells.increment(stripe, value.isEmpty() ? missing : cell(value));
  }

  private int cell(String text) {
    Integer place = places.get(key(text));
    return place == null ? other : place;
  }

  private String key(String text) {
    return isPrivate ? TextKey.ofPrivate(text) : TextKey.of(text);
  }

  @Override
  public ColumnProfile snapshot(StripedCells cells) {
    Map<String, Long> categories = new HashMap<>();
    long count = cells.count(missing);
    long absent = count;
    for (int i = 0; i < texts.size(); i++) {
      long rows = cells.count(first + i);
      count += rows;
      if (rows > 0) {
        categories.put(texts.get(i), rows);
      }
    }
    return new ColumnProfile(name, count, absent, null, null, categories);
  }
}
