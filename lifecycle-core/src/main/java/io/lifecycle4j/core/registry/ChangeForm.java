package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.json.ServiceClasses;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.registry.AliasRemoved;
import io.lifecycle4j.registry.ApprovalWithdrawn;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Effect;
import io.lifecycle4j.registry.Evaluated;
import io.lifecycle4j.registry.HoldoutPinned;
import io.lifecycle4j.registry.PolicyMet;
import io.lifecycle4j.registry.PolicyOverridden;
import io.lifecycle4j.registry.PolicySet;
import io.lifecycle4j.registry.PromotionsLocked;
import io.lifecycle4j.registry.PromotionsUnlocked;
import io.lifecycle4j.registry.RolloutEnded;
import io.lifecycle4j.registry.RolloutStarted;
import io.lifecycle4j.registry.RolloutStepped;
import io.lifecycle4j.registry.RuleActed;
import io.lifecycle4j.registry.SigningSet;
import io.lifecycle4j.registry.StressTested;
import io.lifecycle4j.registry.UnknownChange;
import io.lifecycle4j.registry.VersionApproved;
import io.lifecycle4j.registry.VersionDeleted;
import io.lifecycle4j.registry.VersionDescribed;
import io.lifecycle4j.registry.VersionImported;
import io.lifecycle4j.registry.VersionPurged;
import io.lifecycle4j.registry.VersionRegistered;
import io.lifecycle4j.registry.VersionRestored;
import io.lifecycle4j.registry.spi.ChangeProvider;
import io.lifecycle4j.storage.BlobId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A change as stored: a JSON object with the name of its kind, its effect, the blobs it needs and
 * the parts of its class.
 *
 * <p>A change of an unknown kind, or with unknown parts, is read as {@link UnknownChange}. Unknown
 * parts of one that only informs are ignored.
 */
