package io.lifecycle4j.core.storage;

import io.lifecycle4j.storage.spi.Medium;
import java.lang.reflect.Method;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** A medium whose storage has another clock: it is later, say, than its blobs were put. */
public final class ClockedMedium extends ForwardingMedium {
  private final InstantSource clock;

  private ClockedMedium(Medium inner, InstantSource clock) {
    super(inner);
    this.clock = clock;
  }

  /** Looks at a medium at another time. */
  public static Medium of(Medium inner, InstantSource clock) {
    return new ClockedMedium(inner, clock);
  }

  @Override
  protected @Nullable Object call(Object target, Method method, Object[] arguments)
      throws Throwable {
    return method.getName().equals("now") ? clock.instant() : super.call(target, method, arguments);
  }
}
