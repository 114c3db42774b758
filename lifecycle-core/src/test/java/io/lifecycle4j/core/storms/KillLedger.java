package io.lifecycle4j.core.storms;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What was found in one place that keeps an order: a journal, the versions of a dataset, a trail.
 *
 * @param name the place
 * @param first the position of the first text
 * @param texts what was found, in order
 */
public record KillLedger(String name, long first, List<KillText> texts) {

  /**
   * Compares with what was written: what had to be there is there, at the place that was
   * acknowledged; a batch is whole; nothing is there twice, nor what nobody wrote; the writes of
   * each worker are in its order.
   *
   * @param writes every write that could be here
   * @param must tells which of them cannot be missing
   * @return by the key of a write, where its first text is
   */
  public Map<String, Long> check(List<KillWrite> writes, Predicate<KillWrite> must) {
    Map<String, KillWrite> known = new HashMap<>();
    writes.forEach(write -> known.put(write.key(), write));
    Map<String, Long> starts = new HashMap<>();
    Map<String, Integer> counts = new HashMap<>();
    Map<String, Integer> newest = new HashMap<>();
    for (int i = 0; i < texts.size(); i++) {
      KillText text = texts.get(i);
      long position = first + i;
      KillWrite write = known.get(text.worker() + "." + text.number());
      if (write == null || !refersTo(write, text)) {
        throw wrong(position, text, "nobody wrote it");
      }
      long start = position - text.index();
      Long before = starts.putIfAbsent(write.key(), start);
      require(before == null || before == start, position, text, "its batch is torn or twice");
      counts.merge(write.key(), 1, Integer::sum);
      int latest = newest.merge(text.worker(), text.number(), Math::max);
      require(latest == text.number(), position, text, "later writes of its worker come before");
    }
    for (KillWrite write : writes) {
      checkWhole(write, starts.get(write.key()), counts.getOrDefault(write.key(), 0), must);
    }
    return starts;
  }

  private static boolean refersTo(KillWrite write, KillText text) {
    return write.outcome() != KillWrite.Outcome.REFUSED
        && text.size() == write.size()
        && text.index() < text.size();
  }

  private void checkWhole(
      KillWrite write, @Nullable Long start, int count, Predicate<KillWrite> must) {
    if (start == null) {
      boolean trimmed = write.result() > 0 && write.result() < first;
      if (!trimmed && must.test(write)) {
        throw new AssertionError(this.name + ": lost " + write);
      }
      return;
    }
    long erased = Math.max(0, first - start);
    if (count != write.size() - erased) {
      throw new AssertionError(
          String.format("%s: %d of %d texts there of %s", name, count, write.size(), write));
    }
    if (write.result() > 0 && start != write.result() - write.size() + 1) {
      throw new AssertionError(
          name + ": not where it was acknowledged, but at " + start + ": " + write);
    }
  }

  private void require(boolean condition, long position, KillText text, String problem) {
    if (!condition) {
      throw wrong(position, text, problem);
    }
  }

  private AssertionError wrong(long position, KillText text, String problem) {
    return new AssertionError(
        String.format("%s: entry %d is %s, but %s", name, position, text.label(), problem));
  }

  /**
   * Compares with an earlier look: what was there then and was not erased is there as it was.
   *
   * @param earlier the earlier look
   */
  public void checkGrewFrom(KillLedger earlier) {
    long from = Math.max(first, earlier.first);
    long to = earlier.first + earlier.texts.size();
    if (first < earlier.first || first + texts.size() < to) {
      throw new AssertionError(name + ": shrank from " + to + " to " + (first + texts.size()));
    }
    for (long position = from; position < to; position++) {
      KillText before = earlier.texts.get((int) (position - earlier.first));
      require(
          texts.get((int) (position - first)).equals(before),
          position,
          texts.get((int) (position - first)),
          "it was " + before.label());
    }
  }
}
