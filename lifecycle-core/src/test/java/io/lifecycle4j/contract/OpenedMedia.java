package io.lifecycle4j.contract;

import io.lifecycle4j.storage.spi.Medium;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Closes the media that a contract test opened, the last one first, after each test. */
public final class OpenedMedia implements AfterEachCallback {
  private final Deque<Medium> media = new ArrayDeque<>();

  /** Creates one that has opened nothing. */
  public OpenedMedia() {}

  /**
   * Remembers a medium.
   *
   * @param medium an open medium
   * @return the same
   */
  public Medium add(Medium medium) {
    media.push(medium);
    return medium;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    while (!media.isEmpty()) {
      media.pop().close();
    }
  }
}
