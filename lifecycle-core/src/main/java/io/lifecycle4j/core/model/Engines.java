package io.lifecycle4j.core.model;

import io.lifecycle4j.core.preprocessing.GoldenInputs;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.Engine;
import io.lifecycle4j.model.LoadedModel;
import io.lifecycle4j.model.ModelManifest;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The engines of a home.
 *
 * <p>Thread-safe. Engines on the class path are looked up when the first one is needed, so that a
 * home without models starts no native library.
 */
public final class Engines {
  private final List<Engine> chosen;

  /**
   * Creates the engines.
   *
   * @param chosen the engines to use; empty for those on the class path
   */
  public Engines(List<Engine> chosen) {
    this.chosen = List.copyOf(chosen);
  }

  /**
   * Loads a model and replays its golden rows, those of its preprocessing first.
   *
   * @param label what the model is called, for messages
   * @param manifest what to load
   * @param files opens its files
   * @return the network; close it
   * @throws NotFoundException if no engine reads the format
   * @throws io.lifecycle4j.error.CorruptDataException if a file is not what was registered
   * @throws io.lifecycle4j.error.UntrustedModelException if a golden row gives another output
   */
  public LoadedModel load(String label, ModelManifest manifest, Engine.Files files) {
    GoldenInputs.replay(label, manifest.preprocessing());
    LoadedModel model = find(manifest.artifact().format()).load(manifest.artifact(), files);
    try {
      GoldenRows.replay(label, manifest, model);
      return model;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /**
   * Finds the engine of a format.
   *
   * @param format the format
   * @return the engine
   * @throws NotFoundException if no engine reads the format
   */
  public Engine find(String format) {
    return all().stream()
        .filter(engine -> engine.formats().contains(format))
        .findFirst()
        .orElseThrow(
            () ->
                new NotFoundException(
                    "No engine reads the format "
                        + format
                        + " (add io.lifecycle4j:lifecycle-djl to the class path; there are "
                        + all().stream().map(Engine::formats).collect(Collectors.toList())
                        + ")"));
  }

  /**
   * Describes the machine, the JVM and an engine.
   *
   * @param format the format whose engine is described
   * @return names and values, for the record of a run
   */
  public Map<String, String> environment(String format) {
    Map<String, String> environment = new TreeMap<>(find(format).environment());
    for (String property :
        List.of("java.version", "java.vendor", "os.name", "os.arch", "os.version")) {
      environment.put(property, System.getProperty(property, "unknown"));
    }
    environment.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
    return environment;
  }

  private List<Engine> all() {
    return chosen.isEmpty()
        ? ServiceLoader.load(Engine.class).stream().map(ServiceLoader.Provider::get).toList()
        : chosen;
  }
}
