package io.lifecycle4j.core.registry;

import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ModelRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what is decided about one model into its registry, and logs it: nothing else in the
 * library does. Thread-safe.
 */
public final class Decisions {
  /** Receives every decision. */
  public static final Logger LOG = LoggerFactory.getLogger(Decisions.class);

  private final String model;
  private final ModelRegistry registry;
  private final Logger log;

  /** Creates the decisions about a model. */
  public Decisions(String model, ModelRegistry registry, Logger log) {
    this.model = model;
    this.registry = registry;
    this.log = log;
  }

  /** Registers the next version, whose files are stored. */
  public ModelVersion register(ModelManifest manifest, By by) {
    ModelVersion version = registry.register(model, manifest, by.actor(), by.reason());
    say(
        Action.REGISTER,
        "{} registered by {}: {}",
        version.label(),
        by.actor().name(),
        by.reason());
    return version;
  }

  /**
   * Writes an entry.
   *
   * @throws io.lifecycle4j.error.ConflictException if its precondition does not hold any more
   * @throws io.lifecycle4j.error.ReadOnlyException if a newer library changed what it concerns
   */
  public AuditRecord decide(Action action, Transition entry) {
    AuditRecord record = registry.apply(entry);
    say(action, "{}", record);
    return record;
  }

  /** A failure to log must not undo what was decided. */
  @SuppressWarnings("checkstyle:IllegalCatch") // an appender may throw anything
  private void say(Action action, String message, Object... values) {
    try {
      if (action == Action.TURN_BACK) {
        log.warn(message, values);
      } else {
        log.info(message, values);
      }
    } catch (RuntimeException | Error e) {
      return;
    }
  }
}
