package io.lifecycle4j.core.serving;

import org.jspecify.annotations.Nullable;

/**
 * The calls in progress on the current thread, linked outwards: a function that serves may call
 * another model.
 */
final class CallInProgress {
  private static final ThreadLocal<@Nullable CallInProgress> CURRENT = new ThreadLocal<>();

  private final Object server;
  private final @Nullable CallInProgress around;

  private CallInProgress(Object server, @Nullable CallInProgress around) {
    this.server = server;
    this.around = around;
  }

  /** Begins a call on the current thread; end it in a finally block. */
  static CallInProgress enter(Object server) {
    CallInProgress call = new CallInProgress(server, CURRENT.get());
    CURRENT.set(call);
    return call;
  }

  void exit() {
    CURRENT.set(around);
  }

  /** Returns whether the current thread is in a call on the server. */
  static boolean on(Object server) {
    for (CallInProgress call = CURRENT.get(); call != null; call = call.around) {
      if (call.server == server) {
        return true;
      }
    }
    return false;
  }
}
