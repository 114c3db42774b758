package io.lifecycle4j.core.model;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.model.GoldenRows.Tolerance;
import io.lifecycle4j.core.model.network.JavaEngine;
import io.lifecycle4j.core.preprocessing.GoldenInputs;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.MissingCapabilityException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.GoldenRow;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engines of a home.
 *
 * <p>Thread-safe. Engines on the class path are looked up on first use, so that a home without
 * models loads no native library.
 */
public final class Engines {
  private static final Logger LOG = LoggerFactory.getLogger(Engines.class);

  /** The remedy for corrupt files of a version. */
  public static final String CURE =
      "promote another version, import its exported file again, or restore a backup";

  private static final JavaEngine JAVA = new JavaEngine();

  private static final Tolerance REPLAYED = new Tolerance(GoldenRow.TOLERANCE, true);

  /** Golden rows of the engine that trained a network must agree with plain Java to this. */
  private static final Tolerance SAME = new Tolerance(1e-5, false);

  /** The module with the engine of a format, as far as it is one of this library. */
  private static final Map<String, String> MODULES =
      Map.of(
          JavaEngine.FORMAT,
          "lifecycle-djl",
          "torchscript",
          "lifecycle-djl",
          "onnx",
          "lifecycle-onnx");

  private final List<Engine> chosen;

  /** Used before all others. */
  private final Optional<Engine> first;

  /** The names of the engines that were used here; others need not have started. */
  private final Set<String> used;

  /** Uses the chosen engines; if there are none, those on the class path. */
  public Engines(List<Engine> chosen) {
    this(chosen, Optional.empty(), ConcurrentHashMap.newKeySet());
  }

  private Engines(List<Engine> chosen, Optional<Engine> first, Set<String> used) {
    this.chosen = List.copyOf(chosen);
    this.first = first;
    this.used = used;
  }

  /** Returns the engines that the user chose. */
  public List<Engine> chosen() {
    return chosen;
  }

  /** Returns these engines, and the engine of a trainer before them. */
  public Engines after(Optional<Engine> engine) {
    return engine.isEmpty() ? this : new Engines(chosen, engine, used);
  }

  /** Returns only the engine of a format, also where plain Java is faster. */
  public Engines only(String format) {
    return new Engines(List.of(find(format)), Optional.empty(), used);
  }

  /**
   * Loads a model, and replays the golden rows of its preprocessing and then its own.
   *
   * <p>If the user added no engine, plain Java runs each network that it runs faster, provided that
   * the golden rows agree. Every use of a version has the same engine. Without another engine on
   * the class path, plain Java runs all networks of layers.
   *
   * @param label the name of the model, for messages
   * @param before called with each engine before it loads the model; the last one runs it
   * @return the network, which the caller closes
   * @throws NotFoundException if no engine reads the format
   * @throws CorruptDataException if a file differs from the registered one
   * @throws UntrustedModelException if the signature of the network does not fit its preprocessing
   *     and its task, or a golden row returns another output
   * @throws ModelUnavailableException if the engine throws anything that is not of the library,
   *     such as the {@link Error} of a missing native library
   */
  public LoadedModel load(
      String label, ModelManifest manifest, Engine.Files files, Consumer<Engine> before) {
    return call(
        "load " + label,
        () -> {
          checkSignature(label, manifest);
          GoldenInputs.replay(label, manifest.preprocessing());
          return loaded(label, manifest, files, before);
        });
  }

  /**
   * Reads the parameters of a model without loading it.
   *
   * @param label the name of the model, for messages
   * @throws NotFoundException if no engine reads the format
   * @throws MissingCapabilityException if its engine cannot read parameters alone
   * @throws CorruptDataException if a file differs from the registered one
   * @throws ModelUnavailableException if the engine throws anything that is not of the library
   */
  public List<Tensor> weights(String label, ModelArtifact artifact, Engine.Files files) {
    return call(
        "read the weights of " + label, () -> find(artifact.format()).weights(artifact, files));
  }

