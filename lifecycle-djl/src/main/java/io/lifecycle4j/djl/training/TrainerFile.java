package io.lifecycle4j.djl.training;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.json.WrittenFile;
import io.lifecycle4j.djl.model.ComputeDevice;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.tracking.Run;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A YAML or JSON file of settings for a trainer.
 *
 * <p>Each key is named in {@link #KEYS}, in the schema {@code trainer.schema.json} beside this
 * class, and has a method of {@link DjlTrainerBuilder}; a test compares the three.
 */
record TrainerFile(WrittenFile file) {
  /** What sets each key of the file. */
  static final Map<String, BiConsumer<DjlTrainerBuilder, FileSetting>> KEYS = keys();

  private static final Pattern GPU = Pattern.compile("gpu\\(([0-9]{1,4})\\)");

  private static Map<String, BiConsumer<DjlTrainerBuilder, FileSetting>> keys() {
    Map<String, BiConsumer<DjlTrainerBuilder, FileSetting>> keys = new LinkedHashMap<>();
    keys.put("network", (builder, value) -> builder.network(Network.parse(FileLayers.text(value))));
    keys.put("factory", TrainerFile::factory);
    keys.put("epochs", (builder, value) -> builder.epochs(value.integer()));
    keys.put("batchSize", (builder, value) -> builder.batchSize(value.integer()));
    keys.put("shuffleBlocks", (builder, value) -> builder.shuffleBlocks(value.integer()));
    keys.putAll(LoopKeys.ALL);
    keys.put("freeze", TrainerFile::freeze);
    keys.put("augment", TrainerFile::augment);
    keys.put("maxParameters", (builder, value) -> builder.maxParameters(value.whole()));
    keys.put("seed", (builder, value) -> builder.seed(value.whole()));
    keys.put("threads", (builder, value) -> builder.threads(value.integer()));
    keys.put("device", (builder, value) -> builder.device(device(value)));
    return keys;
  }

  /**
   * Sets all that the file sets.
   *
   * @throws InvalidDataException if something is unknown or invalid, with its line and column
   */
  void set(DjlTrainerBuilder builder) {
    FileSetting all =
        new FileSetting(
            "",
            file.value()
                .orElseThrow(
                    () ->
                        new InvalidDataException("Cannot read " + file.name() + ": it is empty")));
    Map<String, FileSetting> found = all.entries(KEYS.keySet());
    KEYS.forEach(
        (key, set) -> {
          FileSetting setting = found.get(key);
          if (setting != null) {
            setting.apply(value -> set.accept(builder, value));
          }
        });
  }

  /** Records the text and its digest. */
  void log(Run run) {
    byte[] bytes = file.text().getBytes(StandardCharsets.UTF_8);
    boolean json = file.name().toLowerCase(Locale.ROOT).endsWith(".json");
    run.param("configuration.sha256", Hashing.hash(bytes).sha256());
    run.artifact(json ? "trainer.json" : "trainer.yaml", Content.of(bytes));
  }

  private static void freeze(DjlTrainerBuilder builder, FileSetting value) {
    builder.freeze(value.items().stream().map(FileSetting::text).toArray(String[]::new));
  }

  private static void augment(DjlTrainerBuilder builder, FileSetting value) {
    builder.augment(
        value.items().stream()
            .map(item -> Augmentation.parse(item.text()))
            .toArray(Augmentation[]::new));
  }

  private static void factory(DjlTrainerBuilder builder, FileSetting value) {
    Map<String, FileSetting> parts = value.entries(Set.of("id", "config"));
    FileSetting id = parts.get("id");
    FileSetting config = parts.get("config");
    if (id == null) {
      throw value.invalid("an id, and a config if the factory needs one");
    }
    builder.factory(id.text(), config == null ? "" : config.text());
  }

  private static ComputeDevice device(FileSetting value) {
    Matcher gpu = GPU.matcher(value.text());
    if (gpu.matches()) {
      return ComputeDevice.gpu(Integer.parseInt(gpu.group(1)));
    }
    return value.oneOf(List.of("cpu", "auto", "gpu(0)")).equals("cpu")
        ? ComputeDevice.cpu()
        : ComputeDevice.auto();
  }
}
