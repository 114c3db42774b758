package io.lifecycle4j.core.serving;

import org.jspecify.annotations.Nullable;

/**
 * A call that the current thread is in the middle of, and the one around it: a function that is
 * served may ask another model.
 */
final class CallInProgress {
  private static final ThreadLocal<@Nullable CallInProgress> CURRENT = new ThreadLocal<>();

  private final Object server;
  private final @Nullable CallInProgress around;

  private CallInProgress(Object server, @Nullable CallInProgress around) {
    this.server = server;
    this.around = around;
  }

  /** Begins a call on the current thread; end it in a finally. */
  static CallInProgress enter(Object server) {
    CallInProgress call = new CallInProgress(server, CURRENT.get());
    CURRENT.set(call);
    return call;
  }

  void exit() {
    CURRENT.set(around);
  }

  /** Returns whether the current thread is in the middle of a call on a server. */
  static boolean on(Object server) {
    for (CallInProgress call = CURRENT.get(); call != null; call = call.around) {
      if (call.server == server) {
        return true;
      }
    }
    return false;
  }
}
