package io.lifecycle4j.core.tracking.environment;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The processor, its instructions, and graphics processors.
 *
 * <p>Engines choose kernels by the instructions of the processor, and kernels differ in the last
 * bits of their results. Graphics processors are read from the files of their drivers; no program
 * is run.
 */
final class ProcessorFacts {
  private ProcessorFacts() {}

  static void gather(FactSources sources, EnvironmentFacts facts) {
    facts.read("cpu.model", () -> model(sources));
    facts.read("cpu.features", () -> features(sources));
    graphics(sources, facts);
  }

  private static String model(FactSources sources) throws IOException {
    @Nullable String windows = sources.variables().get("PROCESSOR_IDENTIFIER");
    if (windows != null) {
      return windows;
    }
    String info = sources.text("proc/cpuinfo");
    @Nullable String model = field(info, "model name");
    if (model == null) { // ARM: numbers of the manufacturer and the model
      model = "implementer " + field(info, "CPU implementer") + " part " + field(info, "CPU part");
    }
    return model;
  }

  private static String features(FactSources sources) throws IOException {
    String info = sources.text("proc/cpuinfo");
    @Nullable String flags = field(info, "flags");
    @Nullable String found = flags == null ? field(info, "Features") : flags;
    return found == null
        ? EnvironmentFacts.unavailable("no flags in /proc/cpuinfo")
        : String.join(" ", new TreeSet<>(List.of(found.split("\\s+", -1))));
  }

  /** Finds a field of the first processor. */
  private static @Nullable String field(String info, String name) {
    return info.lines()
        .filter(line -> line.startsWith(name) && line.indexOf(':') >= 0)
        .filter(line -> line.substring(name.length(), line.indexOf(':')).isBlank())
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(null);
  }

  private static void graphics(FactSources sources, EnvironmentFacts facts) {
    List<String> models = new ArrayList<>();
    try {
      for (Path gpu : children(sources.path("proc/driver/nvidia/gpus"), "*")) {
        String information = FactSources.text(gpu.resolve("information"));
        models.add(String.valueOf(field(information, "Model")));
        facts.put("host.gpu." + (models.size() - 1), field(information, "GPU UUID"));
      }
      for (Path card : children(sources.path("sys/class/drm"), "card[0-9]")) {
        Path device = card.resolve("device");
        String vendor = FactSources.text(device.resolve("vendor")).strip();
        if (!vendor.equals("0x10de") || models.isEmpty()) { // already described by the driver above
          models.add(vendor + ":" + FactSources.text(device.resolve("device")).strip());
        }
      }
      facts.made("gpu.count", Integer.toString(models.size()));
    } catch (IOException | RuntimeException e) {
      facts.put("gpu.count", EnvironmentFacts.unavailable(EnvironmentFacts.reason(e)));
    }
    for (int i = 0; i < models.size(); i++) {
      facts.put("gpu." + i, models.get(i));
    }
    if (Files.exists(sources.path("proc/driver/nvidia/version"))) {
      facts.read(
          "gpu.driver",
          () -> sources.text("proc/driver/nvidia/version").lines().findFirst().orElse(""));
    }
  }

  private static List<Path> children(Path directory, String glob) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, glob)) {
      all.forEach(children::add);
    }
    Path[] sorted = children.toArray(Path[]::new);
    Arrays.sort(sorted);
    return List.of(sorted);
  }
}
