package io.lifecycle4j.core.training;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.core.model.GoldenLines;
import io.lifecycle4j.core.model.HeldFiles;
import io.lifecycle4j.core.model.ModelProbe;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.core.training.ModelDescription.Described;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.ExternalModel;
import io.lifecycle4j.model.GoldenRow;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Describes a model from elsewhere by the rows of a split, and returns a manifest that can be
 * registered.
 *
 * <p>A program is loaded into this process only after its hash, the scan of the engine and a JVM of
 * its own have passed it, in this order. Its files are stored last. Thread-safe.
 */
public final class ModelRegistration implements AutoCloseable {
  /** The logger of all registrations. */
  public static final Logger LOG = LoggerFactory.getLogger(ModelRegistration.class);

  /** How many rows of the split a program is tried on. */
  private static final int TRIAL_ROWS = 32;

  private final Recipe recipe;
  private final Engines engines;
  private final Function<NamedContent, StoredFile> put;
  private final Logger log;
  private volatile boolean closed;

  public ModelRegistration(
      Recipe recipe, Engines engines, Function<NamedContent, StoredFile> put, Logger log) {
    this.recipe = recipe;
    this.engines = engines;
    this.put = put;
    this.log = log;
  }

  /**
   * Checks a model and describes everything it needs.
   *
   * @param by the name of the actor
   * @return the manifest; its files are stored
   */
  public ModelManifest manifest(ExternalModel model, Split split, String by) {
    Engine engine = engines.find(model.network().format());
    checkPinned(model, engine);
    log.info(
        "Registering {}: reading {} and the rows of {}",
        recipe.model(),
        model,
        split.version().ref());
    HeldFiles given = HeldFiles.read(recipe.model(), model);
    PreparedSplit prepared = prepared(model, split);
    ModelDescription description = new ModelDescription(prepared, engines);
    Signature wanted = description.signature();
    model.signature().ifPresent(found -> checkFit(found, wanted));
    TrainedModel network =
        Engines.call(
            "inspect a model for " + recipe.model(),
            () -> engine.inspect(given.in(model.network()), wanted));
    HeldFiles files = HeldFiles.of(network);
    GoldenLines golden = GoldenLines.read(model.golden(), wanted);
    ModelArtifact artifact = description.artifact(network, files.files());
    Engine loader = engines.find(artifact.format());
    TrainingData data = prepared.data();
    if (isProgram(engine, model.network()) || isProgram(loader, network)) {
      tryOut(model, split, loader, artifact, files, data, golden);
    }
    checkOpen();
    log.info("Registering {}: running {} rows in this process", recipe.model(), count(data));
    Described described =
        description.of(
            artifact, files, golden, environment -> provenance(model, split, by, environment));
    described.threshold().ifPresent(chosen -> chosen.log(recipe.model(), log));
    new RegistrationDoubts(prepared, golden, described).all().forEach(log::warn);
    store(artifact.files(), files);
    return described.manifest();
  }

  private PreparedSplit prepared(ExternalModel model, Split split) {
    return PreparedSplit.of(
        recipe,
        TaskCalls.registering(recipe.model(), recipe.task()),
        model.preprocessing().orElse(recipe.steps()),
        split,
        "register " + recipe.model() + " with " + split.version().ref());
  }

  /** Runs in a separate JVM all rows that this process will run, and as many as are held out. */
  private void tryOut(
      ExternalModel model,
      Split split,
      Engine loader,
      ModelArtifact artifact,
      HeldFiles files,
      TrainingData data,
      GoldenLines golden) {
    log.info(
        "Registering {}: trying it on {} rows in a separate JVM, for at most {}",
        recipe.model(),
        count(data),
        ModelProbe.shown(model.deadline()));
    new ModelProbe(recipe.model(), model.deadline(), model.maxMemory(), this::checkOpen)
        .run(
            loader,
            artifact,
            files,
            trialRows(data, golden.rows(), artifact.signature()),
            List.of(data.training().rows(), data.reference().rows()),
            split.count(SplitRole.HOLDOUT));
  }

  private static int count(TrainingData data) {
    return data.training().size() + data.reference().size();
  }

  /**
   * Ends trials in progress; their callers receive a {@link ClosedException}, and nothing is loaded
   * or stored any more.
   */
  @Override
  public void close() {
    closed = true;
  }

  private void checkOpen() {
    if (closed) {
      throw Closing.modelClosed(recipe.model());
    }
  }

  private UntrustedModelException refused(String problem) {
    return new UntrustedModelException("Cannot register " + recipe.model() + ": " + problem);
  }

  private static boolean isProgram(Engine engine, TrainedModel network) {
    return engine.programs().contains(network.format());
  }

  private void checkPinned(ExternalModel model, Engine engine) {
    check(
        !isProgram(engine, model.network()) || model.sha256().isPresent(),
        "Cannot register %s: a file of format %s is a program, and is not pinned"
            + " (give the hash that its author states: sha256(\"…\"))",
        recipe.model(),
        model.network().format());
  }

  private void checkFit(Signature found, Signature wanted) {
    checkFit("inputs", found.inputs(), "its preprocessing makes", wanted.inputs());
    checkFit("outputs", found.outputs(), "its task needs", wanted.outputs());
  }

  private void checkFit(String what, List<TensorSpec> found, String why, List<TensorSpec> wanted) {
    boolean fits =
        found.size() == wanted.size()
            && IntStream.range(0, found.size()).allMatch(i -> fits(found.get(i), wanted.get(i)));
    if (!fits) {
      throw refused(
          "the %s of its file are %s (%s %s, whatever the names)"
              .formatted(what, found, why, wanted));
    }
  }

  private static boolean fits(TensorSpec found, TensorSpec wanted) {
    long[] shape = found.dimensions().stream().mapToLong(Integer::longValue).toArray();
    return found.type() == wanted.type() && wanted.accepts(shape);
  }

  /** Returns the prepared numbers of rows, one input after the other. */
  private static List<float[]> trialRows(
      TrainingData data, List<GoldenRow> golden, Signature signature) {
    PreparedExamples training = data.training();
    Stream<float[]> rows =
        IntStream.range(0, Math.min(TRIAL_ROWS, training.size())).mapToObj(training::inputs);
    return Stream.concat(ModelProbe.rows(golden, signature).stream(), rows).toList();
  }

  private static Provenance provenance(
      ExternalModel model, Split split, String by, Map<String, String> environment) {
    Map<String, String> facts = new TreeMap<>(model.facts());
    facts.replaceAll((name, fact) -> FreeText.of("fact of an external model", name, fact));
    return new Provenance.External(
        by,
        facts,
        split.version().ref(),
        split.plan(),
        model.sha256().stream().toList(),
        environment);
  }

  /** Stores the files, which is done last, under the names and hashes of the manifest. */
  private void store(List<StoredFile> described, HeldFiles files) {
    checkOpen();
    List<StoredFile> stored =
        described.stream().map(file -> put.apply(files.content(file))).toList();
    if (!stored.equals(described)) {
      throw new CorruptDataException(
          "Cannot register %s: its files are stored as %s (must be %s)"
              .formatted(recipe.model(), stored, described));
    }
  }
}
