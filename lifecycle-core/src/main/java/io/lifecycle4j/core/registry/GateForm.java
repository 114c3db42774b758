package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.json.ServiceClasses;
import io.lifecycle4j.core.registry.gates.GateJudge;
import io.lifecycle4j.core.schema.SimilarNames;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.registry.BetterThanBaseline;
import io.lifecycle4j.registry.BetterThanProduction;
import io.lifecycle4j.registry.CardComplete;
import io.lifecycle4j.registry.ChurnAtMost;
import io.lifecycle4j.registry.CostAtMost;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateNeed;
import io.lifecycle4j.registry.LoadsInChildJvm;
import io.lifecycle4j.registry.NoLeakage;
import io.lifecycle4j.registry.NoSliceWorse;
import io.lifecycle4j.registry.NotWorseThanProduction;
import io.lifecycle4j.registry.PolicyGate;
import io.lifecycle4j.registry.SameWhenLoaded;
import io.lifecycle4j.registry.SimilarBetweenGroups;
import io.lifecycle4j.registry.StressGate;
import io.lifecycle4j.registry.WithoutBaseline;
import io.lifecycle4j.registry.spi.GateProvider;
import io.lifecycle4j.storage.BlobId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gate as written down: its id, and its parameters, the components of its class. A gate that no
 * provider names is found among the gates of the model, by both; one that is no record of values
 * has no parameters, and is found by its id.
 *
 * @param parameters a JSON object
 */
record GateForm(@Nullable String id, @Nullable Map<String, Object> parameters) {
  private static final Logger LOG = LoggerFactory.getLogger(GateForm.class);

  private static final Map<String, Class<? extends Gate>> KINDS =
      ServiceClasses.find(
          Map.ofEntries(
              Map.entry("metrics", MetricGate.class),
              Map.entry("stress", StressGate.class),
              Map.entry("not_worse_than_production", NotWorseThanProduction.class),
              Map.entry("better_than_production", BetterThanProduction.class),
              Map.entry("better_than_baseline", BetterThanBaseline.class),
              Map.entry("without_baseline", WithoutBaseline.class),
              Map.entry("no_slice_worse", NoSliceWorse.class),
              Map.entry("similar_between_groups", SimilarBetweenGroups.class),
              Map.entry("no_leakage", NoLeakage.class),
              Map.entry("card_complete", CardComplete.class),
              Map.entry("churn_at_most", ChurnAtMost.class),
              Map.entry("same_when_loaded", SameWhenLoaded.class),
              Map.entry("loads_in_child_jvm", LoadsInChildJvm.class),
              Map.entry("latency_at_most", CostAtMost.Latency.class),
              Map.entry("memory_at_most", CostAtMost.Memory.class),
              Map.entry("files_at_most", CostAtMost.Files.class)),
          GateProvider.class,
          GateProvider::gates);

  /**
   * Writes a gate as a JSON object.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if it does not read back as itself
   */
  static String write(Gate gate) {
    boolean known = KINDS.get(gate.id()) == gate.getClass();
    String parameters = known || isWritten(gate) ? RegistryForms.CHANGES.text(gate) : "{}";
    String text =
        "{\"id\":" + RegistryForms.CHANGES.text(gate.id()) + ",\"parameters\":" + parameters + "}";
    check(
        !KINDS.containsKey(gate.id()) || (known && read(text, List.of()).equals(gate)),
        "Invalid gate: %s (does not read back as it is from %s)",
        gate,
        text);
    return text;
  }

  /**
   * Reads a gate.
   *
   * @param own the gates of the model, which are found by their ids
   * @throws CorruptDataException if the text is not a gate, or a parameter is missing, unknown or
   *     invalid
   * @throws NotFoundException if there is no such gate
   */
  static Gate read(String text, List<? extends Gate> own) {
    GateForm form = RegistryForms.CHANGES.readKnown(bytes(text), GateForm.class, "gate");
    if (form.id == null || form.parameters == null) {
      throw new CorruptDataException("Cannot read gate: needs an id and parameters, is " + text);
    }
    Class<? extends Gate> known = KINDS.get(form.id);
    return known == null
        ? form.find(own)
        : RegistryForms.CHANGES.readKnown(
            bytes(RegistryForms.CHANGES.text(form.parameters)), known, "gate " + form.id);
  }

  /**
   * Returns gates as a policy names them.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if one does not read back as itself, or two
   *     that are found by their ids have the same one
   */
  static List<PolicyGate> named(List<? extends Gate> gates) {
    Set<String> own = new HashSet<>();
    for (Gate gate : gates) {
      check(
          KINDS.containsKey(gate.id()) || own.add(write(gate)),
          "Invalid gates: two have the id %s (a policy finds a gate of your own by its id)",
          gate.id());
    }
    gates.stream()
        .filter(gate -> !isExact(gate))
        .forEach(
            gate ->
                LOG.warn(
                    "A policy knows the gate '{}' by its id only: each process decides what it"
                        + " checks (make it a record, whose components are its parameters)",
                    gate.id()));
    return gates.stream().map(GateForm::named).toList();
  }

