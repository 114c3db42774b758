package io.lifecycle4j.core.validation;

import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.hash.SplitMix64;

/**
 * Stores 64-bit keys, and a tag of each, in bounded memory.
 *
 * <p>Exact up to its capacity. Beyond, it covers only the keys that end with a zero bit, then with
 * two, and so on: the same keys in every table, so that tables are comparable, and a repeated key
 * is either always or never covered (distinct sampling: Gibbons, 2001). Not thread-safe.
 */
final class KeyTable {
  /** The most keys: 64 MiB with their tags, at a load factor of one half. */
  static final int CAPACITY = 1 << 21;

  /** The tag of an absent key; no key may have it. */
  static final long ABSENT = 0;

  /** Keeps the author of the data from choosing keys that all collide. */
  private static final long SECRET = Ids.token().getMostSignificantBits();

  private final int capacity;
  private long[] keys = new long[1 << 10];
  private long[] tags = new long[1 << 10];
  private int size;
  private int level;

  KeyTable(int capacity) {
    this.capacity = capacity;
  }

  /** Returns whether a key is covered by the sample. */
  boolean looksAt(long key) {
    return (key & (1L << level) - 1) == 0;
  }

  /** Returns {@code n} if one in {@code n} keys is covered. */
  long sampling() {
    return 1L << level;
  }

  /** Returns the tag of a key, or {@link #ABSENT}. */
  long tag(long key) {
    return tags[place(key)];
  }

  /** Sets the tag of a key, unless the key is not covered. */
  void put(long key, long tag) {
    if (!looksAt(key)) {
      return;
    }
    int place = place(key);
    if (tags[place] == ABSENT) {
      size++;
    }
    keys[place] = key;
    tags[place] = tag;
    if (size > capacity) {
      level++;
      rebuild(keys.length);
    } else if (2 * size > keys.length) {
      rebuild(2 * keys.length);
    }
  }

  private int place(long key) {
    int place = (int) (SplitMix64.mix(key + SECRET) >>> 40) & keys.length - 1;
    while (tags[place] != ABSENT && keys[place] != key) {
      place = place + 1 & keys.length - 1;
    }
    return place;
  }

  private void rebuild(int length) {
    long[] oldKeys = keys;
    long[] oldTags = tags;
    keys = new long[length];
    tags = new long[length];
    size = 0;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldTags[i] != ABSENT && looksAt(oldKeys[i])) {
        int place = place(oldKeys[i]);
        keys[place] = oldKeys[i];
        tags[place] = oldTags[i];
        size++;
      }
    }
  }
}