  /**
   * Calls an engine.
   *
   * @param action what fails with it, as in "Cannot …"
   * @throws ModelUnavailableException if it throws anything that is not of the library
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // what an engine throws concerns this model
  public static <T> T call(String action, Supplier<T> call) {
    try {
      return call.get();
    } catch (LifecycleException | ClosedException e) {
      throw e; // reported already, or the home is closed
    } catch (RuntimeException | Error e) {
      throw new ModelUnavailableException(
          "Cannot " + action + ": " + FreeText.of("failure of an engine", e), e);
    }
  }

  /**
   * Inputs that fit by chance, such as two of the same shape in another order, are rejected too.
   */
  private static void checkSignature(String label, ModelManifest manifest) {
    Signature signature = manifest.artifact().signature();
    List<TensorSpec> inputs = manifest.preprocessing().inputs();
    if (!signature.inputs().equals(inputs)) {
      throw new UntrustedModelException(
          "Cannot load %s: the inputs of its network are %s (its preprocessing makes %s)"
              .formatted(label, signature.inputs(), inputs));
    }
    List<TensorSpec> outputs = manifest.task().outputs();
    if (!signature.outputs().equals(outputs)) {
      throw new UntrustedModelException(
          "Cannot load %s: the outputs of its network are %s (its task needs %s)"
              .formatted(label, signature.outputs(), outputs));
    }
  }

  /**
   * Returns an exception that names the version with corrupt files and the remedy; {@code doing} is
   * what was attempted, as in "Cannot …".
   */
  public static ModelUnavailableException damaged(
      String doing, String label, CorruptDataException damage) {
    return new ModelUnavailableException(
        String.format(
            "Cannot %s: %s cannot be loaded (%s): %s", doing, label, CURE, damage.getMessage()),
        damage);
  }

  /** Returns whether a loaded network still computes its golden rows; false if it has none. */
  @SuppressWarnings("checkstyle:IllegalCatch") // whatever it throws, it does not work
  public static boolean works(String label, ModelManifest manifest, LoadedModel model) {
    try {
      GoldenRows.replay(
          "run " + label,
          manifest.artifact().signature(),
          manifest.golden(),
          row -> "a golden row",
          model,
          REPLAYED);
      return !manifest.golden().isEmpty();
    } catch (Throwable e) {
      return false;
    }
  }

  /** Frees a network. Exceptions are logged, since its work is done. */
  @SuppressWarnings("checkstyle:IllegalCatch") // an Error of an engine too
  public static void free(String label, LoadedModel model) {
    try {
      model.close();
    } catch (Throwable e) {
      LOG.error("Cannot free {}: what it holds is lost to this process", label, e);
    }
  }

  private LoadedModel loaded(
      String label, ModelManifest manifest, Engine.Files files, Consumer<Engine> before) {
    Iterator<Candidate> candidates = candidates(manifest.artifact()).iterator();
    while (true) {
      Candidate next = candidates.next();
      try {
        return replayed(label, manifest, next, files, before);
      } catch (UntrustedModelException e) {
        if (!candidates.hasNext()) {
          throw e;
        }
        LOG.info("{} is not run in plain Java: {}", label, e.getMessage());
      }
    }
  }

  /**
   * An engine that may run a network.
   *
   * @param engine finds it, so that the others are not even created if the first one runs it
   * @param tolerance how well the golden rows must agree
   */
  private record Candidate(Supplier<Engine> engine, Tolerance tolerance) {}

  /**
   * Returns the engines that may run a network, the preferred one first: plain Java if it is faster
   * and no engine was chosen, or if it was chosen before the others of the format and knows all
   * layers; else that of the format, with plain Java as the last resort.
   */
  private List<Candidate> candidates(ModelArtifact artifact) {
    if (chosen.isEmpty()) {
      Candidate other = new Candidate(() -> using(find(artifact.format())), REPLAYED);
      return JAVA.suits(artifact)
          ? List.of(new Candidate(() -> using(JAVA), SAME), other)
          : List.of(other);
    }
    boolean isJavaChosen =
        reading(artifact.format()).findFirst().filter(JavaEngine.class::isInstance).isPresent();
    Supplier<Engine> engine =
        isJavaChosen && JAVA.knows(artifact) ? () -> JAVA : () -> find(artifact.format());
    return List.of(new Candidate(() -> using(engine.get()), REPLAYED));
  }

