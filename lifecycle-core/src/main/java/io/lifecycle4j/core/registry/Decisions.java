package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.error.Callbacks;
import io.lifecycle4j.core.schema.ShownCell;
import io.lifecycle4j.error.NotAllowedException;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.ActionRequest;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Authorizer;
import io.lifecycle4j.registry.ModelAction;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what is decided about one model into its registry, and logs it: nothing else in the
 * library does. Whoever is not allowed to decide it writes nothing. Thread-safe.
 */
public final class Decisions {
  /** Receives every decision. */
  public static final Logger LOG = LoggerFactory.getLogger(Decisions.class);

  private final String model;
  private final ModelRegistry registry;
  private final Authorizer authorizer;
  private final Logger log;

  /** Creates the decisions about a model. */
  public Decisions(String model, ModelRegistry registry, Authorizer authorizer, Logger log) {
    this.model = model;
    this.registry = registry;
    this.authorizer = authorizer;
    this.log = log;
  }

  /**
   * Asks whether somebody may decide something about no alias, before anything is looked at.
   *
   * @throws NotAllowedException if not
   */
  public void permit(By by) {
    permit(by.action(), by.actor(), Optional.empty());
  }

  /**
   * Asks whether somebody may decide something about an alias, before anything is looked at.
   *
   * @throws NotAllowedException if not
   */
  public void permit(By by, String alias) {
    permit(by.action(), by.actor(), Optional.of(alias));
  }

  private void permit(Action action, Actor actor, Optional<String> alias) {
    findRefusal(action, actor, alias)
        .ifPresent(
            refusal -> {
              say(true, "{}", String.valueOf(refusal.getMessage()));
              throw refusal;
            });
    boolean signs = action.asked().isPresent() && action != Action.SET_SIGNING;
    if (signs && registry instanceof JournalModelRegistry journal) {
      journal.checkSigner(); // before hours of training
    }
  }

  /** Says why somebody may not decide something about an alias; empty if it is allowed. */
  Optional<String> findRefusal(Action action, Actor actor, String alias) {
    return findRefusal(action, actor, Optional.of(alias)).map(Throwable::getMessage);
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // of the user's code: whatever it throws refuses
  private Optional<NotAllowedException> findRefusal(
      Action action, Actor actor, Optional<String> alias) {
    Optional<ModelAction> asked = action.asked();
    if (asked.isEmpty()) {
      return Optional.empty();
    }
    ActionRequest request = new ActionRequest(actor, asked.get(), model, alias);
    try {
      return Callbacks.call(() -> authorizer.allows(request))
          ? Optional.empty()
          : Optional.of(refused(request, "", null));
    } catch (RuntimeException | Error e) {
      String why =
          e instanceof NotAllowedException
              ? e.getMessage()
              : "the authorizer threw " + e.getClass().getName();
      return Optional.of(refused(request, ": " + why, e));
    }
  }

  private static NotAllowedException refused(
      ActionRequest request, String why, @Nullable Throwable cause) {
    return new NotAllowedException(
        "Not allowed for " + request.actor().name() + ": " + request + why, cause);
  }

  /** Registers the next version, whose files are stored. */
  public ModelVersion register(ModelManifest manifest, By by) {
    permit(by);
    ModelVersion version = registry.register(model, manifest, by.actor(), by.reason());
    String reason = ShownCell.line(by.reason());
    say(false, "{} registered by {}: {}", version.label(), by.actor().name(), reason);
    return version;
  }

  /**
   * Writes an entry.
   *
   * @throws NotAllowedException if who decides may not
   * @throws io.lifecycle4j.error.ConflictException if its precondition does not hold any more
   * @throws io.lifecycle4j.error.ReadOnlyException if a newer library changed what it concerns
   */
  public AuditRecord decide(Action action, Transition entry) {
    Optional<String> alias =
        entry.changes().stream().flatMap(change -> change.affectedAlias().stream()).findFirst();
    permit(action, entry.actor(), alias);
    AuditRecord record = registry.apply(entry);
    say(action == Action.TURN_BACK || action == Action.OVERRIDE, "{}", record);
    return record;
  }

  /** A failure to log must not undo what was decided. */
  @SuppressWarnings("checkstyle:IllegalCatch") // an appender may throw anything
  private void say(boolean warns, String message, Object... values) {
    try {
      if (warns) {
        log.warn(message, values);
      } else {
        log.info(message, values);
      }
    } catch (RuntimeException | Error e) {
      return;
    }
  }
}
