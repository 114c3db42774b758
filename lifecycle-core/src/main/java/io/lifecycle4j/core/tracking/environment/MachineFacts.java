package io.lifecycle4j.core.tracking.environment;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The JVM and its arguments, the system, its memory, its host and the user, the processor and
 * graphics processors.
 *
 * <p>Values of flags may hold secrets. Recorded are numbers and the flags that open modules; of any
 * other flag only the part before the equals sign. The program's arguments are not recorded.
 *
 * <p>Engines choose kernels by the instructions of the processor, and kernels differ in the last
 * bits of their results. Graphics processors are read from the files of their drivers; no program
 * is run.
 */
public final class MachineFacts {
  private static final Pattern SHOWN =
      Pattern.compile("-XX:\\w+=[0-9.]+[kKmMgGtT]?|--(?:add|enable|limit)-[a-z-]+=[\\w./,=$-]+");

  private MachineFacts() {}

  static void gather(FactSources sources, EnvironmentFacts facts) {
    Map<String, String> properties = sources.properties().get();
    jvm(properties, facts);
    system(sources, properties, facts);
    facts.read("cpu.model", () -> model(sources));
    facts.read("cpu.features", () -> features(sources));
    graphics(sources, facts);
  }

  private static void jvm(Map<String, String> properties, EnvironmentFacts facts) {
    facts.put("jvm.version", properties.get("java.runtime.version"));
    facts.put("jvm.vendor", properties.get("java.vendor"));
    facts.put("jvm.name", properties.get("java.vm.name"));
    facts.put("jvm.vm", properties.get("java.vm.version"));
    facts.put("jvm.info", properties.get("java.vm.info"));
    facts.read("jvm.gc", MachineFacts::collectors);
    facts.read("jvm.flags", () -> flags(ManagementFactory.getRuntimeMXBean().getInputArguments()));
    facts.put("main.class", mainClass(properties));
  }

  static String flags(List<String> flags) {
    return flags.stream().map(MachineFacts::flag).collect(Collectors.joining("\n"));
  }

  private static String flag(String flag) {
    int value = flag.indexOf('=') + 1;
    return value == 0 || SHOWN.matcher(flag).matches() ? flag : flag.substring(0, value) + "…";
  }

  private static String collectors() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .map(GarbageCollectorMXBean::getName)
        .sorted()
        .collect(Collectors.joining(", "));
  }

  /** Returns the class, {@code module/class}, or the name of the jar without its directory. */
  static String mainClass(Map<String, String> properties) {
    String command = properties.getOrDefault("sun.java.command", "");
    if (command.isEmpty()) { // started by a native program, or on another JVM
      return EnvironmentFacts.unavailable("the virtual machine does not report it");
    }
    String jar = properties.getOrDefault("java.class.path", ""); // the jar that was started, if any
    boolean started = !jar.isEmpty() && (command + " ").startsWith(jar + " ");
    String main = started ? jar : command.strip().split("\\s", 2)[0];
    return main.endsWith(".jar") ? main.substring(main.lastIndexOf('/') + 1) : main;
  }

  private static void system(
      FactSources sources, Map<String, String> properties, EnvironmentFacts facts) {
    facts.put("os.name", properties.get("os.name"));
    facts.put("os.version", properties.get("os.version"));
    facts.put("os.arch", properties.get("os.arch"));
    facts.read("os.distribution", () -> distribution(sources));
    facts.read("memory.total", MachineFacts::memory);
    facts.made("memory.heap.max", Long.toString(Runtime.getRuntime().maxMemory()));
    facts.read("host.name", () -> host(sources));
    facts.put("user.name", properties.get("user.name"));
    facts.made("process.id", Long.toString(ProcessHandle.current().pid()));
    facts.made(
        "process.started",
        ProcessHandle.current()
            .info()
            .startInstant()
            .map(String::valueOf)
            .orElse(EnvironmentFacts.unavailable("the system does not report it")));
  }

  /** In a container, the virtual machine reports the limit of the container. */
  private static String memory() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? Long.toString(system.getTotalMemorySize())
        : EnvironmentFacts.unavailable("this virtual machine does not report it");
  }

  private static String distribution(FactSources sources) throws IOException {
    return sources
        .text("etc/os-release")
        .lines()
        .filter(line -> line.startsWith("PRETTY_NAME="))
        .map(line -> line.substring(line.indexOf('=') + 1).replace("\"", ""))
        .findFirst()
        .orElse(EnvironmentFacts.unavailable("no PRETTY_NAME"));
  }

  /** Uses no network: a name service may take seconds. */
  private static String host(FactSources sources) throws IOException {
    @Nullable String windows = sources.variables().get("COMPUTERNAME");
    return windows != null ? windows : sources.text("proc/sys/kernel/hostname").strip();
  }

  /** Returns the architecture and, if it can be read, the model of the processor. */
  public static String processor() {
    String architecture = System.getProperty("os.arch", "unknown");
    try {
      return architecture + ", " + model(FactSources.ofThisProcess());
    } catch (IOException e) {
      return architecture;
    }
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
    children.sort(null);
    return children;
  }
}
