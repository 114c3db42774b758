package io.lifecycle4j.core.storage.journal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The tokens of the last batches, to detect one that is appended again. Not thread-safe. */
final class BatchTokens implements Consumer<Frame> {
  static final int REMEMBERED = 10_000;

  private final Map<UUID, Long> sequences =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Long> eldest) {
          return size() > REMEMBERED;
        }
      };

  @Override
  public void accept(Frame frame) {
    if (frame.hasToken()) {
      put(frame.token(), frame.sequence());
    }
  }

  void clear() {
    sequences.clear();
  }

  void put(UUID token, long sequence) {
    sequences.put(token, sequence);
  }

  /** Returns the last sequence of the batch with this token, or null if it was not appended. */
  @Nullable Long find(UUID token) {
    return sequences.get(token);
  }
}
