package io.lifecycle4j.core.serving.log;

import static java.util.Objects.requireNonNull;

import io.lifecycle4j.storage.BlobId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The erasures on the list of parts, by what they may still hide: a prediction is compared with few
 * of them, however many there are. Not thread-safe.
 */
final class Erasures {
  private final Map<String, ErasedKey> all = new LinkedHashMap<>();

  /** The parts that each erasure which is not done must still search. */
  private final Map<String, Set<BlobId>> unsearched = new LinkedHashMap<>();

  /** The erasures that must still search a part; null after a change. */
  private @Nullable Map<BlobId, List<String>> searching;

  /** The erasures by the last entry that they reach in a journal, without those covered. */
  private final Map<String, NavigableMap<Long, List<String>>> ends = new HashMap<>();

  private final NavigableMap<Instant, List<String>> times = new TreeMap<>();

  /**
   * Adds an erasure, or what is known of it now.
   *
   * @param parts returns the parts of its model
   * @param covered the last entry of a journal that counts no more
   */
  void put(ErasedKey key, Supplier<List<BlobId>> parts, ToLongFunction<String> covered) {
    boolean isNew = all.put(key.id(), key) == null;
    List<BlobId> left = key.parts();
    if (key.done()) {
      unsearched.remove(key.id());
    } else if (left != null) {
      unsearched.put(key.id(), new LinkedHashSet<>(left));
    } else if (isNew) {
      unsearched.put(key.id(), new LinkedHashSet<>(parts.get()));
    }
    searching = null;
    if (isNew) {
      index(key, covered);
    }
  }

  private void index(ErasedKey key, ToLongFunction<String> covered) {
    times.computeIfAbsent(key.time(), time -> new ArrayList<>()).add(key.id());
    key.journals()
        .forEach(
            (journal, end) -> {
              if (end > covered.applyAsLong(journal)) {
                ends.computeIfAbsent(journal, name -> new TreeMap<>())
                    .computeIfAbsent(end, at -> new ArrayList<>())
                    .add(key.id());
              }
            });
  }

  /** Forgets all, before a state with all that are left. */
  void clear() {
    all.clear();
    unsearched.clear();
    searching = null;
    ends.clear();
    times.clear();
  }

  /** A part is no part any more. */
  void removed(BlobId part) {
    unsearched.values().forEach(parts -> parts.remove(part));
    searching = null;
  }

  /** The first entries of a journal count no more. */
  void covered(String journal, long through) {
    NavigableMap<Long, List<String>> reaching = ends.get(journal);
    if (reaching != null) {
      reaching.headMap(through, true).clear();
      if (reaching.isEmpty()) {
        ends.remove(journal);
      }
    }
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Returns all of a model, the oldest first. */
  List<ErasedKey> of(String model) {
    return all.values().stream().filter(key -> key.model().equals(model)).toList();
  }

  /** Returns those that are not done. */
  List<ErasedKey> pending() {
    return all.values().stream().filter(key -> !key.done()).toList();
  }

  /** Returns what is on record of one now. */
  ErasedKey now(ErasedKey key) {
    return requireNonNull(all.get(key.id()));
  }

  /** Returns the parts that one must still search. */
  Set<BlobId> unsearched(ErasedKey key) {
    return unsearched.getOrDefault(key.id(), Set.of());
  }

  /** Returns whether any reaches into the entries of a journal that count. */
  boolean reachesInto(String journal) {
    return ends.containsKey(journal);
  }

  /**
   * Returns those of all models that hide a prediction if it has their key.
   *
   * @param part the part in which it is; null if it is in the journal
   * @param made when it was made
   */
  List<ErasedKey> hiding(@Nullable BlobId part, String journal, long sequence, Instant made) {
    if (part != null) {
      return searching(part);
    }
    NavigableMap<Long, List<String>> reaching = ends.get(journal);
    return keys(
        Stream.concat(
            reaching == null
                ? Stream.empty()
                : reaching.tailMap(sequence, true).values().stream().flatMap(List::stream),
            late(journal, sequence, made)));
  }

  /** Returns those that hide it by its time: it was made shortly before. */
  private Stream<String> late(String journal, long sequence, Instant made) {
    return times.subMap(made, false, made.plus(ErasedKey.LONGEST), true).values().stream()
        .flatMap(List::stream)
        .filter(id -> requireNonNull(all.get(id)).reaches(journal, sequence));
  }

  /** Returns those that must still search a part. */
  List<ErasedKey> searching(BlobId part) {
    return keys(searching().getOrDefault(part, List.of()).stream());
  }

  private List<ErasedKey> keys(Stream<String> ids) {
    return ids.map(id -> requireNonNull(all.get(id))).toList();
  }

  private Map<BlobId, List<String>> searching() {
    Map<BlobId, List<String>> found = searching;
    if (found == null) {
      found = new HashMap<>();
      for (Map.Entry<String, Set<BlobId>> one : unsearched.entrySet()) {
        for (BlobId part : one.getValue()) {
          found.computeIfAbsent(part, blob -> new ArrayList<>()).add(one.getKey());
        }
      }
      searching = found;
    }
    return found;
  }

  /**
   * Returns those that hide nothing any more, also in the future, except the last one of each
   * model, by which it is known whether there was another.
   */
  List<ErasedKey> over(Instant now) {
    Set<String> kept = new HashSet<>(unsearched.keySet());
    ends.values().forEach(reaching -> reaching.values().forEach(kept::addAll));
    Map<String, String> last = new HashMap<>();
    all.values().forEach(key -> last.put(key.model(), key.id()));
    kept.addAll(last.values());
    return all.values().stream()
        .filter(key -> key.done() && !kept.contains(key.id()) && key.isOver(now))
        .toList();
  }

  /** Returns all but some, with the parts that they must still search. */
  List<ErasedKey> state(Collection<ErasedKey> archived) {
    Set<ErasedKey> gone = new HashSet<>(archived);
    return all.values().stream()
        .filter(key -> !gone.contains(key))
        .map(key -> key.done() ? key : key.left(unsearched(key)))
        .toList();
  }
}