  /** Returns the digest of a gate; equal for equal ids and parameters. */
  static BlobId digest(PolicyGate gate) {
    return Hashing.hash(bytes("gate " + gate.id() + " " + gate.parameters() + "\n"));
  }

  /** Returns the digest of a gate. One that cannot be written has no parameters in it. */
  static BlobId digest(Gate gate) {
    try {
      return digest(named(gate));
    } catch (LifecycleException e) {
      LOG.debug("The gate {} is known by its id only", GateJudge.words(gate), e);
      return digest(new PolicyGate(gate.id(), "{}", gate.id()));
    }
  }

  /** Returns whether gates with the same digest are equal: not if all of it is the id. */
  static boolean isExact(Gate gate) {
    try {
      named(gate);
      return KINDS.containsKey(gate.id()) || isWritten(gate);
    } catch (LifecycleException e) {
      LOG.debug("The gate {} cannot be written", GateJudge.words(gate), e);
      return false;
    }
  }

  /** Returns whether a gate is a record of values, which are its parameters. */
  private static boolean isWritten(Gate gate) {
    return gate.getClass().isRecord()
        && Stream.of(gate.getClass().getRecordComponents())
            .allMatch(part -> isValue(part.getType()));
  }

  private static boolean isValue(Class<?> type) {
    return type.isPrimitive()
        || type.isEnum()
        || Stream.of(
                String.class,
                Number.class,
                Boolean.class,
                Duration.class,
                Instant.class,
                Condition.class,
                Optional.class,
                List.class,
                Map.class)
            .anyMatch(value -> value.isAssignableFrom(type));
  }

  private static PolicyGate named(Gate gate) {
    return RegistryForms.CHANGES.read(bytes(write(gate)), PolicyGate.class, "gate");
  }

  /** Returns the gate that a policy names. */
  static Gate read(PolicyGate gate, List<? extends Gate> own) {
    return read(RegistryForms.CHANGES.text(gate), own);
  }

  /** Returns the form of a gate that a policy names. */
  static GateForm of(PolicyGate gate) {
    return new GateForm(
        gate.id(),
        RegistryForms.CHANGES.read(
                bytes("{\"of\":" + gate.parameters() + "}"), Parameters.class, "gate " + gate.id())
            .of);
  }

  private record Parameters(Map<String, Object> of) {}

  /** Returns the gate as a policy names it. */
  PolicyGate policyGate() {
    String kind = required(id, "id of a gate");
    String text = RegistryForms.CHANGES.text(required(parameters, "parameters of gate " + kind));
    return new PolicyGate(kind, text, words(kind, text));
  }

  /** Returns the words of a gate of a known kind, or the id and the parameters. */
  private String words(String kind, String text) {
    try {
      if (KINDS.containsKey(kind)) {
        return GateJudge.words(read(RegistryForms.CHANGES.text(this), List.of()));
      }
    } catch (LifecycleException e) {
      LOG.debug("The gate {} has what this library does not know", kind, e);
    }
    return text.equals("{}") ? kind : kind + " " + text;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Gate find(List<? extends Gate> own) {
    String name = String.valueOf(id);
    String text = RegistryForms.CHANGES.text(required(parameters, "parameters of gate " + name));
    List<? extends Gate> found = own.stream().filter(gate -> gate.id().equals(name)).toList();
    for (Gate gate : found) {
      if (named(gate).parameters().equals(text)) {
        return gate;
      }
    }
    TreeSet<String> names = new TreeSet<>(KINDS.keySet());
    own.forEach(gate -> names.add(gate.id()));
    throw new NotFoundException(
        !found.isEmpty()
            ? "Gate "
                + name
                + " has the parameters "
                + named(found.get(0)).parameters()
                + " (needs "
                + text
                + ")"
            : "Gate does not exist: "
                + name
                + " ("
                + SimilarNames.find(name, names).map(it -> "did you mean " + it + "? ").orElse("")
                + "name it among the gates of the model, or add its GateProvider; "
                + own(own)
                + ")");
  }

  private static String own(List<? extends Gate> own) {
    String names =
        own.stream()
            .map(Gate::id)
            .filter(id -> !KINDS.containsKey(id))
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "this process has none of its own" : "this process has " + names;
  }

  /**
   * Returns the digest of the gates that compare with production, in whichever order; empty if none
   * does. One of your own that is found by its id only is told apart by its words, too.
   */
  static Optional<BlobId> comparing(List<? extends Gate> gates) {
    String all =
        gates.stream()
            .filter(gate -> gate.needs().contains(GateNeed.PRODUCTION))
            .map(GateForm::line)
            .distinct()
            .sorted()
            .collect(Collectors.joining());
    return all.isEmpty() ? Optional.empty() : Optional.of(Hashing.hash(bytes(all)));
  }

  private static String line(Gate gate) {
    boolean known = KINDS.containsKey(gate.id()) || isWritten(gate);
    return write(gate) + (known ? "" : " " + GateJudge.words(gate)) + "\n";
  }
}
