package io.lifecycle4j.core;

import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.registry.ModelRegistry;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls back whenever the registry has something new, by any process. */
final class RegistryFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryFollower.class);
  private static final Duration WAIT = Duration.ofSeconds(1);

  private final ModelRegistry registry;
  private final Runnable changed;
  private final Thread thread;
  private volatile boolean closed;

  RegistryFollower(String model, ModelRegistry registry, Runnable changed) {
    this.registry = registry;
    this.changed = changed;
    this.thread = new Thread(this::follow, "lifecycle4j-follow-" + model);
    thread.setDaemon(true);
    thread.start();
  }

  private void follow() {
    long seen = 0;
    while (!closed) {
      try {
        if (registry.await(seen, WAIT)) {
          seen = registry.sequence(); // before the call, so that nothing in between is missed
          changed.run();
        }
      } catch (OperationInterruptedException | IllegalStateException e) {
        return; // the model or the home is closing
      } catch (LifecycleException e) {
        LOG.error("Cannot follow the registry; the version that serves goes on serving", e);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