  private Engine using(Engine engine) {
    used.add(engine.name());
    return engine;
  }

  private static LoadedModel replayed(
      String label,
      ModelManifest manifest,
      Candidate candidate,
      Engine.Files files,
      Consumer<Engine> before) {
    Engine engine = candidate.engine().get();
    before.accept(engine);
    LoadedModel model = engine.load(manifest.artifact(), files);
    boolean sound = false;
    try {
      GoldenRows.replay(
          "load " + label,
          manifest.artifact().signature(),
          manifest.golden(),
          row -> "a golden row",
          model,
          candidate.tolerance());
      sound = true;
      return model;
    } finally {
      if (!sound) {
        free(label, model);
      }
    }
  }

  /**
   * Returns the engine of a format: that of the trainer, the first chosen one, or the only one on
   * the class path, whose order is no choice. Plain Java, which trains nothing, is the last resort.
   *
   * @throws NotFoundException if no engine reads it
   * @throws io.lifecycle4j.error.InvalidValueException if several on the class path read it
   */
  public Engine find(String format) {
    if (first.isPresent() && reads(first.get(), format)) {
      return first.get();
    }
    List<Engine> found = reading(format).filter(engine -> !(engine instanceof JavaEngine)).toList();
    check(
        found.size() < 2 || !chosen.isEmpty(),
        "Invalid engines: %s read the format %s (give one to Lifecycle.builder().engine(…))",
        found,
        format);
    boolean mayBeJava = chosen.isEmpty() || chosen.stream().anyMatch(JavaEngine.class::isInstance);
    return found.stream()
        .findFirst()
        .or(() -> Optional.<Engine>of(JAVA).filter(java -> mayBeJava && reads(java, format)))
        .orElseThrow(
            () ->
                new NotFoundException(
                    "No engine reads the format " + format + " (" + instead(format) + ")"));
  }

  private String instead(String format) {
    String module = MODULES.get(format);
    if (module != null) {
      return chosen.isEmpty()
          ? "add io.lifecycle4j:" + module + " to the class path"
          : "give the engine of io.lifecycle4j:" + module + " to Lifecycle.builder().engine(…)";
    }
    String known =
        all().stream()
            .flatMap(engine -> engine.formats().stream())
            .sorted()
            .collect(Collectors.joining(", "));
    return known.isEmpty()
        ? "there is no engine: add io.lifecycle4j:lifecycle-djl to the class path"
        : "must be one of: " + known;
  }

  /**
   * Describes the machine, the JVM and the engine of a format, without secrets. May start the
   * native library of the engine.
   */
  public Map<String, String> environment(String format) {
    return environment(using(find(format)).environment());
  }

  /**
   * Does what {@link #environment(String)} does without starting anything: an engine that was not
   * used here is left out.
   */
  public Map<String, String> knownEnvironment(String format) {
    return environment(
        reading(format)
            .filter(engine -> used.contains(engine.name()))
            .findFirst()
            .map(Engine::environment)
            .orElse(Map.of()));
  }

  private static Map<String, String> environment(Map<String, String> engine) {
    Map<String, String> environment = new TreeMap<>(engine);
    for (String property :
        List.of("java.version", "java.vendor", "os.name", "os.arch", "os.version")) {
      environment.put(property, System.getProperty(property, "unknown"));
    }
    environment.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
    environment.replaceAll((key, value) -> FreeText.of("environment of an engine", key, value));
    return environment;
  }

  private static boolean reads(Engine engine, String format) {
    return engine.formats().contains(format);
  }

  private Stream<Engine> reading(String format) {
    return all().stream().filter(engine -> reads(engine, format));
  }

  private List<Engine> all() {
    return chosen.isEmpty()
        ? ServiceLoader.load(Engine.class).stream().map(ServiceLoader.Provider::get).toList()
        : chosen;
  }
}
