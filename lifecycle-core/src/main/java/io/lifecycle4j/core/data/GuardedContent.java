package io.lifecycle4j.core.data;

import io.lifecycle4j.storage.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Supplier;

/**
 * A content of which no version is committed if what it was read from has changed since.
 *
 * @param guard called before the content is read; returns what is called in the commit, and throws
 *     a {@link io.lifecycle4j.error.ConflictException} to reject it
 */
public record GuardedContent(Content content, Supplier<Runnable> guard) implements Content {
  @Override
  public void writeTo(OutputStream out) throws IOException {
    content.writeTo(out);
  }

  /** Begins to guard the commit of what is read from now on. */
  static Runnable guard(List<Content> contents) {
    List<Runnable> guards =
        contents.stream()
            .filter(GuardedContent.class::isInstance)
            .map(content -> ((GuardedContent) content).guard.get())
            .toList();
    return () -> guards.forEach(Runnable::run);
  }
}