record ChangeForm(String json) {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeForm.class);

  private static final Map<String, Class<? extends Change>> STANDARD =
      Map.ofEntries(
          Map.entry("shadowStarted", Change.ShadowStarted.class),
          Map.entry("shadowStopped", Change.ShadowStopped.class),
          Map.entry("described", VersionDescribed.class),
          Map.entry("deleted", VersionDeleted.class),
          Map.entry("restored", VersionRestored.class),
          Map.entry("purged", VersionPurged.class),
          Map.entry("registered", VersionRegistered.class),
          Map.entry("imported", VersionImported.class),
          Map.entry("aliasRemoved", AliasRemoved.class),
          Map.entry("moved", Change.AliasMoved.class),
          Map.entry("judged", Change.Judged.class),
          Map.entry("policyMet", PolicyMet.class),
          Map.entry("policyOverridden", PolicyOverridden.class),
          Map.entry("promotionsLocked", PromotionsLocked.class),
          Map.entry("promotionsUnlocked", PromotionsUnlocked.class),
          Map.entry("policySet", PolicySet.class),
          Map.entry("signingSet", SigningSet.class),
          Map.entry("holdoutPinned", HoldoutPinned.class),
          Map.entry("approved", VersionApproved.class),
          Map.entry("approvalWithdrawn", ApprovalWithdrawn.class),
          Map.entry("evaluated", Evaluated.class),
          Map.entry("stressTested", StressTested.class),
          Map.entry("rolloutStarted", RolloutStarted.class),
          Map.entry("rolloutStepped", RolloutStepped.class),
          Map.entry("rolloutEnded", RolloutEnded.class),
          Map.entry("ruleActed", RuleActed.class));

  private static final Map<String, Class<? extends Change>> KINDS =
      ServiceClasses.find(STANDARD, ChangeProvider.class, ChangeProvider::changes);

  /** The parts that any change may have, of whatever type. */
  private record About(
      @Nullable Object alias,
      @Nullable Object effect,
      @Nullable Object kind,
      @Nullable Object model,
      @Nullable Object needs,
      @Nullable Object version) {
    OptionalInt number() {
      return version instanceof Integer number && number >= 1
          ? OptionalInt.of(number)
          : OptionalInt.empty();
    }

    Optional<String> name() {
      return alias instanceof String name ? Optional.of(name) : Optional.empty();
    }

    /** Returns false if the version or the alias is of an unknown type and may mean anything. */
    boolean isClear() {
      return (version == null || number().isPresent()) && (alias == null || name().isPresent());
    }
  }

  /**
   * Returns the form of a change. Rejects one without a provider: every reader would read it as
   * unknown, which blocks the model.
   */
  static ChangeForm of(Change change) {
    String kind = kind(change);
    String parts = RegistryForms.CHANGES.text(change).substring(1);
    String comma = parts.equals("}") ? "" : ",";
    ChangeForm form = new ChangeForm(head(kind, change) + comma + parts);
    if (!STANDARD.containsKey(kind)) {
      checkReadable(change, form.read(""));
      checkAffected(change, form.about());
    }
    return form;
  }

  /** Returns the names of all kinds, sorted. */
  static Set<String> kinds() {
    return new TreeSet<>(KINDS.keySet());
  }

  /** Returns the name of the kind of a change; empty if it has no provider. */
  static String kind(Change change) {
    return KINDS.entrySet().stream()
        .filter(entry -> entry.getValue() == change.getClass())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("");
  }

  private static String head(String kind, Change change) {
    return "{\"kind\":"
        + RegistryForms.CHANGES.text(kind)
        + ",\"effect\":"
        + RegistryForms.CHANGES.text(required(change.effect(), "effect of a change"))
        + ",\"needs\":"
        + RegistryForms.CHANGES.text(copy(change.needs(), "needed blobs"));
  }

  private static void checkReadable(Change change, Optional<Change> read) {
    check(
        read.equals(Optional.of(change)),
        "Invalid change: %s (it reads back as %s: a service of type %s must name its class)",
        change,
        read.map(Change::toString).orElse("nothing"),
        ChangeProvider.class.getName());
  }

  /** Rejects one that affects more or less for a library with its provider than for others. */
  private static void checkAffected(Change change, About about) {
    check(
        about.number().equals(change.affectedVersion())
            && about.name().equals(change.affectedAlias()),
        "Invalid change: %s (its version and alias are %s and %s, and it affects %s and %s: be a"
            + " VersionChange or an AliasChange)",
        change,
        about.number(),
        about.name(),
        change.affectedVersion(),
        change.affectedAlias());
  }

  /**
   * Reads the change.
   *
   * @param library the version of the library that wrote it
   * @return the change; empty if it names no model, and so concerns all of them
   */
  Optional<Change> read(String library) {
    About about = about();
    String kind = kind(about);
    Class<? extends Change> known = KINDS.get(kind);
    if (known != null) {
      try {
        return Optional.of(
            effect(about) == Effect.INFORMS
                ? RegistryForms.CHANGES.read(bytes(), known, "change")
                : RegistryForms.CHANGES.readKnown(bytes(), known, "change"));
      } catch (LifecycleException e) {
        LOG.debug("A change of the kind {} has what this library does not know", kind, e);
      }
    }
    return unknown(kind, about, library);
  }

  private Optional<Change> unknown(String kind, About about, String library) {
    try {
      return Optional.of(
          new UnknownChange(
              kind,
              about.model instanceof String model ? model : "",
              about.isClear() ? about.number() : OptionalInt.empty(),
              about.isClear() ? about.name() : Optional.empty(),
              effect(about),
              Optional.of(library),
              json));
    } catch (InvalidNameException e) { // it concerns all models
      return Optional.empty();
    }
  }

  String kind() {
    return kind(about());
  }

  private static String kind(About about) {
    return about.kind instanceof String kind ? kind : "";
  }

  /** Returns what the change can do; the most if that is unknown. */
  Effect effect() {
    return effect(about());
  }

  private static Effect effect(About about) {
    Object effect = about.effect;
    return Stream.of(Effect.values())
        .filter(each -> each.name().equals(effect))
        .findFirst()
        .orElse(Effect.SERVES);
  }

  /** Returns the blobs that the change needs; empty if that is unknown. */
  Optional<List<BlobId>> needs() {
    if (!(about().needs instanceof List<?> needs)) {
      return Optional.empty();
    }
    try {
      return Optional.of(needs.stream().map(hash -> new BlobId(String.valueOf(hash))).toList());
    } catch (InvalidValueException e) {
      return Optional.empty();
    }
  }

  private About about() {
    try {
      return RegistryForms.CHANGES.read(bytes(), About.class, "change");
    } catch (CorruptDataException e) { // not an object
      return new About(null, null, null, null, null, null);
    }
  }

  private byte[] bytes() {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
