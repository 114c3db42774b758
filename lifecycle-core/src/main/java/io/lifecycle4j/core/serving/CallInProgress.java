package io.lifecycle4j.core.serving;

import org.jspecify.annotations.Nullable;

/**
 * The calls in progress on the current thread, linked outwards: a function that serves may call
 * another model.
 */
abstract class CallInProgress {
  private static final ThreadLocal<@Nullable CallInProgress> CURRENT = new ThreadLocal<>();

  private @Nullable Object server;
  private @Nullable CallInProgress around;

  /** A call that nothing else is known of. */
  private static final class Nested extends CallInProgress {}

  /** Begins a call on the current thread; end it in a finally block. */
  static CallInProgress enter(Object server) {
    CallInProgress call = new Nested();
    call.begin(server);
    return call;
  }

  /** Begins this call on the current thread, once; {@linkplain #exit end} it in a finally block. */
  final void begin(Object on) {
    server = on;
    around = CURRENT.get();
    CURRENT.set(this);
  }

  final void exit() {
    CURRENT.set(around);
  }

  /** Returns whether the current thread is in a call on the server. */
  static boolean on(Object server) {
    return isOn(server, CURRENT.get());
  }

  /** Returns whether this call was begun within another one on its server. */
  final boolean isNested() {
    return isOn(server, around);
  }

  private static boolean isOn(@Nullable Object server, @Nullable CallInProgress innermost) {
    for (CallInProgress call = innermost; call != null; call = call.around) {
      if (call.server == server) {
        return true;
      }
    }
    return false;
  }
}
